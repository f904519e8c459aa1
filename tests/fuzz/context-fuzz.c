/* SPDX-License-Identifier: Apache-2.0 */
/* The context of a report as a server hands it out: what is read must be written again as it was
 * understood, and can be opened. */
#include "validators/context-document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_open (const ZbContextDocument *document)
{
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbMemoryContext) context = zb_context_document_open (document, catalogue, &error);

  if ((context != NULL) == (error != NULL))
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContextDocument) document =
      zb_context_document_read ("input", text, strlen (text), &error);

  if ((document != NULL) == (error != NULL))
    abort ();
  if (!document)
    return 0;
  g_autofree char *first = zb_context_document_write (document);
  g_autoptr (ZbContextDocument) again =
      zb_context_document_read ("copy", first, strlen (first), NULL);
  g_autofree char *second = again ? zb_context_document_write (again) : NULL;
  if (g_strcmp0 (first, second) != 0)
    abort ();
  try_open (document);
  return 0;
}
