/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/exchange/schema-check.h"

#include "tests/support/temp-dir.h"

#include <string.h>

gboolean
schema_check_allows (const char *name, const char *xml)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_write (dir, "document.xml", xml, -1);
  g_autofree char *file = g_strconcat (name, ".xsd", NULL);
  g_autofree char *schema =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "exchange", "schema", file, NULL);
  const char *const arguments[] = {"xmllint", "--nonet", "--noout", "--schema", schema, path, NULL};
  g_autofree char *errors = NULL;
  int status = 0;
  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &errors,
                &status, &error);
  g_assert_no_error (error);
  /* 3 and 4 are xmllint's words for a document that is not valid. */
  if (status != 0 && strstr (errors, "fails to validate") == NULL)
    g_error ("%s", errors);
  return status == 0;
}

char *
schema_check_replace (const char *xml, const char *from, const char *to)
{
  const char *at = strstr (xml, from);
  if (at == NULL)
    g_error ("there is no %s in %s", from, xml);
  return g_strdup_printf ("%.*s%s%s", (int)(at - xml), xml, to, at + strlen (from));
}

char *
schema_check_text (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
