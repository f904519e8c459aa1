/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"
#include "client/publishing.h"
#include "tools/answer.h"
#include "tools/calendar-commands.h"
#include "tools/form-place.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* Forms published and withdrawn: one administrator signs and proposes, another signs and confirms.
 */

#define SHORT_DIGEST 12

/* FALSE after setting @error. */
static gboolean
read_order (const ZbCallLine *line, ZbPublishingOrder *ret_order, GError **error)
{
  const char *at = zb_call_line_get (line, "at");

  *ret_order = (ZbPublishingOrder){
      .from = zb_call_line_get (line, "from"),
      .hotfix = zb_call_line_has (line, "hotfix"),
      .reason = zb_call_line_get (line, "reason"),
  };
  if (!ret_order->reason) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say why: --reason=TEXT"));
    return FALSE;
  }
  return !at || zb_time_parse (at, &ret_order->at, error);
}

static void
print_findings (const ZbJson *answer)
{
  const ZbJson *warnings = answer ? zb_json_get (answer, "warnings") : NULL;

  for (guint i = 0; warnings && i < zb_json_length (warnings); i++)
    g_print ("%s\n", zb_json_string (zb_json_at (warnings, i)));
}

/* Sends what was signed, and says what is to be done next. */
static int
propose (ZbLinked *linked, GBytes *archive, const ZbPackage *package, GError **error)
{
  g_autoptr (ZbJson) answer = NULL;
  gint64 number;

  if (!zb_publishing_propose (linked->session, archive, &number, &answer, error))
    return ZB_EXIT_FAILED;
  print_findings (answer);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_print (_ ("%s is proposed as number %s; another administrator confirms it with: zhibao form "
              "confirm %s\n"),
           zb_package_name (package), text, text);
  g_print ("  SHA-256 %s\n", zb_package_digest (package));
  return ZB_EXIT_OK;
}

static int
form_publish (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = NULL;
  g_autoptr (ZbSigner) signer = NULL;
  g_autoptr (ZbPackage) package = NULL;
  g_autoptr (GBytes) archive = NULL;
  g_auto (ZbLinked) linked = {0};
  ZbPublishingOrder order;

  if (!read_order (line, &order, error))
    return ZB_EXIT_USAGE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  catalogue = zb_form_place_around (line, line->words[0], error);
  signer = catalogue ? zb_linked_signer (line, &linked, error) : NULL;
  if (!signer)
    return ZB_EXIT_FAILED;
  archive = zb_publishing_pack (linked.account, line->words[0], catalogue, &order, signer,
                                zb_workspace_now (linked.workspace), &package, error);
  return archive ? propose (&linked, archive, package, error) : ZB_EXIT_UNREADABLE;
}

/* FORM/EDITION.REVISION among the forms fetched. */
static ZbPackage *
find_named (ZbWorkspace *workspace, const char *name, GError **error)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++)
    if (strcmp (zb_package_name (zb_catalogue_at (catalogue, i)), name) == 0)
      return zb_catalogue_at (catalogue, i);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               _ ("there is no form %s here, in this spelling: B204-1/2023.1"), name);
  return NULL;
}

static int
form_withdraw (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbSigner) signer = NULL;
  g_autoptr (GBytes) archive = NULL;
  ZbPublishingOrder order;

  if (!read_order (line, &order, error))
    return ZB_EXIT_USAGE;
  if (!order.from) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say from which period on: --from=PERIOD"));
    return ZB_EXIT_USAGE;
  }
  if (!zb_linked_open (line, &linked, error) ||
      !zb_library_sync (linked.workspace, linked.account, linked.session, NULL, error))
    return ZB_EXIT_FAILED;
  ZbPackage *package = find_named (linked.workspace, line->words[0], error);
  signer = package ? zb_linked_signer (line, &linked, error) : NULL;
  if (!signer)
    return ZB_EXIT_FAILED;
  archive = zb_publishing_pack_withdrawal (linked.account, package, &order, signer,
                                           zb_workspace_now (linked.workspace), error);
  return archive ? propose (&linked, archive, package, error) : ZB_EXIT_FAILED;
}

/* What the second administrator is about to sign. */
static void
print_proposed (const ZbSignedPublication *proposed, const char *who)
{
  const ZbPublication *order = proposed->publication;
  gboolean publishes = strcmp (order->kind, "publish") == 0;
  g_autofree char *at = order->at ? zb_time_format (order->at) : NULL;

  g_print (publishes ? _ ("%s/%s is to be published.\n") : _ ("%s/%s is to be withdrawn.\n"),
           order->form, order->edition);
  zb_table_print_line (_ ("proposed by"), who);
  zb_table_print_line (_ ("reason"), order->reason);
  zb_table_print_line (_ ("from period"), order->from);
  zb_table_print_line (_ ("not before"), at);
  zb_table_print_line (_ ("hotfix"), order->hotfix ? _ ("yes") : NULL);
  zb_table_print_line ("SHA-256", order->package);
}

/* With --package, the folder must make the very package that was proposed. */
static gboolean
check_against_folder (const ZbCallLine *line, const ZbSignedPublication *proposed, GError **error)
{
  const char *folder = zb_call_line_get (line, "package");
  g_autoptr (ZbCatalogue) catalogue = NULL;
  g_autoptr (ZbPackage) package = NULL;

  if (!folder)
    return TRUE;
  catalogue = zb_form_place_around (line, folder, error);
  package = catalogue ? zb_package_read_dir (folder, zb_form_place_list, catalogue, error) : NULL;
  if (!package)
    return FALSE;
  if (strcmp (zb_package_digest (package), proposed->publication->package) == 0)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
               _ ("%s is not what was proposed: it has the digest %s"), folder,
               zb_package_digest (package));
  return FALSE;
}

static int
form_confirm (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbSignedPublication) proposed = NULL;
  g_autoptr (ZbSigner) signer = NULL;
  g_autofree char *who = NULL;
  gint64 number, now;

  if (!zb_place_number (line->words[0], &number, error))
    return ZB_EXIT_USAGE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  now = zb_workspace_now (linked.workspace);
  proposed = zb_publishing_fetch (linked.account, linked.session, number, now, &who, error);
  if (!proposed)
    return ZB_EXIT_UNREADABLE;
  print_proposed (proposed, who);
  if (!check_against_folder (line, proposed, error))
    return ZB_EXIT_UNREADABLE;
  signer = zb_linked_signer (line, &linked, error);
  if (!signer || !zb_publishing_confirm (linked.session, number, proposed, signer, now, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("Confirmed: it holds.\n"));
  return ZB_EXIT_OK;
}

static int
form_reject (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/publications/%s/end", line->words[0]);
  int code = zb_answer_reject (line, path, "form", error);

  if (code != ZB_EXIT_OK)
    return code;
  g_print (_ ("Number %s will not be published.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

static const char *
name_of_kind (const ZbJson *one)
{
  if (zb_json_boolean (zb_json_get (one, "hotfix"), FALSE))
    return _ ("hotfix");
  return g_strcmp0 (zb_json_get_string (one, "kind"), "withdraw") == 0 ? _ ("withdrawn")
                                                                       : _ ("published");
}

static void
add_package_row (
    ZbTable *table, const ZbJson *one, const char *number, const char *kind, const char *state)
{
  const char *digest = zb_json_get_string (one, "digest");
  g_autofree char *revision = zb_answer_dup (one, "revision");
  g_autofree char *name = g_strdup_printf ("%s/%s.%s", zb_json_get_string (one, "form"),
                                           zb_json_get_string (one, "edition"), revision);
  g_autofree char *begin = g_strndup (digest ? digest : "", SHORT_DIGEST);
  const char *confirmed = zb_json_get_string (one, "confirmed");
  const char *time = confirmed ? confirmed : zb_json_get_string (one, "time");
  const char *row[] = {number,
                       time,
                       name,
                       kind,
                       state,
                       zb_json_get_string (one, "from"),
                       zb_json_get_string (one, "who"),
                       zb_json_get_string (one, "second"),
                       begin,
                       zb_json_get_string (one, "reason")};

  zb_table_add_row (table, row);
}

static void
print_history (const ZbJson *answer)
{
  const char *heads[] = {_ (">Number"), _ ("Time"),        _ ("Form"), _ ("What"),
                         _ ("State"),   _ ("From period"), _ ("Who"),  _ ("Confirmed by"),
                         _ ("Digest"),  _ ("Reason"),      NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *founded = zb_json_get (answer, "founded");
  const ZbJson *list = zb_json_get (answer, "publications");

  for (guint i = 0; founded && i < zb_json_length (founded); i++)
    add_package_row (table, zb_json_at (founded, i), "", _ ("founded"), "");
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    g_autofree char *number = zb_answer_dup (one, "id");
    add_package_row (table, one, number, name_of_kind (one), zb_json_get_string (one, "state"));
  }
  zb_table_print (table);
}

/* --tenant, or the system that the form of this name belongs to. */
static const char *
find_tenant (const ZbCallLine *line, ZbWorkspace *workspace, const char *form)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);

  if (zb_call_line_has (line, "tenant"))
    return zb_call_line_get (line, "tenant");
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *known = zb_package_form (zb_catalogue_at (catalogue, i));
    if (strcmp (known->id, form) == 0 || strcmp (known->code, form) == 0)
      return known->system;
  }
  return NULL;
}

static int
form_history (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  int code;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  const char *tenant = find_tenant (line, linked.workspace, line->words[0]);
  g_autofree char *path =
      zb_session_path ("/v1/publications", "tenant", tenant, "form", line->words[0], NULL);
  g_autoptr (ZbJson) answer = zb_answer_get (line, &linked, path, &code, error);
  if (!answer)
    return code;
  print_history (answer);
  return ZB_EXIT_OK;
}

#define SERVER                                                                                     \
  {                                                                                                \
    "server", "URL", N_ ("the server, where there are accounts at several")                        \
  }
#define KEY                                                                                        \
  {"key", "FILE", N_ ("sign with this key file (PKCS#12) instead of the account's")},              \
  {                                                                                                \
    "passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")         \
  }
#define AT                                                                                         \
  {"from", "PERIOD", N_ ("the first period it is for")},                                           \
      {"at", "TIME", N_ ("not before: 2024-07-01T00:00:00+08:00")},                                \
  {                                                                                                \
    "reason", "TEXT", N_ ("why")                                                                   \
  }

static const ZbOption publish_options[] = {
    SERVER,
    KEY,
    AT,
    {"hotfix", NULL, N_ ("another revision of an edition in use: mends rules and texts")},
    {NULL, NULL, NULL},
};
static const ZbOption withdraw_options[] = {SERVER, KEY, AT, {NULL, NULL, NULL}};
static const ZbOption confirm_options[] = {
    SERVER,
    KEY,
    {"package", "DIR", N_ ("only if this folder makes the package that was proposed")},
    {NULL, NULL, NULL},
};
static const ZbOption reject_options[] = {
    SERVER, {"reason", "TEXT", N_ ("why")}, {NULL, NULL, NULL}};
static const ZbOption history_options[] = {SERVER,
                                           {"tenant", "ID", N_ ("the bureau system: s1 … s7")},
                                           ZB_OPTION_JSON,
                                           {NULL, NULL, NULL}};

static const ZbOption calendar_options[] = {
    SERVER, {"year", "YEAR", N_ ("of this year")}, ZB_OPTION_JSON, {NULL, NULL, NULL}};

const ZbCommand zb_publication_commands[] = {
    {"form", "publish", "PATH", N_ ("sign a package folder and propose it for publication"), 1, 1,
     publish_options, form_publish},
    {"form", "withdraw", "NAME", N_ ("propose that a package is no longer offered"), 1, 1,
     withdraw_options, form_withdraw},
    {"form", "confirm", "NUMBER", N_ ("sign and confirm what another administrator proposed"), 1, 1,
     confirm_options, form_confirm},
    {"form", "reject", "NUMBER", N_ ("refuse, or take back, what was proposed"), 1, 1,
     reject_options, form_reject},
    {"form", "history", "FORM", N_ ("who published what of a form, when and why"), 1, 1,
     history_options, form_history},
    {"form", "calendar", "FORM", N_ ("when each period is due, with the bureau's own hours"), 1, 1,
     calendar_options, zb_form_calendar},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
