/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"
#include "exchange/protocol.h"
#include "forms/user-locale.h"
#include "packaging/demo/history.h"
#include "packaging/demo/review.h"

#include <string.h>
#include <unistd.h>

/* Fills a fresh server with the demonstration: staff, enterprises, and their history from the first
 * period up to May 2024, all of it sent and reviewed as in real life; what they report lies in
 * FOLDER/season (zhibao season). Usage: zhibao-demo FOLDER REGISTER.csv FIRST-PERIOD; the
 * administrator is enrolled in FOLDER/admin. */

#define TENANT "s1"

static const char *const forms[] = {"B204-1", "B203"};

typedef struct {
  const char *folder;
  char *season; /* the folder of its reports */
  char *passphrase;
  ZbWorkspace *workspace; /* of all enterprises */
  ZbSession *admin, *districts[2], *city;
  GPtrArray *enterprises;
  GPtrArray *signers;
} Stage;

static ZbWorkspace *
open_workspace (const Stage *stage, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (stage->folder, name, NULL);

  return zb_workspace_open (path, &zb_clock_system, error);
}

static ZbSession *
open_admin (const Stage *stage, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = open_workspace (stage, "admin", error);
  g_autoptr (ZbAccount) account = workspace ? zb_account_find (workspace, NULL, error) : NULL;

  return account ? zb_session_new (account, error) : NULL;
}

/* Invites and enrols one reviewer into a workspace of his own. */
static ZbSession *
enrol_reviewer (const Stage *stage,
                const char *name,
                const char *person,
                const char *role,
                const char *areas,
                GError **error)
{
  g_autofree char *json = g_strdup_printf ("{\"staff\":\"%s\",\"role\":\"%s\",\"tenant\":\"" TENANT
                                           "\",\"areas\":[%s],\"days\":30}",
                                           person, role, areas);
  g_autofree char *invitation = zb_people_invite (stage->admin, json, error);
  g_autoptr (ZbWorkspace) workspace = invitation ? open_workspace (stage, name, error) : NULL;
  g_autoptr (ZbAccount) account =
      workspace ? zb_people_enrol (workspace, invitation, stage->passphrase, error) : NULL;

  return account ? zb_session_new (account, error) : NULL;
}

static gboolean
enrol_staff (Stage *stage, GError **error)
{
  g_print ("Staff: two district reviewers and the city …\n");
  stage->districts[0] = enrol_reviewer (stage, "district-island", "陈思远", "district",
                                        "\"350203\",\"350205\",\"350206\"", error);
  if (stage->districts[0])
    stage->districts[1] =
        enrol_reviewer (stage, "district-mainland", "黄海宁", "district",
                        "\"350211\",\"350212\",\"350213\",\"350297\",\"350298\",\"350299\"", error);
  if (stage->districts[1])
    stage->city = enrol_reviewer (stage, "city", "吴鹭江", "city", "", error);
  return stage->city != NULL;
}

/* Counts on one line of a terminal; a file gets the last count alone. */
static void
tell (const char *what, guint done, guint of)
{
  if (isatty (STDOUT_FILENO))
    g_print ("\r  %s %u / %u", what, done, of);
  else if (done == of)
    g_print ("  %s %u", what, of);
}

static gboolean
enrol_enterprises (Stage *stage, GError **error)
{
  g_print ("Enterprises: %u from the register …\n", stage->enterprises->len);
  for (guint i = 0; i < stage->enterprises->len; i++) {
    ZbEnterprise *enterprise = stage->enterprises->pdata[i];

    if (!zb_people_enrol_enterprise (stage->admin, stage->workspace, enterprise, stage->passphrase,
                                     error))
      return FALSE;
    ZbSigner *signer = zb_account_open_signer (enterprise->account, stage->passphrase, error);
    if (!signer)
      return FALSE;
    g_ptr_array_add (stage->signers, signer);
    tell ("enrolled", i + 1, stage->enterprises->len);
  }
  g_print ("\n");
  ZbEnterprise *first = stage->enterprises->pdata[0];
  return zb_library_sync (stage->workspace, first->account, first->session, NULL, error);
}

/* Opens or closes both forms for @period; long past periods are opened by an override of the
 * calendar. */
static gboolean
order_period (const Stage *stage, const char *period, const char *rest, GError **error)
{
  g_autofree char *path = g_strconcat ("/v1/periods/", period, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *json =
        g_strdup_printf ("{\"tenant\":\"" TENANT "\",\"form\":\"%s\",%s}", forms[i], rest);
    g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
    g_autoptr (ZbJson) answer =
        zb_session_post (stage->admin, path, ZB_MIME_JSON, body, NULL, error);

    if (!answer)
      return FALSE;
  }
  return TRUE;
}

static gboolean
open_period (const Stage *stage, const char *period, GError **error)
{
  gint64 now = zb_workspace_now (stage->workspace);
  g_autofree char *deadline = zb_time_format (now + 20 * G_TIME_SPAN_DAY);
  g_autofree char *closes = zb_time_format (now + 40 * G_TIME_SPAN_DAY);
  g_autofree char *rest =
      g_strdup_printf ("\"action\":\"open\",\"opens\":\"2023-01-01T00:00:00+08:00\",\"deadline\":"
                       "\"%s\",\"closes\":\"%s\",\"reason\":\"demonstration\"",
                       deadline, closes);

  return order_period (stage, period, rest, error);
}

static gboolean
review (const Stage *stage, const char *period, GError **error)
{
  guint n;

  return zb_review_all (stage->districts[0], TENANT, period, "pass", &n, error) &&
         zb_review_all (stage->districts[1], TENANT, period, "pass", &n, error) &&
         zb_review_all (stage->city, TENANT, period, "accept", &n, error);
}

static gboolean
play_period (const Stage *stage, ZbPeriod period, GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];

  zb_period_format (period, text);
  if (!open_period (stage, text, error))
    return FALSE;
  for (guint i = 0; i < stage->enterprises->len; i++) {
    for (guint f = 0; f < G_N_ELEMENTS (forms); f++)
      if (!zb_history_send (stage->season, stage->workspace, stage->enterprises->pdata[i],
                            stage->signers->pdata[i], forms[f], period, error))
        return FALSE;
    tell (text, i + 1, stage->enterprises->len);
  }
  if (!review (stage, text, error) ||
      !order_period (stage, text, "\"action\":\"close\",\"reason\":\"demonstration\"", error))
    return FALSE;
  g_print (" sent, reviewed, closed\n");
  return TRUE;
}

static gboolean
play_history (const Stage *stage, ZbPeriod first, GError **error)
{
  const ZbPeriod last = {ZB_PERIOD_MONTH, 2024, 5};

  g_print ("History up to May 2024, through the real intake …\n");
  for (ZbPeriod period = first; zb_period_compare (period, last) <= 0;
       period = zb_period_add (period, 1))
    if (zb_period_month (period) > 1 && !play_period (stage, period, error))
      return FALSE;
  return TRUE;
}

/* The accountant of the first enterprise gets an invitation of her own, for the desktop. */
static gboolean
invite_accountant (const Stage *stage, GError **error)
{
  const ZbEnterprise *model = stage->enterprises->pdata[0];
  g_autofree char *json = g_strdup_printf ("{\"unit\":\"%s\",\"days\":60}", model->unit);
  g_autofree char *invitation = zb_people_invite (stage->admin, json, error);
  g_autofree char *path = g_build_filename (stage->folder, "accountant.invitation", NULL);

  return invitation && g_file_set_contents (path, invitation, -1, error);
}

static gboolean
play (Stage *stage, const char *registered, ZbPeriod first, GError **error)
{
  g_autofree char *secret = g_build_filename (stage->folder, "passphrase", NULL);

  if (!g_file_get_contents (secret, &stage->passphrase, NULL, error))
    return FALSE;
  g_strchomp (stage->passphrase);
  stage->season = g_build_filename (stage->folder, "season", NULL);
  stage->signers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_signer_free);
  stage->workspace = open_workspace (stage, "enterprises", error);
  stage->enterprises = stage->workspace ? zb_people_read_register (registered, error) : NULL;
  stage->admin = stage->enterprises ? open_admin (stage, error) : NULL;
  return stage->admin && enrol_staff (stage, error) && enrol_enterprises (stage, error) &&
         play_history (stage, first, error) && open_period (stage, "2024-06", error) &&
         invite_accountant (stage, error);
}

static void
stage_clear (Stage *stage)
{
  g_clear_pointer (&stage->signers, g_ptr_array_unref);
  g_clear_pointer (&stage->enterprises, g_ptr_array_unref);
  g_clear_pointer (&stage->districts[0], zb_session_free);
  g_clear_pointer (&stage->districts[1], zb_session_free);
  g_clear_pointer (&stage->city, zb_session_free);
  g_clear_pointer (&stage->admin, zb_session_free);
  g_clear_pointer (&stage->workspace, zb_workspace_free);
  g_clear_pointer (&stage->passphrase, g_free);
  g_clear_pointer (&stage->season, g_free);
}

int
main (int argc, char **argv)
{
  Stage stage = {0};
  ZbPeriod first;
  g_autoptr (GError) error = NULL;

  zb_locale_start (GETTEXT_PACKAGE, ZB_LOCALE_DIR);
  if (argc != 4 || !zb_period_parse (argv[3], &first, NULL)) {
    g_printerr ("Usage: zhibao-demo FOLDER REGISTER.csv FIRST-PERIOD\n");
    return 64;
  }
  stage.folder = argv[1];
  gboolean played = play (&stage, argv[2], first, &error);
  stage_clear (&stage);
  if (played)
    return 0;
  g_printerr ("\nzhibao-demo: %s\n", error ? error->message : "failed");
  return 1;
}
