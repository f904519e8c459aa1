/* SPDX-License-Identifier: Apache-2.0 */
#include "server/demo.h"

#include "formats/file.h"
#include "forms/form-lookup.h"
#include "server/authority/authority.h"
#include "server/authority/invitation.h"
#include "server/register/import.h"
#include "server/register/respondents.h"
#include "server/store/calendar.h"
#include "server/tenants.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define INVITATION_DAYS 90
#define DEFAULT_REGISTER ZB_DATA_DIR "/demo/register.csv"
/* What the register says held already when the oldest demo period began. */
#define REGISTER_DAY "2023-01-01"

typedef struct {
  ZbNode *node;
  ZbCatalogue *catalogue;
  gint64 now;
  const char *who;
  char *folder; /* of invitations */
} Demo;

/* The period that is asked for, and those whose figures lead up to it. */
static const struct {
  ZbPeriodKind kind;
  const char *period;
  gboolean asked;
} periods[] = {
    {ZB_PERIOD_YEAR, "2023", TRUE},       {ZB_PERIOD_HALF, "2024-H1", TRUE},
    {ZB_PERIOD_QUARTER, "2024-Q2", TRUE}, {ZB_PERIOD_MONTH, "2023-06", FALSE},
    {ZB_PERIOD_MONTH, "2024-02", FALSE},  {ZB_PERIOD_MONTH, "2024-03", FALSE},
    {ZB_PERIOD_MONTH, "2024-04", FALSE},  {ZB_PERIOD_MONTH, "2024-05", FALSE},
    {ZB_PERIOD_MONTH, "2024-06", TRUE},   {ZB_PERIOD_TENDAY, "2024-06-D3", TRUE},
};

static gboolean
fail_import (const ZbImportReport *report, const char *table, GError **error)
{
  const ZbImportError *first = report->errors->pdata[0];

  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s:%d: %s: %s", table, first->line,
               first->column, first->text);
  return FALSE;
}

static gboolean
add_register (Demo *demo, const char *table, GError **error)
{
  g_autoptr (GBytes) csv = zb_file_read (table, ZB_IMPORT_MAX_BYTES, error);
  ZbImportOptions options = {
      .day = REGISTER_DAY,
      .time = demo->now,
      .who = demo->who,
      .reason = "demo",
  };
  g_autoptr (ZbImportReport) report =
      csv ? zb_register_import (zb_node_service (demo->node)->store, demo->catalogue, table, csv,
                                &options, error)
          : NULL;

  if (!report)
    return FALSE;
  return report->errors->len == 0 || fail_import (report, table, error);
}

static gboolean
open_period (Demo *demo, const ZbForm *form, ZbPeriod period, gboolean asked, GError **error)
{
  ZbStore *store = zb_node_service (demo->node)->store;
  g_autofree char *text = zb_period_to_string (period);
  ZbCalendarEntry entry = {
      .tenant = form->system,
      .form = form->id,
      .period = text,
      .opens = demo->now - DAY,
      .deadline = demo->now + 30 * DAY,
      .closes = demo->now + 60 * DAY,
      .joint = -1,
      .reason = (char *)"demo",
  };
  ZbAct act = {
      .kind = ZB_ACT_CALENDAR,
      .what = &entry,
      .time = demo->now,
      .who = demo->who,
  };
  guint n;

  if (!zb_store_commit_one (store, &act, NULL, error))
    return FALSE;
  return !asked ||
         zb_respondents_freeze (store, form->system, form, period, demo->now, demo->who, &n, error);
}

static gboolean
open_periods (Demo *demo, GError **error)
{
  for (guint i = 0; i < zb_catalogue_n_packages (demo->catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (demo->catalogue, i));
    for (guint j = 0; j < G_N_ELEMENTS (periods); j++) {
      ZbPeriod period;
      if (!zb_period_parse (periods[j].period, &period, error))
        return FALSE;
      if (form->period_kind == periods[j].kind && zb_form_collects (form, period) &&
          !open_period (demo, form, period, periods[j].asked, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_invitation (const Demo *demo, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.txt", demo->folder, name);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static ZbInviting
inviting (const Demo *demo)
{
  return (ZbInviting){.now = demo->now, .days = INVITATION_DAYS, .who = demo->who};
}

/* One post in each system for @person; @area NULL: the whole city, reviewing last. */
static gboolean
add_reviewer (Demo *demo, const char *person, const char *name, const char *area, GError **error)
{
  g_autoptr (GPtrArray) tenants = zb_tenants_of_the_model ();
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);
  ZbInviting how = inviting (demo);

  for (guint i = 0; i < tenants->len; i++) {
    const ZbTenant *tenant = tenants->pdata[i];
    ZbStaff *post = zb_staff_new ();
    post->tenant = g_strdup (tenant->id);
    post->person = g_strdup (person);
    post->name = g_strdup (name);
    post->role = g_strdup (area ? "district" : "city");
    post->level = area ? 1 : tenant->levels->len;
    if (area)
      g_ptr_array_add (post->areas, g_strdup (area));
    post->active = TRUE;
    g_ptr_array_add (posts, post);
  }
  g_autofree char *text =
      zb_authority_invite_staff (zb_node_service (demo->node)->authority, posts, &how, error);
  return text && write_invitation (demo, person, text, error);
}

static gboolean
add_reviewers (Demo *demo, GError **error)
{
  ZbCodeList *areas = zb_catalogue_code_list (demo->catalogue, "areas");

  if (!add_reviewer (demo, "city", "市级审核员", NULL, error))
    return FALSE;
  for (guint i = 0; areas && i < zb_code_list_length (areas); i++) {
    const ZbCode *area = zb_code_list_at (areas, i);
    g_autofree char *person = g_strconcat ("district-", area->code, NULL);
    g_autofree char *name = g_strconcat (area->name.zh, "审核员", NULL);
    if (g_strcmp0 (area->level, "city") != 0 &&
        !add_reviewer (demo, person, name, area->code, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
invite_first_enterprise (Demo *demo, GError **error)
{
  const ZbService *service = zb_node_service (demo->node);
  g_autoptr (GPtrArray) units =
      zb_store_list_units (service->store, NULL, NULL, REGISTER_DAY, 0, 1, error);
  ZbInviting how = inviting (demo);

  if (!units || units->len == 0)
    return units != NULL;
  const ZbUnit *unit = units->pdata[0];
  g_autofree char *text = zb_authority_invite_unit (service->authority, unit->code, &how, error);
  return text && write_invitation (demo, "enterprise", text, error);
}

static gboolean
make_folder (const Demo *demo, GError **error)
{
  if (g_mkdir_with_parents (demo->folder, 0700) == 0)
    return TRUE;
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", demo->folder,
               g_strerror (errno));
  return FALSE;
}

gboolean
zb_demo_add (const ZbNodeFounding *founding,
             const char *table,
             const char *admin_invitation,
             GError **error)
{
  g_autoptr (ZbNode) node = zb_node_open (founding->dir, &founding->clock, error);
  g_autoptr (ZbCatalogue) catalogue =
      node ? zb_catalogue_read_dir (founding->catalogue, error) : NULL;
  g_autofree char *folder = zb_node_path (founding->dir, "invitations");
  Demo demo = {
      .node = node,
      .catalogue = catalogue,
      .now = zb_clock_now (&founding->clock),
      .who = founding->node,
      .folder = folder,
  };

  return catalogue && make_folder (&demo, error) &&
         write_invitation (&demo, "admin", admin_invitation, error) &&
         add_register (&demo, table ? table : DEFAULT_REGISTER, error) &&
         open_periods (&demo, error) && add_reviewers (&demo, error) &&
         invite_first_enterprise (&demo, error);
}
