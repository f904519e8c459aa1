/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft-revision.h"

#include "client/desk.h"
#include "client/workspace-private.h"
#include "forms/form-revision.h"
#include "validators/explanation.h"

#include <string.h>

/* The package that serves, if it is another revision of the report's edition; else NULL. */
static ZbPackage *
find_serving (const ZbWorkspace *workspace, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  ZbPackage *serving =
      zb_catalogue_find (workspace->catalogue, form->id, zb_report_period (report), NULL);

  if (!serving || strcmp (zb_package_digest (serving), zb_report_package (report)) == 0 ||
      strcmp (zb_package_form (serving)->edition, form->edition) != 0)
    return NULL;
  return serving;
}

ZbReport *
zb_draft_to_serving_revision (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              ZbReport *report,
                              GError **error)
{
  g_autoptr (ZbReport) before = report;
  ZbPackage *serving = find_serving (workspace, before);
  g_autoptr (ZbReport) moved = NULL;
  g_autoptr (ZbDesk) desk = NULL;

  if (!serving)
    return g_steal_pointer (&before);
  moved = zb_report_move_to_revision (before, serving, error);
  desk = moved ? zb_desk_open (workspace, account, moved, error) : NULL;
  if (!desk)
    return NULL;
  zb_explanations_carry (moved, zb_check_findings (zb_desk_check (desk)),
                         zb_report_form (before)->revision);
  return g_steal_pointer (&moved);
}
