/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/rulebook.h"

struct _ZbRulebook {
  ZbCatalogue *catalogue; /* atomic: the last of @catalogues */
  GMutex mutex;
  GPtrArray *catalogues; /* owned; guarded by @mutex */
  GHashTable *rulesets;  /* package digest → ZbRuleset; guarded by @mutex */
};

ZbRulebook *
zb_rulebook_new (ZbCatalogue *catalogue)
{
  ZbRulebook *rulebook = g_new0 (ZbRulebook, 1);

  g_mutex_init (&rulebook->mutex);
  rulebook->catalogues = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_catalogue_unref);
  zb_rulebook_set_catalogue (rulebook, catalogue);
  rulebook->rulesets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_ruleset_unref);
  return rulebook;
}

void
zb_rulebook_free (ZbRulebook *rulebook)
{
  if (rulebook == NULL)
    return;
  g_hash_table_unref (rulebook->rulesets);
  g_mutex_clear (&rulebook->mutex);
  g_ptr_array_unref (rulebook->catalogues);
  g_free (rulebook);
}

ZbCatalogue *
zb_rulebook_catalogue (ZbRulebook *rulebook)
{
  return g_atomic_pointer_get (&rulebook->catalogue);
}

void
zb_rulebook_set_catalogue (ZbRulebook *rulebook, ZbCatalogue *catalogue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&rulebook->mutex);

  g_ptr_array_add (rulebook->catalogues, zb_catalogue_ref (catalogue));
  g_atomic_pointer_set (&rulebook->catalogue, catalogue);
}

ZbRuleset *
zb_rulebook_get (ZbRulebook *rulebook, const ZbPackage *package, GError **error)
{
  const char *digest = zb_package_digest (package);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&rulebook->mutex);
  ZbRuleset *ruleset = g_hash_table_lookup (rulebook->rulesets, digest);

  if (ruleset != NULL)
    return ruleset;
  ruleset = zb_ruleset_compile_package (package, zb_rulebook_catalogue (rulebook), NULL, error);
  if (ruleset != NULL)
    g_hash_table_insert (rulebook->rulesets, g_strdup (digest), ruleset);
  return ruleset;
}
