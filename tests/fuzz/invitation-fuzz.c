/* SPDX-License-Identifier: Apache-2.0 */
/* What an accountant is handed by somebody who says that he is the bureau: an invitation, and a
 * server's refusal. */
#include "client/invitation.h"
#include "exchange/problem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_invitation (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (text, &error);

  if ((invitation != NULL) == (error != NULL))
    abort ();
  if (invitation && (!invitation->url || !invitation->code || !invitation->root))
    abort ();
}

static void
try_problem (GBytes *body)
{
  g_autoptr (ZbProblem) problem = zb_problem_read (body);

  if (!problem)
    return;
  g_autofree char *first = zb_problem_to_json (problem);
  g_autoptr (GBytes) bytes = g_bytes_new (first, strlen (first));
  g_autoptr (ZbProblem) again = zb_problem_read (bytes);
  g_autofree char *second = again ? zb_problem_to_json (again) : NULL;
  if (g_strcmp0 (first, second) != 0)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (GBytes) body = g_bytes_new (data, size);

  try_invitation (text);
  try_problem (body);
  return 0;
}
