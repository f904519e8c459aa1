/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/signing-role.h"

#include "forms/error.h"

#include <string.h>

static const struct {
  ZbSigningRole role;
  const char *name;
  ZbText words;
} roles[] = {
    {ZB_SIGNING_PREPARER, "preparer", {(char *)"填表人", (char *)"preparer"}},
    {ZB_SIGNING_REVIEWER, "reviewer", {(char *)"审核人", (char *)"reviewer"}},
    {ZB_SIGNING_LEGAL_SIGNER, "legal-signer", {(char *)"单位负责人", (char *)"legal signer"}},
};

static guint
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].name, name) == 0)
      return roles[i].role;
  return 0;
}

gboolean
zb_signing_roles_parse (const char *text, guint *ret_roles, GError **error)
{
  g_auto (GStrv) names = g_strsplit (text, " ", -1);
  guint found = 0;

  for (guint i = 0; names[i] != NULL; i++) {
    guint role = find (names[i]);

    if (role == 0)
      return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                            "“%s” is no role to sign in: preparer, reviewer, legal-signer",
                            names[i]);
    if (found & role)
      return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "the role “%s” is said twice", names[i]);
    found |= role;
  }
  if (found == 0)
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "no role to sign in is said");
  *ret_roles = found;
  return TRUE;
}

char *
zb_signing_roles_to_text (guint wanted)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (wanted & roles[i].role)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", roles[i].name);
  return g_string_free (text, FALSE);
}

guint
zb_signing_roles_first (guint wanted)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (wanted & roles[i].role)
      return roles[i].role;
  return 0;
}

char *
zb_signing_roles_to_words (guint wanted, const char *language)
{
  gboolean zh = g_str_has_prefix (language, "zh");
  GString *words = g_string_new (NULL);
  guint left = wanted & ZB_SIGNING_ALL;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++) {
    if (!(left & roles[i].role))
      continue;
    left &= ~(guint)roles[i].role;
    if (words->len > 0)
      g_string_append (words, zh ? "、" : left == 0 ? " and " : ", ");
    g_string_append (words, zb_text_get (&roles[i].words, language));
  }
  return g_string_free (words, FALSE);
}
