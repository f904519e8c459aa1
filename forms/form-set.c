/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-set.h"

#include <string.h>

ZbPackage *
zb_form_set_head (const ZbCatalogue *catalogue, const char *form, ZbPeriod period)
{
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *package = zb_catalogue_at (catalogue, i);
    const ZbForm *head = zb_package_form (package);

    if (head->filing.n_members == 0 || !zb_catalogue_offers (catalogue, package, period))
      continue;
    if ((strcmp (head->id, form) == 0 || zb_filing_member (&head->filing, form) != NULL) &&
        zb_catalogue_find (catalogue, head->id, period, NULL) == package)
      return package;
  }
  return NULL;
}

gboolean
zb_form_set_has_member (const ZbCatalogue *catalogue, const char *form, ZbPeriod period)
{
  ZbPackage *head = zb_form_set_head (catalogue, form, period);

  return head != NULL && strcmp (zb_package_form (head)->id, form) != 0;
}

GPtrArray *
zb_form_set_packages (const ZbCatalogue *catalogue, ZbPackage *head, ZbPeriod period)
{
  const ZbFiling *filing = &zb_package_form (head)->filing;
  GPtrArray *packages = g_ptr_array_new ();

  g_ptr_array_add (packages, head);
  for (guint i = 0; i < filing->n_members; i++) {
    ZbPackage *package = zb_catalogue_find (catalogue, filing->members[i].form, period, NULL);

    if (package != NULL)
      g_ptr_array_add (packages, package);
  }
  return packages;
}
