/* SPDX-License-Identifier: Apache-2.0 */
#include "client/due.h"

#include "client/cosign.h"
#include "client/draft.h"
#include "client/sent-row.h"
#include "client/workspace-private.h"
#include "forms/calendar.h"
#include "forms/form-set.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

void
zb_due_free (ZbDue *due)
{
  g_free (due->tenant);
  g_free (due->form);
  g_free (due->code);
  g_free (due->period);
  g_free (due->package);
  g_free (due->message);
  g_free (due->cosign);
  zb_text_clear (&due->title);
  zb_text_clear (&due->bureau);
  zb_text_clear (&due->disclaimer);
  zb_text_clear (&due->levels);
  g_free (due);
}

static gint64
read_time (const ZbJson *json, const char *name)
{
  const char *text = zb_json_get_string (json, name);
  gint64 time = 0;

  return text && zb_time_parse (text, &time, NULL) ? time : 0;
}

/* NULL where there is no such text. */
static const char *
text_in (const ZbJson *text, const char *language)
{
  return text ? zb_json_get_string (text, language) : NULL;
}

/* "District 2024-07-11 18:00; City 2024-07-15 18:00", NULL where no level has a time. (transfer
 * full) */
static char *
levels_in (const ZbJson *json, const char *language)
{
  const ZbJson *levels = zb_json_get (json, "levels");
  GString *text = g_string_new (NULL);

  for (guint i = 0; levels && i < zb_json_length (levels); i++) {
    const ZbJson *level = zb_json_at (levels, i);
    const char *name = text_in (zb_json_get (level, "name"), language);
    const char *until = zb_json_get_string (level, "until");

    if (name && until && strlen (until) >= strlen ("YYYY-MM-DDThh:mm"))
      g_string_append_printf (text, "%s%s %.10s %.5s", text->len > 0 ? "; " : "", name, until,
                              until + strlen ("YYYY-MM-DDT"));
  }
  return g_string_free (text, text->len == 0);
}

static gboolean
keep (ZbWorkspace *workspace, const ZbAccount *account, const ZbJson *json, GError **error)
{
  const ZbJson *title = zb_json_get (json, "title");
  const ZbJson *bureau = zb_json_get (json, "bureau");
  const ZbJson *disclaimer = zb_json_get (json, "disclaimer");
  g_autofree char *levels_zh = levels_in (json, "zh");
  g_autofree char *levels_en = levels_in (json, "en");

  return zb_database_run (
      workspace->database,
      "insert or replace into obligation (account, tenant, form, period, code, title_zh, title_en, "
      "package,"
      " joint, opens, deadline, closes, permit_until, state, level, late, message, resubmit_by,"
      " bureau_zh, bureau_en, disclaimer_zh, disclaimer_en, correct_until, accepted,"
      " levels_zh, levels_en)"
      " values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      error, zb_value_int (account->id), zb_value_text (zb_json_get_string (json, "tenant")),
      zb_value_text (zb_json_get_string (json, "form")),
      zb_value_text (zb_json_get_string (json, "period")),
      zb_value_text (zb_json_get_string (json, "code")),
      zb_value_text (zb_json_get_string (title, "zh")),
      zb_value_text (zb_json_get_string (title, "en")),
      zb_value_text (zb_json_get_string (json, "package")),
      zb_value_int (zb_json_boolean (zb_json_get (json, "joint"), FALSE)),
      zb_value_int (read_time (json, "opens")), zb_value_int (read_time (json, "deadline")),
      zb_value_int (read_time (json, "closes")), zb_value_int (read_time (json, "permit_until")),
      zb_value_text (zb_json_get_string (json, "state")),
      zb_value_int (zb_json_integer (zb_json_get (json, "level"), 0)),
      zb_value_int (zb_json_boolean (zb_json_get (json, "late"), FALSE)),
      zb_value_text (zb_json_get_string (json, "message")),
      zb_value_int (read_time (json, "resubmit_by")), zb_value_text (text_in (bureau, "zh")),
      zb_value_text (text_in (bureau, "en")), zb_value_text (text_in (disclaimer, "zh")),
      zb_value_text (text_in (disclaimer, "en")), zb_value_int (read_time (json, "correct_until")),
      zb_value_int (zb_json_integer (zb_json_get (json, "accepted"), 0)), zb_value_text (levels_zh),
      zb_value_text (levels_en));
}

gboolean
zb_due_sync (ZbWorkspace *workspace, const ZbAccount *account, ZbSession *session, GError **error)
{
  g_autofree char *path = zb_session_path ("/v1/due", "unit", account->unit, NULL);
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  g_autoptr (ZbTransaction) transaction =
      answer ? zb_transaction_begin (workspace->database, error) : NULL;
  const ZbJson *obligations = answer ? zb_json_get (answer, "obligations") : NULL;

  if (answer && zb_json_type (obligations) != ZB_JSON_ARRAY) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s: the answer lacks obligations",
                 path);
    return FALSE;
  }
  if (!transaction ||
      !zb_database_run (workspace->database, "delete from obligation where account = ?", error,
                        zb_value_int (account->id)))
    return FALSE;
  for (guint i = 0; obligations && i < zb_json_length (obligations); i++)
    if (!keep (workspace, account, zb_json_at (obligations, i), error))
      return FALSE;
  return zb_transaction_commit (transaction, error);
}

static const struct {
  const char *name;
  ZbDueState state;
} server_states[] = {
    {"submitted", ZB_DUE_SUBMITTED}, {"passed", ZB_DUE_PASSED},   {"returned", ZB_DUE_RETURNED},
    {"accepted", ZB_DUE_ACCEPTED},   {"locked", ZB_DUE_ACCEPTED}, {"withdrawn", ZB_DUE_WITHDRAWN},
};

const char *
zb_due_state_to_string (ZbDueState state)
{
  static const char *const names[] = {
      [ZB_DUE_NOT_OPEN] = "not-open",   [ZB_DUE_OPEN] = "due",
      [ZB_DUE_DRAFT] = "draft",         [ZB_DUE_COSIGN] = "to-sign",
      [ZB_DUE_QUEUED] = "queued",       [ZB_DUE_REFUSED] = "refused",
      [ZB_DUE_SUBMITTED] = "submitted", [ZB_DUE_PASSED] = "passed",
      [ZB_DUE_RETURNED] = "returned",   [ZB_DUE_ACCEPTED] = "accepted",
      [ZB_DUE_WITHDRAWN] = "withdrawn", [ZB_DUE_CLOSED] = "closed",
  };

  return names[state];
}

/* The latest message of an obligation that was signed here. */
typedef struct {
  const char *state; /* as in ZbSent; NULL: there is none */
  const char *id, *kind;
  const char *review;        /* (nullable) what was decided … */
  const ZbReceipt *decision; /* (nullable) … and the last R4 on it */
} Latest;

/* Whether the server did not know of it when it last told what is due. Message ids are in order of
 * time. */
static gboolean
is_newer (const Latest *latest, const ZbDue *due)
{
  return latest->id && (!due->message || strcmp (latest->id, due->message) > 0);
}

/* What a server that only passes messages on never tells of: a later node decided. */
static ZbDueState
state_by_review (const char *review, ZbDueState otherwise)
{
  static const struct {
    const char *action;
    ZbDueState state;
  } states[] = {
      {"pass", ZB_DUE_PASSED},
      {"return", ZB_DUE_RETURNED},
      {"accept", ZB_DUE_ACCEPTED},
      {"reopen", ZB_DUE_RETURNED},
  };

  for (guint i = 0; review && i < G_N_ELEMENTS (states); i++)
    if (strcmp (review, states[i].action) == 0)
      return states[i].state;
  return otherwise;
}

/* What a message that the server has not told of makes of the obligation; @otherwise if nothing. */
static ZbDueState
state_by_message (const Latest *latest, ZbDueState otherwise)
{
  gboolean withdrawal = g_strcmp0 (latest->kind, "withdrawal") == 0;

  if (strcmp (latest->state, "refused") == 0)
    return withdrawal ? otherwise : ZB_DUE_REFUSED;
  if (withdrawal)
    return ZB_DUE_WITHDRAWN;
  return state_by_review (latest->review, ZB_DUE_SUBMITTED);
}

static ZbDueState
state_by_server (const char *server, const ZbDue *due, gint64 now)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_states); i++)
    if (g_strcmp0 (server, server_states[i].name) == 0)
      return server_states[i].state;
  if (now < due->opens)
    return ZB_DUE_NOT_OPEN;
  return due->closes && now > due->closes && now > due->permit_until ? ZB_DUE_CLOSED : ZB_DUE_OPEN;
}

/* What is under way here goes before what the server last said: the outbox, a draft, a message that
 * is newer than what it knew. */
static ZbDueState
state_of (const char *server, const Latest *latest, gboolean drafted, const ZbDue *due, gint64 now)
{
  ZbDueState state = state_by_server (server, due, now);

  if (g_strcmp0 (latest->state, "queued") == 0 || g_strcmp0 (latest->state, "sending") == 0)
    return ZB_DUE_QUEUED;
  if (drafted)
    return ZB_DUE_DRAFT;
  return is_newer (latest, due) ? state_by_message (latest, state) : state;
}

/* What the server did not tell of a message: that it is the one a correction replaces, and what was
 * decided on it. */
static void
take_latest (ZbDue *due, const Latest *latest)
{
  const ZbReceipt *decision = latest->decision;

  if (!is_newer (latest, due) || strcmp (latest->state, "sent") != 0 ||
      g_strcmp0 (latest->kind, "withdrawal") == 0)
    return;
  g_free (due->message);
  due->message = g_strdup (latest->id);
  if (!decision)
    return;
  due->level = decision->level;
  due->resubmit_by = due->state == ZB_DUE_RETURNED ? decision->resubmit_by : 0;
}

static ZbDue *
from_row (const ZbStatement *row, gint64 now)
{
  ZbDue *due = g_new0 (ZbDue, 1);

  due->account = zb_statement_int (row, 0);
  due->tenant = zb_statement_dup_text (row, 1);
  due->form = zb_statement_dup_text (row, 2);
  due->period = zb_statement_dup_text (row, 3);
  due->code = zb_statement_dup_text (row, 4);
  due->title = (ZbText){zb_statement_dup_text (row, 5), zb_statement_dup_text (row, 6)};
  due->package = zb_statement_dup_text (row, 7);
  due->joint = zb_statement_int (row, 8) != 0;
  due->opens = zb_statement_int (row, 9);
  due->deadline = zb_statement_int (row, 10);
  due->closes = zb_statement_int (row, 11);
  due->permit_until = zb_statement_int (row, 12);
  due->level = (guint)zb_statement_int (row, 14);
  due->late = zb_statement_int (row, 15) != 0;
  due->message = zb_statement_dup_text (row, 16);
  due->resubmit_by = zb_statement_int (row, 17);
  g_autoptr (ZbReceipt) decision = zb_sent_read_decision (row, 33);
  Latest latest = {zb_statement_text (row, 18), zb_statement_text (row, 19),
                   zb_statement_text (row, 20), zb_statement_text (row, 32), decision};
  due->state =
      state_of (zb_statement_text (row, 13), &latest, zb_statement_int (row, 21) != 0, due, now);
  due->bureau = (ZbText){zb_statement_dup_text (row, 22), zb_statement_dup_text (row, 23)};
  due->disclaimer = (ZbText){zb_statement_dup_text (row, 24), zb_statement_dup_text (row, 25)};
  due->correct_until = zb_statement_int (row, 26);
  due->accepted = zb_statement_int (row, 27);
  /* A server that tells of a report has checked it. */
  due->checked = g_strcmp0 (zb_statement_text (row, 13), "submitted") == 0 ||
                 zb_statement_text (row, 28) != NULL;
  due->levels = (ZbText){zb_statement_dup_text (row, 29), zb_statement_dup_text (row, 30)};
  due->committed = zb_sent_read_commitment (row, 31);
  due->committed_until = due->committed ? zb_statement_int (row, 34) : 0;
  take_latest (due, &latest);
  due->days_left = zb_days_left (due->resubmit_by ? due->resubmit_by : due->deadline, now);
  return due;
}

/* Between a draft and the outbox. */
static void
look_at_signatures (const GPtrArray *cosigns, ZbDue *due)
{
  for (guint i = 0; i < cosigns->len; i++) {
    const ZbCosign *cosign = cosigns->pdata[i];

    /* A draft that was changed since would have voided it. */
    if (cosign->voided || due->state == ZB_DUE_QUEUED || strcmp (cosign->form, due->form) != 0 ||
        strcmp (cosign->period, due->period) != 0)
      continue;
    due->state = ZB_DUE_COSIGN;
    due->cosign = g_strdup (cosign->message);
    due->to_sign = cosign->missing;
    due->given_back = cosign->remark != NULL;
    due->mine = due->given_back ? 0 : cosign->mine;
    return;
  }
}

/* Whether a draft of another form of the set is here. */
static gboolean
is_set_begun (ZbWorkspace *workspace, const ZbAccount *account, const ZbDue *due)
{
  ZbPeriod period;
  ZbPackage *head = NULL;

  if (zb_period_parse (due->period, &period, NULL))
    head = zb_form_set_head (workspace->catalogue, due->form, period);
  g_autoptr (GPtrArray) packages =
      head ? zb_form_set_packages (workspace->catalogue, head, period) : NULL;
  for (guint i = 1; packages && i < packages->len; i++) {
    g_autoptr (ZbReport) draft = zb_draft_read_kept (
        workspace, account, zb_package_form (packages->pdata[i])->id, due->period, NULL);

    if (draft)
      return TRUE;
  }
  return FALSE;
}

/* A set is begun with any of its forms. */
static void
look_at_set (ZbWorkspace *workspace, const ZbAccount *account, ZbDue *due)
{
  gboolean idle = due->state == ZB_DUE_OPEN || due->state == ZB_DUE_RETURNED ||
                  due->state == ZB_DUE_REFUSED || due->state == ZB_DUE_WITHDRAWN;

  if (idle && is_set_begun (workspace, account, due))
    due->state = ZB_DUE_DRAFT;
}

#define SELECT                                                                                     \
  "select o.account, o.tenant, o.form, o.period, o.code, o.title_zh, o.title_en, o.package, "      \
  "o.joint, o.opens,"                                                                              \
  " o.deadline, o.closes, o.permit_until, o.state, o.level, o.late, o.message, o.resubmit_by,"     \
  " m.state, m.id, m.kind,"                                                                        \
  " exists (select 1 from draft d where d.account = o.account and d.form = o.form and"             \
  "  d.period = o.period), o.bureau_zh, o.bureau_en, o.disclaimer_zh, o.disclaimer_en,"            \
  " o.correct_until, o.accepted, m.outcome, o.levels_zh, o.levels_en,"                             \
  " iif(m.state in ('queued', 'sending'), (select e.bytes from evidence e where e.message = m.id"  \
  "  and e.kind = 0), null),"                                                                      \
  " m.review, (select e.bytes from evidence e where e.message = m.id and e.kind = 4"               \
  "  order by e.id desc limit 1), m.committed_until"                                               \
  " from obligation o left join message m on m.id ="                                               \
  "  (select max(l.id) from message l where l.account = o.account and l.form = o.form and"         \
  "   l.period = o.period) "

GPtrArray *
zb_due_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_due_free);
  g_autoptr (ZbStatement) rows =
      zb_statement_new (workspace->database,
                        SELECT "where o.account = ? order by o.deadline, o.form, o.period", error);
  gint64 now = zb_workspace_now (workspace);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id)))
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      break;
    g_ptr_array_add (list, from_row (rows, now));
  }
  g_autoptr (GPtrArray) cosigns = zb_cosign_list (workspace, account, error);
  if (!cosigns)
    return NULL;
  for (guint i = 0; i < list->len; i++) {
    look_at_set (workspace, account, list->pdata[i]);
    look_at_signatures (cosigns, list->pdata[i]);
  }
  return g_steal_pointer (&list);
}

/* The form that is owed with @form: the head of its set, or itself. */
static const char *
owed_form (ZbWorkspace *workspace, const char *form, const char *period)
{
  ZbPeriod parsed;
  ZbPackage *head = zb_period_parse (period, &parsed, NULL)
                        ? zb_form_set_head (workspace->catalogue, form, parsed)
                        : NULL;

  return head ? zb_package_form (head)->id : form;
}

ZbDue *
zb_due_find (ZbWorkspace *workspace,
             const ZbAccount *account,
             const char *form,
             const char *period,
             GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (
          workspace->database, SELECT "where o.account = ? and o.form = ? and o.period = ?", &row,
          error, zb_value_int (account->id), zb_value_text (owed_form (workspace, form, period)),
          zb_value_text (period)) ||
      !row)
    return NULL;
  ZbDue *due = from_row (row, zb_workspace_now (workspace));
  zb_statement_reset (row);
  look_at_set (workspace, account, due);
  g_autoptr (GPtrArray) cosigns = zb_cosign_list (workspace, account, NULL);
  if (cosigns)
    look_at_signatures (cosigns, due);
  return due;
}
