/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 of the server and of those who hold its keys while reports come in: none that was
 * acknowledged is lost, none is there twice. A few kills in the usual run; `server-crash-test -m
 * slow` does 200 of each. */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/store/submission.h"
#include "tests/support/sample.h"

#include <signal.h>
#include <string.h>

#define SENDERS 3
#define UNITS_PER_SENDER 4
#define KILLS 6
#define KILLS_SLOW 200
#define BETWEEN 4
#define PATIENCE_MS 20000
#define MAX_MS 150

typedef struct {
  ZbTestNode *node;
  char *package;
  GMutex lock; /* of what follows and of the node's URL */
  gboolean stop;
  GHashTable *acknowledged; /* message id → digest of the container */
  GHashTable *evidence;     /* message id → GBytes of R1 */
  guint holders_killed;
  guint repeated; /* acknowledged only on a later try */
} Storm;

typedef struct {
  Storm *storm;
  ZbTestPerson *persons[UNITS_PER_SENDER];
  char *heads[UNITS_PER_SENDER]; /* message id of each unit's latest report */
} Sender;

static gboolean
is_over (Storm *storm)
{
  g_mutex_lock (&storm->lock);
  gboolean over = storm->stop;
  g_mutex_unlock (&storm->lock);
  return over;
}

static ZbHttpClient *
connect_to (Storm *storm, const ZbTestPerson *person)
{
  g_mutex_lock (&storm->lock);
  ZbHttpClient *client = zb_test_node_connect (storm->node, person);
  g_mutex_unlock (&storm->lock);
  return client;
}

/* One try; FALSE if it got no answer or one that says to try again. */
static gboolean
try_once (Storm *storm, const ZbTestPerson *person, GBytes *container, ZbHttpResponse *response)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbHttpClient) client = connect_to (storm, person);
  ZbHttpRequest request = {
      .method = "POST", .path = "/v1/messages", .headers = headers, .body = container};
  g_autoptr (GError) error = NULL;

  if (!zb_http_client_send (client, &request, response, &error)) {
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK);
    return FALSE;
  }
  if (response->status < 500)
    return TRUE;
  zb_http_response_clear (response);
  return FALSE;
}

static GBytes *
read_r1 (const ZbHttpResponse *response)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data (response->body, &length);
  g_autoptr (ZbJson) json = zb_json_read ("answer", text, length, 1 << 20, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, "valid");
  guchar *data = g_base64_decode (zb_json_get_string (json, "r1"), &length);
  return g_bytes_new_take (data, length);
}

static void
note (Storm *storm, const char *id, GBytes *container, const ZbHttpResponse *response)
{
  g_mutex_lock (&storm->lock);
  g_hash_table_insert (storm->acknowledged, g_strdup (id), zb_digest_hex_of_bytes (container));
  g_hash_table_insert (storm->evidence, g_strdup (id), read_r1 (response));
  if (response->status == 200)
    storm->repeated++;
  g_mutex_unlock (&storm->lock);
}

/* Sends the same bytes until they are acknowledged, as a courier does. */
static void
deliver (Sender *sender, guint unit)
{
  Storm *storm = sender->storm;
  const ZbTestPerson *person = sender->persons[unit];
  gint64 now = zb_clock_now (&zb_clock_system);
  char *id = zb_uuid_new (now);
  g_autoptr (GBytes) container =
      zb_sample_message_for (person, storm->package, id, sender->heads[unit], now);
  ZbHttpResponse response = {0};

  while (!try_once (storm, person, container, &response))
    g_usleep (5000);
  g_assert_true (response.status == 200 || response.status == 201);
  note (storm, id, container, &response);
  zb_http_response_clear (&response);
  g_free (sender->heads[unit]);
  sender->heads[unit] = id;
}

static gpointer
send_all (gpointer data)
{
  Sender *sender = data;

  for (guint i = 0; !is_over (sender->storm); i++)
    deliver (sender, i % UNITS_PER_SENDER);
  return NULL;
}

static void
enrol_units (Storm *storm, Sender *senders)
{
  for (guint i = 0; i < SENDERS * UNITS_PER_SENDER; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA00000%02uX", i);
    senders[i / UNITS_PER_SENDER].persons[i % UNITS_PER_SENDER] =
        zb_test_node_add_enterprise (storm->node, code, "厦门某某电子");
  }
}

static guint
count_acknowledged (Storm *storm)
{
  g_mutex_lock (&storm->lock);
  guint n = g_hash_table_size (storm->acknowledged);
  g_mutex_unlock (&storm->lock);
  return n;
}

/* However slow the machine: some reports come through between two kills. */
static void
wait_for_some (Storm *storm)
{
  guint before = count_acknowledged (storm);

  for (guint i = 0; i < PATIENCE_MS / 5 && count_acknowledged (storm) < before + BETWEEN; i++)
    g_usleep (5000);
}

/* Who holds a key that reports need; the server starts another. */
static void
kill_holder (Storm *storm, const char *role)
{
  GPid holder = zb_test_node_holder (storm->node, role);

  /* There is none for a moment, while one is started. */
  if (holder > 0 && kill (holder, SIGKILL) == 0)
    storm->holders_killed++;
}

/* By turns the server itself and those who hold its keys. */
static void
kill_and_restart (Storm *storm, guint kills)
{
  static const char *const roles[] = {"log", "receipt", "stamp"};

  for (guint i = 0; i < kills; i++) {
    wait_for_some (storm);
    g_usleep ((gulong)g_random_int_range (0, MAX_MS) * 1000);
    for (guint k = 0; k < G_N_ELEMENTS (roles); k++) {
      kill_holder (storm, roles[k]);
      wait_for_some (storm);
    }
    g_mutex_lock (&storm->lock);
    zb_test_node_kill (storm->node, SIGKILL);
    zb_test_node_spawn (storm->node);
    g_mutex_unlock (&storm->lock);
  }
}

static void
assert_kept (Storm *storm, const char *id, const char *digest)
{
  ZbStore *store = zb_test_node_store (storm->node);
  const ZbService *service = zb_node_service (zb_test_node_get (storm->node));
  GBytes *r1 = g_hash_table_lookup (storm->evidence, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbEvidence) evidence = zb_evidence_verify (
      r1, NULL, service->trust, service->log_verifier, zb_clock_now (&zb_clock_system), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (evidence->receipt->message_id, ==, id);
  g_assert_cmpstr (evidence->receipt->container, ==, digest);
  g_autoptr (ZbMessage) message =
      zb_store_read_message (store, evidence->receipt->sender, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (message->digest, ==, digest);
  g_autoptr (GBytes) container = zb_store_read_container (store, message->id, &error);
  g_assert_no_error (error);
  g_autofree char *kept = zb_digest_hex_of_bytes (container);
  g_assert_cmpstr (kept, ==, digest);
}

static guint
count_messages (ZbStore *store)
{
  gint64 after = 0;
  guint n = 0, page;

  do {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) messages =
        zb_store_list_messages (store, 0, after, ZB_STORE_MAX_PAGE, &error);
    g_assert_no_error (error);
    page = messages->len;
    n += page;
    if (page > 0)
      after = ((const ZbMessage *)messages->pdata[page - 1])->id;
  } while (page > 0);
  return n;
}

static void
assert_all_kept_once (Storm *storm)
{
  GHashTableIter iter;
  gpointer id, digest;

  g_hash_table_iter_init (&iter, storm->acknowledged);
  while (g_hash_table_iter_next (&iter, &id, &digest))
    assert_kept (storm, id, digest);
  g_assert_cmpuint (count_messages (zb_test_node_store (storm->node)), ==,
                    g_hash_table_size (storm->acknowledged));
}

static void
test_nothing_acknowledged_is_lost (void)
{
  Storm storm = {.node = zb_test_node_new ()};
  Sender senders[SENDERS] = {0};
  GThread *threads[SENDERS];

  g_mutex_init (&storm.lock);
  storm.acknowledged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  storm.evidence =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  storm.package = zb_sample_package (storm.node);
  enrol_units (&storm, senders);
  zb_test_node_open_period (storm.node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  zb_test_node_close (storm.node);
  zb_test_node_spawn (storm.node);
  for (guint i = 0; i < SENDERS; i++) {
    senders[i].storm = &storm;
    threads[i] = g_thread_new ("sender", send_all, &senders[i]);
  }
  kill_and_restart (&storm, g_test_slow () ? KILLS_SLOW : KILLS);
  g_mutex_lock (&storm.lock);
  storm.stop = TRUE;
  g_mutex_unlock (&storm.lock);
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  zb_test_node_kill (storm.node, SIGKILL);
  zb_test_node_open (storm.node);
  g_test_message ("%u acknowledged, %u of them on a later try; %u holders of keys were killed",
                  g_hash_table_size (storm.acknowledged), storm.repeated, storm.holders_killed);
  g_assert_cmpuint (storm.holders_killed, >=, KILLS);
  g_assert_cmpuint (g_hash_table_size (storm.acknowledged), >=, KILLS * BETWEEN);
  assert_all_kept_once (&storm);

  for (guint i = 0; i < SENDERS * UNITS_PER_SENDER; i++) {
    zb_test_person_free (senders[i / UNITS_PER_SENDER].persons[i % UNITS_PER_SENDER]);
    g_free (senders[i / UNITS_PER_SENDER].heads[i % UNITS_PER_SENDER]);
  }
  g_hash_table_unref (storm.acknowledged);
  g_hash_table_unref (storm.evidence);
  g_free (storm.package);
  g_mutex_clear (&storm.lock);
  zb_test_node_free (storm.node);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/server/crash/nothing-acknowledged-is-lost", test_nothing_acknowledged_is_lost);
  return g_test_run ();
}
