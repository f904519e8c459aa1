/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/storm-private.h"

#include "exchange/digest.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "formats/json.h"

#include <signal.h>
#include <string.h>

#define PATIENCE_MS 30000
#define PAUSE_US 5000

void
zb_storm_free (ZbStorm *storm)
{
  if (storm->sending)
    zb_storm_cease (storm);
  for (guint i = 0; i < G_N_ELEMENTS (storm->units); i++) {
    zb_test_person_free (storm->units[i].person);
    g_free (storm->units[i].head);
  }
  g_hash_table_unref (storm->acknowledged);
  g_hash_table_unref (storm->evidence);
  g_hash_table_unref (storm->tried);
  g_ptr_array_unref (storm->invitations);
  g_free (storm->package);
  g_free (storm->last);
  g_mutex_clear (&storm->lock);
  zb_test_node_free (storm->node);
  g_free (storm);
}

ZbStorm *
zb_storm_new (guint invitations)
{
  ZbStorm *storm = g_new0 (ZbStorm, 1);

  storm->node = zb_test_node_new ();
  g_mutex_init (&storm->lock);
  storm->acknowledged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  storm->evidence =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  storm->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  storm->package = zb_sample_package (storm->node);
  for (guint i = 0; i < G_N_ELEMENTS (storm->units); i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA00000%02uX", i);
    storm->units[i].person = zb_test_node_add_enterprise (storm->node, code, "厦门某某电子");
  }
  storm->invitations = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < invitations; i++)
    g_ptr_array_add (storm->invitations,
                     zb_test_node_invite_unit (storm->node, storm->units[0].person->unit));
  zb_test_node_open_period (storm->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  zb_test_node_close (storm->node);
  return storm;
}

ZbTestNode *
zb_storm_node (ZbStorm *storm)
{
  return storm->node;
}

const ZbTestPerson *
zb_storm_person (ZbStorm *storm)
{
  return storm->units[0].person;
}

const char *
zb_storm_invitation (ZbStorm *storm, guint number)
{
  g_assert_cmpuint (number, <, storm->invitations->len);
  return storm->invitations->pdata[number];
}

ZbHttpClient *
zb_storm_connect (ZbStorm *storm, const ZbTestPerson *person)
{
  g_mutex_lock (&storm->lock);
  ZbHttpClient *client = zb_test_node_connect (storm->node, person);
  g_mutex_unlock (&storm->lock);
  return client;
}

void
zb_storm_start (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  zb_test_node_spawn (storm->node);
  g_mutex_unlock (&storm->lock);
}

void
zb_storm_stop (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  if (zb_test_node_pid (storm->node))
    zb_test_node_kill (storm->node, SIGKILL);
  g_mutex_unlock (&storm->lock);
}

guint
zb_storm_acknowledged (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  guint n = g_hash_table_size (storm->acknowledged);
  g_mutex_unlock (&storm->lock);
  return n;
}

guint
zb_storm_refused (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  guint n = storm->refused;
  g_mutex_unlock (&storm->lock);
  return n;
}

gboolean
zb_storm_ceased (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  gboolean ceased = storm->ceased;
  g_mutex_unlock (&storm->lock);
  return ceased;
}

/* (transfer full) the R1 of an answer that acknowledges. */
static GBytes *
read_r1 (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (ZbJson) json = zb_json_read ("answer", text, length, 1 << 20, &error);

  g_assert_no_error (error);
  guchar *data = g_base64_decode (zb_json_get_string (json, "r1"), &length);
  return g_bytes_new_take (data, length);
}

/* With the lock held. */
static void
note_answer (ZbStorm *storm, const char *id, GBytes *container, const ZbHttpResponse *response)
{
  if (response->status != 200 && response->status != 201) {
    storm->refused++;
    return;
  }
  g_hash_table_insert (storm->acknowledged, g_strdup (id), zb_digest_hex_of_bytes (container));
  g_hash_table_insert (storm->evidence, g_strdup (id), read_r1 (response->body));
  if (response->status == 200)
    storm->repeated++;
}

static char *
code_of (const ZbHttpResponse *response)
{
  g_autoptr (ZbProblem) problem =
      response->status >= 400 && response->body ? zb_problem_read (response->body) : NULL;

  return problem ? g_strdup (problem->code) : NULL;
}

guint
zb_storm_note_try (ZbStorm *storm,
                   const char *id,
                   GBytes *container,
                   const ZbHttpResponse *response,
                   const GError *error,
                   char **ret_code)
{
  g_autofree char *code = response ? code_of (response) : NULL;
  guint status = response ? response->status : 0;

  g_mutex_lock (&storm->lock);
  g_hash_table_add (storm->tried, g_strdup (id));
  if (response)
    note_answer (storm, id, container, response);
  g_free (storm->last);
  storm->last =
      response ? g_strdup_printf ("%u %s", status, code ? code : "") : g_strdup (error->message);
  g_mutex_unlock (&storm->lock);
  if (ret_code)
    *ret_code = g_steal_pointer (&code);
  return status;
}

static guint
try_as (ZbStorm *storm, const Unit *unit, const char *id, GBytes *container, char **ret_code)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbHttpClient) client = zb_storm_connect (storm, unit->person);
  ZbHttpRequest request = {
      .method = "POST", .path = "/v1/messages", .headers = headers, .body = container};
  g_auto (ZbHttpResponse) response = {0};
  g_autoptr (GError) error = NULL;
  gboolean answered = zb_http_client_send (client, &request, &response, &error);

  return zb_storm_note_try (storm, id, container, answered ? &response : NULL, error, ret_code);
}

static GBytes *
make_report (ZbStorm *storm, const Unit *unit, char **ret_id)
{
  gint64 now = zb_clock_now (&zb_clock_system);

  *ret_id = zb_uuid_new (now);
  return (storm->foreign ? zb_sample_foreign_message_for : zb_sample_message_for) (
      unit->person, storm->package, *ret_id, unit->head, now);
}

void
zb_storm_write_as_others (ZbStorm *storm)
{
  storm->foreign = TRUE;
}

void
zb_storm_set_head (Unit *unit, const char *id)
{
  g_free (unit->head);
  unit->head = g_strdup (id);
}

GBytes *
zb_storm_make_report (ZbStorm *storm, char **ret_id)
{
  return make_report (storm, &storm->units[0], ret_id);
}

guint
zb_storm_try (ZbStorm *storm, const char *id, GBytes *container, char **ret_code)
{
  guint status = try_as (storm, &storm->units[0], id, container, ret_code);

  if (status == 200 || status == 201)
    zb_storm_set_head (&storm->units[0], id);
  return status;
}

/* The same bytes until they are acknowledged. */
static void
deliver (ZbStorm *storm, Unit *unit)
{
  g_autofree char *id = NULL;
  g_autoptr (GBytes) container = make_report (storm, unit, &id);
  guint status = 0;

  for (;;) {
    status = try_as (storm, unit, id, container, NULL);
    if (status == 200 || status == 201)
      break;
    if (zb_storm_ceased (storm))
      return;
    g_usleep (PAUSE_US);
  }
  zb_storm_set_head (unit, id);
}

static gpointer
send_all (gpointer data)
{
  const Sender *sender = data;
  ZbStorm *storm = sender->storm;

  for (guint i = 0; !zb_storm_ceased (storm); i++)
    deliver (storm, &storm->units[1 + sender->index * UNITS_EACH + i % UNITS_EACH]);
  return NULL;
}

void
zb_storm_send (ZbStorm *storm)
{
  storm->ceased = FALSE;
  storm->sending = TRUE;
  for (guint i = 0; i < SENDERS; i++) {
    storm->senders[i] = (Sender){storm, i};
    storm->threads[i] = g_thread_new ("sender", send_all, &storm->senders[i]);
  }
}

void
zb_storm_cease (ZbStorm *storm)
{
  g_mutex_lock (&storm->lock);
  storm->ceased = TRUE;
  g_mutex_unlock (&storm->lock);
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (storm->threads[i]);
  storm->sending = FALSE;
}

gboolean
zb_storm_wait (ZbStorm *storm, guint more, ZbFaultReport *report)
{
  guint wanted = zb_storm_acknowledged (storm) + more;
  gint64 until = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;

  while (zb_storm_acknowledged (storm) < wanted) {
    if (g_get_monotonic_time () > until) {
      g_mutex_lock (&storm->lock);
      zb_fault_report_problem (report, "nothing came through for %d s: %s", PATIENCE_MS / 1000,
                               storm->last ? storm->last : "no answer");
      g_mutex_unlock (&storm->lock);
      return FALSE;
    }
    g_usleep (PAUSE_US);
  }
  return TRUE;
}
