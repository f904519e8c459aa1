/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a serving node lie in processes of their own, and nowhere else. */
#include "exchange/error.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"
#include "server/checkup.h"
#include "server/health.h"
#include "server/keys/keychain.h"
#include "server/keys/sandbox.h"
#include "server/parting.h"
#include "tests/support/key-service.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNIT "91350200MA2KUY1H08"
#define SCALAR 32
#define PATIENCE 6000 /* × 10 ms until a process is gone */

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  char *package;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->node = zb_test_node_new ();
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->package = zb_sample_package (fixture->node);
  zb_test_node_close (fixture->node);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->package);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

/* The private number of the key at @path, as its bytes lie in a DER and (in a big number of this
 * machine) from the last to the first. */
static void
read_scalar (const char *path, guint8 ret_scalar[SCALAR], guint8 ret_reversed[SCALAR])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_read_pem (path, NULL, &error);
  EVP_PKEY *pkey;
  gsize length = SCALAR;

  g_assert_no_error (error);
  pkey = zb_key_pkey (key);
  if (g_str_equal (zb_key_suite (key), "ed25519")) {
    g_assert_cmpint (EVP_PKEY_get_raw_private_key (pkey, ret_scalar, &length), ==, 1);
  } else {
    BIGNUM *number = NULL;
    g_assert_cmpint (EVP_PKEY_get_bn_param (pkey, "priv", &number), ==, 1);
    g_assert_cmpint (BN_bn2binpad (number, ret_scalar, SCALAR), ==, SCALAR);
    BN_clear_free (number);
  }
  for (guint i = 0; i < SCALAR; i++)
    ret_reversed[i] = ret_scalar[SCALAR - 1 - i];
}

static gboolean
holds (const guint8 *bytes, gsize length, const guint8 *scalar)
{
  return memmem (bytes, length, scalar, SCALAR) != NULL;
}

/* Whether either spelling lies in the memory of @process; ESRCH and the like fail the test. */
static gboolean
find_in_memory (GPid process, const guint8 *scalar, const guint8 *reversed)
{
  g_autofree char *maps_path = g_strdup_printf ("/proc/%d/maps", process);
  g_autofree char *memory_path = g_strdup_printf ("/proc/%d/mem", process);
  g_autofree char *maps = NULL;
  int memory = open (memory_path, O_RDONLY | O_CLOEXEC);
  gboolean found = FALSE;
  gsize seen = 0;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (g_file_get_contents (maps_path, &maps, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] && !found; i++) {
    char *dash = NULL;
    guint64 from = g_ascii_strtoull (lines[i], &dash, 16);
    guint64 to = dash && *dash == '-' ? g_ascii_strtoull (dash + 1, NULL, 16) : from;
    gsize length = (gsize)(to - from);
    /* The reservations of a sanitizer are no memory. */
    if (length == 0 || length > 512 * 1024 * 1024 || !strstr (lines[i], " rw"))
      continue;
    g_autofree guint8 *bytes = g_malloc (length);
    gssize n = pread (memory, bytes, length, (off_t)from);
    if (n <= 0)
      continue;
    seen += (gsize)n;
    found = holds (bytes, (gsize)n, scalar) || holds (bytes, (gsize)n, reversed);
  }
  close (memory);
  g_assert_cmpuint (seen, >, 100 * 1024);
  return found;
}

typedef GBytes *(*MessageMaker) (const ZbTestPerson *person,
                                 const char *package,
                                 const char *message_id,
                                 const char *replaces,
                                 gint64 now);

static guint
send_as (Fixture *fixture, MessageMaker make)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, fixture->person);
  g_autoptr (GBytes) container =
      make (fixture->person, fixture->package, NULL, NULL, zb_clock_now (&zb_clock_system));

  return zb_test_ask_with (client, "POST", "/v1/messages", headers, container, NULL);
}

static guint
send_report (Fixture *fixture)
{
  return send_as (fixture, zb_sample_message_for);
}

/* Who may look into another process may here; where he may not, neither may who broke in. */
static gboolean
may_look_into (GPid process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/mem", process);
  int memory = open (path, O_RDONLY | O_CLOEXEC);

  if (memory >= 0)
    close (memory);
  return memory >= 0;
}

static void
test_front_holds_none (Fixture *fixture, gconstpointer data)
{
  static const ZbVaultRole roles[] = {ZB_VAULT_LOG,       ZB_VAULT_RECEIPT, ZB_VAULT_STAMP,
                                      ZB_VAULT_RESPONDER, ZB_VAULT_SIGNING, ZB_VAULT_TLS,
                                      ZB_VAULT_SERVICES};
  g_autofree char *tls =
      g_build_filename (zb_test_node_dir (fixture->node), "keys", "tls.key.pem", NULL);
  guint8 scalar[SCALAR], reversed[SCALAR];

  zb_test_node_spawn (fixture->node);
  GPid front = zb_test_node_pid (fixture->node);
  g_assert_cmpuint (send_report (fixture), ==, 201);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autofree char *path = zb_vault_role_path (roles[i], zb_test_node_dir (fixture->node));
    GPid holder = zb_test_node_holder (fixture->node, zb_vault_role_name (roles[i]));

    read_scalar (path, scalar, reversed);
    g_assert_cmpint (holder, >, 0);
    g_assert_false (find_in_memory (front, scalar, reversed));
    /* It lies where it ought to: so the look would have found it. */
    if (may_look_into (holder))
      g_assert_true (find_in_memory (holder, scalar, reversed));
    else
      g_test_message ("the memory of the key \"%s\" cannot be looked into",
                      zb_vault_role_name (roles[i]));
  }
  read_scalar (tls, scalar, reversed);
  g_assert_true (find_in_memory (front, scalar, reversed));
}

/* A holder that dies is replaced, and no report notices. */
static void
test_dead_holder_is_replaced (Fixture *fixture, gconstpointer data)
{
  static const ZbVaultRole roles[] = {ZB_VAULT_LOG, ZB_VAULT_RECEIPT};

  zb_test_node_spawn (fixture->node);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    GPid before = zb_test_node_holder (fixture->node, zb_vault_role_name (roles[i]));

    g_assert_cmpint (kill (before, SIGKILL), ==, 0);
    /* Each is another report: of one unit the second takes the first's place or is refused. */
    guint status = send_report (fixture);
    g_assert_true (i == 0 ? status == 201 : status < 500);
    GPid after = zb_test_node_holder (fixture->node, zb_vault_role_name (roles[i]));
    g_assert_cmpint (after, >, 0);
    g_assert_cmpint (after, !=, before);
  }
}

/* The pages that children touched which have ended: proc(5), field 11 of stat. */
static gulong
pages_of_the_dead (GPid process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", process);
  g_autofree char *text = NULL;
  gulong pages = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (sscanf (strrchr (text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %lu", &pages),
                   ==, 1);
  return pages;
}

/* What was stored may be read once more, behind the answer. */
static gboolean
has_no_reader (const Fixture *fixture)
{
  for (guint i = 0; i < PATIENCE && zb_test_node_holder (fixture->node, "reading") != 0; i++)
    g_usleep (10000);
  return zb_test_node_holder (fixture->node, "reading") == 0;
}

/* Who reads what is not plain is started for it and gone when it is read; for what is plain nobody
 * is. */
static void
test_readers_live_for_one_message (Fixture *fixture, gconstpointer data)
{
  zb_test_node_spawn (fixture->node);
  GPid front = zb_test_node_pid (fixture->node);
  gulong at_first = pages_of_the_dead (front);
  g_assert_cmpuint (send_report (fixture), ==, 201);
  g_assert_cmpuint (pages_of_the_dead (front), ==, at_first);
  /* Of one unit the second report takes the first's place or is refused. */
  g_assert_cmpuint (send_as (fixture, zb_sample_foreign_message_for), <, 500);
  g_assert_cmpuint (pages_of_the_dead (front), >, at_first);
  g_assert_true (has_no_reader (fixture));
}

/* The status of a commitment whose statement says nothing. */
static guint
commit_to (Fixture *fixture, const char *statement)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, fixture->person);
  g_autofree char *base64 = g_base64_encode ((const guchar *)statement, strlen (statement));
  g_autofree char *json =
      g_strdup_printf ("{\"commitment\":\"%s\",\"signature\":\"bm9uZQ==\"}", base64);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  return zb_test_ask_with (client, "POST", "/v1/commitments", headers, body, NULL);
}

/* Nor does any other document that comes in meet the XML library there. */
static void
test_documents_are_read_like_messages (Fixture *fixture, gconstpointer data)
{
  zb_test_node_spawn (fixture->node);
  GPid front = zb_test_node_pid (fixture->node);
  gulong at_first = pages_of_the_dead (front);
  g_assert_cmpuint (commit_to (fixture, "<commitment/>"), ==, 422);
  g_assert_cmpuint (pages_of_the_dead (front), ==, at_first);
  g_assert_cmpuint (commit_to (fixture, "<!-- by others --><commitment/>"), ==, 422);
  g_assert_cmpuint (pages_of_the_dead (front), >, at_first);
  g_assert_true (has_no_reader (fixture));
}

static gboolean
is_gone (GPid process)
{
  for (guint i = 0; i < PATIENCE && kill (process, 0) == 0; i++)
    g_usleep (10000);
  return kill (process, 0) != 0;
}

static void
test_holders_end_with_the_front (Fixture *fixture, gconstpointer data)
{
  zb_test_node_spawn (fixture->node);
  GPid holder = zb_test_node_holder (fixture->node, "log");

  g_assert_cmpint (holder, >, 0);
  zb_test_node_kill (fixture->node, SIGKILL);
  g_assert_true (is_gone (holder));
}

static void
test_names_a_missing_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = zb_vault_role_path (ZB_VAULT_LOG, zb_test_node_dir (fixture->node));
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod-sign", NULL);
  g_autoptr (ZbKeychain) keychain =
      zb_keychain_new_spawning (program, zb_test_node_dir (fixture->node));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (zb_keychain_get (keychain, ZB_VAULT_LOG, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, path));
}

static gboolean
keys_are_well (const ZbNode *node)
{
  ZbPatient patient = {.service = zb_node_service (node), .dir = "/"};
  g_autoptr (GPtrArray) points = zb_health_examine (&patient);

  for (guint i = 0; i < points->len; i++) {
    const ZbHealthPoint *point = points->pdata[i];
    if (g_str_equal (point->name, "keys"))
      return point->well;
  }
  g_assert_not_reached ();
}

static gboolean
try_to_record (const ZbNode *node)
{
  ZbAct act = {.kind = ZB_ACT_RECORD,
               .time = zb_clock_now (&zb_clock_system),
               .who = "test",
               .records = (const char *const[]){"test - - - - - - -", NULL}};
  g_autoptr (GError) error = NULL;
  gboolean kept = zb_store_commit_one (zb_node_service (node)->store, &act, NULL, &error);

  if (!kept) {
    g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE);
    g_assert_nonnull (strstr (error->message, "log.key.pem"));
  }
  return kept;
}

/* While a key cannot be had nothing is taken in, which is told; afterwards it goes on by itself. */
static void
test_lost_key_is_told (Fixture *fixture, gconstpointer data)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *path = zb_vault_role_path (ZB_VAULT_LOG, dir);
  g_autofree char *away = g_strconcat (path, ".away", NULL);
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod-sign", NULL);
  g_autoptr (GError) error = NULL;
  ZbKeychain *keychain = zb_keychain_new_spawning (program, dir);
  g_autoptr (ZbNode) node = zb_node_open_with (dir, NULL, keychain, (ZbNodeReaders){NULL}, &error);

  /* That a holder was replaced is a warning. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  g_assert_no_error (error);
  g_assert_true (keys_are_well (node));
  g_assert_true (try_to_record (node));
  g_assert_cmpint (g_rename (path, away), ==, 0);
  g_assert_cmpint (kill (zb_keychain_process (keychain, ZB_VAULT_LOG), SIGKILL), ==, 0);
  g_assert_false (keys_are_well (node));
  g_assert_false (try_to_record (node));
  g_assert_cmpint (g_rename (away, path), ==, 0);
  g_assert_true (keys_are_well (node));
  g_assert_true (try_to_record (node));
  g_log_set_always_fatal (fatal);
}

static guint
count_errors (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) points =
      zb_checkup_make (zb_test_node_dir (fixture->node), zb_clock_now (&zb_clock_system));
  guint n = 0;

  for (guint i = 0; i < points->len; i++) {
    const ZbCheckupPoint *point = points->pdata[i];
    n += point->level == ZB_CHECKUP_ERROR && g_str_equal (point->name, name);
  }
  return n;
}

/* The keys moved away and held by services: reports arrive as before, and the checkup names a key
 * that came back and a service that is not there. */
static void
test_services_of_their_own (Fixture *fixture, gconstpointer data)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *keys = zb_temp_dir_path (temp, "keys");
  g_autofree char *sockets = zb_temp_dir_path (temp, "run");
  g_autofree char *log = zb_vault_role_path (ZB_VAULT_LOG, dir);
  GPid pids[ZB_N_VAULTS] = {0};
  g_autoptr (GError) error = NULL;

  zb_test_key_service_configure (fixture->node, sockets);
  g_assert_cmpuint (count_errors (fixture, "key-holders"), ==, 7);
  g_assert_cmpint (g_mkdir (sockets, 0700), ==, 0);
  zb_keys_part (dir, keys, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (i != ZB_VAULT_LOG_BEFORE && i != ZB_VAULT_WITNESS && i != ZB_VAULT_FIRST)
      pids[i] = zb_test_key_service_start ((ZbVaultRole)i, keys, sockets);
  g_assert_cmpuint (count_errors (fixture, "key-holders"), ==, 0);
  zb_test_node_spawn (fixture->node);
  g_assert_cmpuint (send_report (fixture), ==, 201);
  g_assert_cmpint (zb_test_node_holder (fixture->node, "log"), ==, 0);
  zb_test_node_kill (fixture->node, SIGTERM);
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (pids[i] != 0) {
      g_assert_cmpint (kill (pids[i], SIGKILL), ==, 0);
      g_assert_cmpint (waitpid (pids[i], NULL, 0), ==, pids[i]);
    }
  g_assert_cmpuint (count_errors (fixture, "key-holders"), ==, 7);
}

/* Runs @act in a child that is confined; its wait status. */
static int
run_confined (void (*act) (void))
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0) {
    if (zb_sandbox_enter (NULL))
      act ();
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status;
}

static void
do_nothing (void)
{
}

static void
open_socket (void)
{
  socket (AF_INET, SOCK_STREAM, 0);
}

static void
start_program (void)
{
  execl ("/bin/true", "true", NULL);
}

static void
send_signal (void)
{
  kill (getppid (), 0);
}

static void
open_file (void)
{
  _exit (open ("/etc/passwd", O_RDONLY) == -1 && errno == EACCES ? 7 : 8);
}

static void
test_sandbox_forbids (void)
{
  static void (*const acts[]) (void) = {open_socket, start_program, send_signal};

  g_assert_cmpint (run_confined (do_nothing), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    int status = run_confined (acts[i]);
    g_assert_true (WIFSIGNALED (status));
    g_assert_cmpint (WTERMSIG (status), ==, SIGSYS);
  }
  int status = run_confined (open_file);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/server/key-processes/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("front-holds-none", test_front_holds_none);
  ADD ("dead-holder-is-replaced", test_dead_holder_is_replaced);
  ADD ("readers-live-for-one-message", test_readers_live_for_one_message);
  ADD ("documents-are-read-like-messages", test_documents_are_read_like_messages);
  ADD ("holders-end-with-the-front", test_holders_end_with_the_front);
  ADD ("names-a-missing-key", test_names_a_missing_key);
  ADD ("lost-key-is-told", test_lost_key_is_told);
  ADD ("services-of-their-own", test_services_of_their_own);
  g_test_add_func ("/server/key-processes/sandbox-forbids", test_sandbox_forbids);
  return g_test_run ();
}
