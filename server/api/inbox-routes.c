/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence.h"
#include "server/api/clientele.h"
#include "server/api/handlers.h"
#include "server/log/log.h"
#include "server/register/register.h"
#include "server/store/notice.h"
#include "server/store/relayed.h"
#include "server/store/unit.h"

#define PAGE 100
#define MAX_PAGE 500
/* Shorter than proxies give up after (packaging/nginx). */
#define MAX_WAIT_S 60
/* Evidence in one answer to a node: the next answer goes on from there. */
#define MAX_EVIDENCE (512 * 1024)

static gboolean
write_evidence (ZbJsonWriter *json, ZbStore *store, gint64 leaf, GError **error)
{
  g_autoptr (GBytes) evidence = leaf >= 0 ? zb_log_evidence (store, (guint64)leaf, error) : NULL;

  if (leaf >= 0 && !evidence)
    return FALSE;
  zb_json_writer_bytes (json, "evidence", evidence);
  return TRUE;
}

static gboolean
write_notice (
    ZbJsonWriter *json, ZbStore *store, const ZbNotice *notice, const char *day, GError **error)
{
  g_autoptr (ZbUnit) unit = zb_store_read_unit_by_id (store, notice->unit, day, error);

  if (!unit)
    return FALSE;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", notice->id);
  zb_call_write_time (json, "time", notice->time);
  zb_json_writer_string (json, "kind", notice->kind);
  zb_json_writer_string (json, "message", notice->message_id);
  zb_json_writer_string (json, "tenant", *notice->tenant ? notice->tenant : NULL);
  zb_json_writer_string (json, "form", notice->form);
  zb_json_writer_string (json, "period", notice->period);
  zb_json_writer_string (json, "unit", unit->code);
  zb_json_writer_begin_object (json, "text");
  zb_json_writer_string (json, "zh", notice->text_zh);
  zb_json_writer_string (json, "en", notice->text_en);
  zb_json_writer_end_object (json);
  zb_json_writer_boolean (json, "acknowledged", notice->acknowledged != 0);
  if (!write_evidence (json, store, notice->leaf, error))
    return FALSE;
  zb_json_writer_end_object (json);
  return TRUE;
}

static gboolean
write_notices (
    ZbJsonWriter *json, ZbCall *call, const GPtrArray *notices, gboolean more, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "notices");
  for (guint i = 0; i < notices->len; i++)
    if (!write_notice (json, call->service->store, notices->pdata[i], day, error))
      return FALSE;
  zb_json_writer_end_array (json);
  if (more) {
    const ZbNotice *last = notices->pdata[notices->len - 1];
    zb_json_writer_integer (json, "next", last->id);
  }
  return TRUE;
}

/* wait=: seconds; FALSE after answering 400. */
static gboolean
read_wait (ZbCall *call, guint *ret_seconds)
{
  const char *text = zb_request_query (call->request, "wait");
  guint64 seconds = 0;

  if (text && !g_ascii_string_to_unsigned (text, 10, 0, MAX_WAIT_S, &seconds, NULL)) {
    zb_call_fail (call, "bad-argument", "wait: 0 to 60 seconds");
    return FALSE;
  }
  *ret_seconds = (guint)seconds;
  return TRUE;
}

static GArray *
units_of (const GPtrArray *clients)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < clients->len; i++)
    g_array_append_val (units, ((const ZbAddressee *)clients->pdata[i])->unit);
  return units;
}

static void
answer_notices (ZbCall *call, const GPtrArray *notices, guint limit)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  GError *error = NULL;

  if (write_notices (json, call, notices, notices->len == limit, &error)) {
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

/* What is found for a node between two places of the log. */
typedef struct {
  GPtrArray *leaves; /* gint64 * */
  GPtrArray *evidence;
  gsize size;
  gint64 next; /* where to go on */
} Found;

static void
found_clear (Found *found)
{
  g_clear_pointer (&found->leaves, g_ptr_array_unref);
  g_clear_pointer (&found->evidence, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static gboolean
was_brought_by (const ZbDecided *decided, const char *node)
{
  g_autoptr (ZbReceipt) hop = decided->hop ? zb_evidence_read_receipt (decided->hop, NULL) : NULL;

  return hop && g_str_equal (hop->node, node);
}

static gboolean
take_decided (ZbCall *call, Found *found, const ZbDecided *decided, GError **error)
{
  g_autoptr (GBytes) evidence = NULL;

  found->next = decided->leaf + 1;
  if (!was_brought_by (decided, call->identity.name))
    return TRUE;
  evidence = zb_log_evidence (call->service->store, (guint64)decided->leaf, error);
  if (!evidence)
    return FALSE;
  found->size += g_bytes_get_size (evidence);
  g_ptr_array_add (found->leaves, g_memdup2 (&decided->leaf, sizeof decided->leaf));
  g_ptr_array_add (found->evidence, g_steal_pointer (&evidence));
  return TRUE;
}

/* Decisions on what the node brought, from place @after of the log on. */
static gboolean
find_decided (ZbCall *call, gint64 after, guint limit, Found *found, GError **error)
{
  guint n;

  found_clear (found);
  *found = (Found){g_ptr_array_new_with_free_func (g_free),
                   g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref), 0, after};
  do {
    g_autoptr (GPtrArray) page =
        zb_store_list_decided (call->service->store, found->next, limit, error);

    if (!page)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n && found->size < MAX_EVIDENCE; i++)
      if (!take_decided (call, found, page->pdata[i], error))
        return FALSE;
  } while (n == limit && found->leaves->len == 0);
  return TRUE;
}

static void
answer_decided (ZbCall *call, const Found *found)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "notices");
  for (guint i = 0; i < found->leaves->len; i++) {
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_integer (json, "id", *(const gint64 *)found->leaves->pdata[i]);
    zb_json_writer_bytes (json, "evidence", found->evidence->pdata[i]);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_integer (json, "next", found->next);
  zb_call_answer_json (call, 200, json);
}

/* A node hears of the decisions on what it brought; its cursor is a place in the log. */
static void
handle_node (ZbCall *call, gint64 after, guint wait, guint64 mark)
{
  const gint64 all = ZB_STORE_ALL_UNITS;
  guint limit = zb_call_limit (call, PAGE, MAX_PAGE);
  g_auto (Found) found = {0};
  GError *error = NULL;

  if (find_decided (call, after, limit, &found, &error) && found.next == after && wait > 0) {
    g_autoptr (GArray) units =
        g_array_append_vals (g_array_new (FALSE, FALSE, sizeof all), &all, 1);

    if (zb_call_wait (call, units, wait, mark))
      return;
    /* Something may have been decided in between. */
    find_decided (call, after, limit, &found, &error);
  }
  if (error)
    zb_call_fail_error (call, error);
  else
    answer_decided (call, &found);
}

void
zb_handle_inbox (ZbCall *call)
{
  guint limit = zb_call_limit (call, PAGE, MAX_PAGE);
  guint64 mark = zb_waiting_room_mark (call->room);
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  GError *error = NULL;
  gint64 after;
  guint wait;

  if (!zb_call_after (call, "after", &after) || !read_wait (call, &wait))
    return;
  if (call->identity.kind == ZB_KIND_NODE) {
    handle_node (call, after, wait, mark);
    return;
  }
  clients = zb_clientele_read (call, &error);
  if (clients)
    notices = zb_store_list_notices (call->service->store, clients, after, limit, &error);
  if (notices && notices->len == 0 && wait > 0) {
    g_autoptr (GArray) units = units_of (clients);

    if (zb_call_wait (call, units, wait, mark))
      return;
    /* Something may have come in between. */
    g_ptr_array_unref (notices);
    notices = zb_store_list_notices (call->service->store, clients, after, limit, &error);
  }
  if (notices)
    answer_notices (call, notices, limit);
  else
    zb_call_fail_error (call, error);
}
