/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/config.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What is taken for a node's name and place is written so that it is read again as the same. */
static void
try_again (const ZbConfig *config)
{
  g_autofree char *text =
      zb_config_compose (config->node, config->host, config->address, (guint)config->port);
  g_autoptr (ZbConfig) again = zb_config_parse ("copy", text, NULL);

  if (again == NULL || strcmp (again->node, config->node) != 0 ||
      strcmp (again->host, config->host) != 0 || strcmp (again->address, config->address) != 0 ||
      again->port != config->port)
    abort ();
}

/* Settings are taken, or refused with a sentence that names file and line. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0; /* so far a file's reader judges */
  g_autoptr (ZbConfig) config = zb_config_parse ("input", text, &error);

  if ((config == NULL) != (error != NULL))
    abort ();
  if (config == NULL) {
    if (error->domain != ZB_CONFIG_ERROR || !g_str_has_prefix (error->message, "input:"))
      abort ();
    return 0;
  }
  g_autofree char *published_at = zb_config_published_at (config);
  zb_config_proxy (config);
  try_again (config);
  return 0;
}
