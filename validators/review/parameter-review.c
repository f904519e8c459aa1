/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/parameter-review.h"

#include "forms/near-name.h"
#include "validators/language/parser.h"

#include <string.h>

/* The name that begins at @at; NULL if none does. (transfer full) */
static char *
read_name (const char *at)
{
  const char *end = at;

  while (g_unichar_isalnum (g_utf8_get_char (end)) || *end == '_')
    end = g_utf8_next_char (end);
  return end == at ? NULL : g_strndup (at, (gsize)(end - at));
}

static void
warn (const ZbRuleText *text,
      gsize offset,
      const char *name,
      const ZbParameters *parameters,
      GPtrArray *diagnostics)
{
  g_autoptr (GPtrArray) names = zb_parameters_list_names (parameters);
  ZbNearName near = zb_near_name (name);

  for (guint i = 0; i < names->len; i++)
    zb_near_name_offer (&near, names->pdata[i]);
  g_autofree char *hint = zb_near_name_hint (&near);
  g_autofree char *message =
      g_strdup_printf ("there is no parameter “%s”, so that the check is never made%s", name, hint);
  zb_diagnose (diagnostics, text, offset, FALSE, message);
}

gboolean
zb_parameters_review (const ZbPackage *package,
                      const ZbParameters *parameters,
                      GPtrArray *diagnostics,
                      GError **error)
{
  g_autoptr (ZbRuleText) text =
      zb_rule_text_new (zb_package_rules_source (package), zb_package_rules (package), error);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean quoted = FALSE;

  if (text == NULL)
    return FALSE;
  for (const char *at = text->folded->str; *at != '\0'; at++) {
    g_autofree char *name = NULL;

    quoted = *at == '"' ? !quoted : quoted;
    if (*at != '$' || quoted)
      continue;
    name = read_name (at + 1);
    if (name == NULL || zb_parameters_has (parameters, name) ||
        !g_hash_table_add (told, g_strdup (name)))
      continue;
    warn (text, (gsize)(at - text->folded->str), name, parameters, diagnostics);
  }
  return TRUE;
}
