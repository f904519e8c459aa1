/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/node.h"

#include "formats/json-writer.h"
#include "formats/json.h"
#include "server/authority/invitation.h"
#include "server/founding.h"
#include "server/store/calendar.h"
#include "server/store/unit.h"
#include "server/store/submission.h"
#include "tests/support/child-process.h"
#include "tests/support/small-catalogue.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define INVITATION_DAYS 14
#define TIMEOUT_MS 30000
#define API_WORKERS 4

struct _ZbTestNode {
  ZbTempDir *temp;
  char *dir;
  ZbClock clock;
  gboolean serves;
  ZbNode *node;
  ZbApi *api;
  char *invitation;
  char *roots;
  char *url;
  GPid pid; /* of the process that serves, or 0 */
};

static gint64
now_of (const ZbTestNode *node)
{
  return zb_clock_now (&node->clock);
}

static void
read_roots (ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_KEYS "/root.pem");
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &node->roots, NULL, &error);
  g_assert_no_error (error);
}

/* A line for each request would drown what a test says; and it stamps when a test tells it to,
 * whatever the machine's clock is like. */
static void
make_quiet (const ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *quiet = g_strconcat (text,
                                        "[listen]\ntell-requests = 0\n"
                                        "[time-stamp]\nsynchronised = 0\nevidence = 0\n",
                                        NULL);
  g_assert_true (g_file_set_contents (path, quiet, -1, NULL));
}

/* @whole (nullable): the catalogue, instead of two forms of it. */
static ZbTestNode *
found (const char *code, const ZbClock *clock, const char *whole)
{
  ZbTestNode *node = g_new0 (ZbTestNode, 1);
  g_autoptr (GError) error = NULL;

  node->temp = zb_temp_dir_new ();
  g_autofree char *catalogue = whole ? g_strdup (whole) : zb_small_catalogue_new (node->temp);
  node->dir = zb_temp_dir_path (node->temp, "node");
  node->clock = *clock;
  ZbNodeFounding founding = {
      .dir = node->dir,
      .node = code,
      .host = "127.0.0.1",
      .address = "127.0.0.1",
      .port = 0,
      .catalogue = catalogue,
      .clock = node->clock,
  };
  zb_node_found (&founding, &node->invitation, &error);
  g_assert_no_error (error);
  read_roots (node);
  make_quiet (node);
  return node;
}

ZbTestNode *
zb_test_node_found (void)
{
  return zb_test_node_found_with (NULL);
}

ZbTestNode *
zb_test_node_found_with (const char *catalogue)
{
  ZbTestNode *node = found ("350200", &zb_clock_system, catalogue);

  node->serves = TRUE;
  return node;
}

ZbTestNode *
zb_test_node_new (void)
{
  ZbTestNode *node = zb_test_node_found ();

  zb_test_node_open (node);
  return node;
}

ZbTestNode *
zb_test_node_new_as (const char *code, gint64 *now)
{
  ZbClock clock = zb_clock_fixed (now);
  ZbTestNode *node = found (code, &clock, NULL);

  zb_test_node_open (node);
  return node;
}

ZbTestNode *
zb_test_node_new_at (gint64 *now)
{
  return zb_test_node_new_as ("350200", now);
}

ZbTestPerson *
zb_test_node_itself (const ZbTestNode *node)
{
  g_autofree char *keys = zb_node_path (node->dir, ZB_NODE_KEYS);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (keys, &error);
  ZbTestPerson *itself = g_new0 (ZbTestPerson, 1);

  g_assert_no_error (error);
  itself->tls = zb_certificate_ref (keyring->peer);
  itself->tls_key = g_steal_pointer (&keyring->peer_key);
  return itself;
}

void
zb_test_node_open (ZbTestNode *node)
{
  zb_test_node_open_with (node, (ZbNodeReaders){NULL});
}

void
zb_test_node_open_with (ZbTestNode *node, ZbNodeReaders readers)
{
  g_autoptr (GError) error = NULL;

  node->node = zb_node_open_with (node->dir, &node->clock, NULL, readers, &error);
  g_assert_no_error (error);
  node->api = zb_api_new (zb_node_service (node->node), API_WORKERS, &error);
  g_assert_no_error (error);
  if (!node->serves)
    return;
  zb_node_listen (node->node, 0, 0, &error);
  g_assert_no_error (error);
  g_free (node->url);
  node->url = g_strdup (zb_node_url (node->node));
}

void
zb_test_node_close (ZbTestNode *node)
{
  g_clear_pointer (&node->api, zb_api_free);
  g_clear_pointer (&node->node, zb_node_free);
}

void
zb_test_node_free (ZbTestNode *node)
{
  if (node->pid)
    zb_test_node_kill (node, SIGKILL);
  zb_test_node_close (node);
  zb_temp_dir_free (node->temp);
  g_free (node->dir);
  g_free (node->invitation);
  g_free (node->roots);
  g_free (node->url);
  g_free (node);
}

const char *
zb_test_node_dir (const ZbTestNode *node)
{
  return node->dir;
}

const char *
zb_test_node_url (const ZbTestNode *node)
{
  return node->url;
}

gboolean
zb_test_node_serves (const ZbTestNode *node)
{
  return node->serves;
}

const char *
zb_test_node_roots (const ZbTestNode *node)
{
  return node->roots;
}

ZbNode *
zb_test_node_get (const ZbTestNode *node)
{
  return node->node;
}

ZbStore *
zb_test_node_store (const ZbTestNode *node)
{
  return zb_node_service (node->node)->store;
}

void
zb_test_node_assert_kept (const ZbTestNode *node, const char *sender, const GPtrArray *messages)
{
  ZbStore *store = zb_test_node_store (node);

  for (guint i = 0; i < messages->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbMessage) message =
        zb_store_read_message (store, sender, messages->pdata[i], &error);
    g_assert_no_error (error);
    g_assert_cmpint (message->version, !=, 0);
  }
}

ZbApi *
zb_test_node_api (const ZbTestNode *node)
{
  return node->api;
}

const char *
zb_test_node_invitation (const ZbTestNode *node)
{
  return node->invitation;
}

GPid
zb_test_node_pid (const ZbTestNode *node)
{
  return node->pid;
}

/* Reads the line "ready URL" from @fd. */
static char *
read_ready (int fd)
{
  g_autoptr (GIOChannel) channel = g_io_channel_unix_new (fd);
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_io_channel_set_close_on_unref (channel, TRUE);
  g_io_channel_read_line (channel, &line, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready https://"));
  return g_strdup (g_strchomp (line) + strlen ("ready "));
}

void
zb_test_node_spawn (ZbTestNode *node)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod", NULL);
  char *arguments[] = {program, (char *)"serve", node->dir, (char *)"--port", (char *)"0", NULL};
  g_autoptr (GError) error = NULL;
  int out = -1;

  g_assert_null (node->node);
  g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &node->pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_free (node->url);
  node->url = read_ready (out);
}

int
zb_test_node_kill (ZbTestNode *node, int signal)
{
  int status = 0;

  g_assert_cmpint (kill (node->pid, signal), ==, 0);
  g_assert_cmpint (waitpid (node->pid, &status, 0), ==, node->pid);
  g_spawn_close_pid (node->pid);
  node->pid = 0;
  return status;
}

GPid
zb_test_node_holder (const ZbTestNode *node, const char *role)
{
  return zb_test_find_child (node->pid, role);
}

static void
commit (ZbTestNode *node, ZbActKind kind, gconstpointer what, gint64 *ret_id)
{
  ZbAct act = {.kind = kind, .what = what, .time = now_of (node), .who = "test"};
  ZbActResult result = {0};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (zb_test_node_store (node), &act, &result, &error);
  g_assert_no_error (error);
  if (ret_id)
    *ret_id = result.id;
  zb_act_result_clear (&result);
}

gint64
zb_test_node_add_unit (
    ZbTestNode *node, const char *code, const char *name, const char *area, const char *zone)
{
  ZbUnitValue values[] = {
      {"name", name}, {"area", area ? area : "350213"}, {"zone", zone},  {"industry", "3974"},
      {"size", "1"},  {"registration", "330"},          {"status", "1"},
  };
  ZbUnitChange change = {
      .code = code,
      .day = "2020-01-01",
      .values = values,
      .n_values = G_N_ELEMENTS (values),
      .reason = "test",
  };
  gint64 id = 0;

  commit (node, ZB_ACT_UNIT, &change, &id);
  return id;
}

static ZbInviting
inviting (const ZbTestNode *node)
{
  return (ZbInviting){.now = now_of (node), .days = INVITATION_DAYS, .who = "test"};
}

char *
zb_test_node_invite_unit (ZbTestNode *node, const char *code)
{
  ZbInviting how = inviting (node);
  g_autoptr (GError) error = NULL;
  char *text =
      zb_authority_invite_unit (zb_node_service (node->node)->authority, code, &how, &error);

  g_assert_no_error (error);
  return text;
}

char *
zb_test_node_invite_staff (
    ZbTestNode *node, const char *person, const char *role, const char *tenant, const char *area)
{
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);
  ZbStaff *post = zb_staff_new ();
  ZbInviting how = inviting (node);
  g_autoptr (GError) error = NULL;

  post->tenant = g_strdup (tenant);
  post->person = g_strdup (person);
  post->name = g_strdup (person);
  post->role = g_strdup (role);
  post->level = strcmp (role, "district") == 0 ? 1 : strcmp (role, "city") == 0 ? 2 : 0;
  post->active = TRUE;
  if (area)
    g_ptr_array_add (post->areas, g_strdup (area));
  g_ptr_array_add (posts, post);
  char *text =
      zb_authority_invite_staff (zb_node_service (node->node)->authority, posts, &how, &error);
  g_assert_no_error (error);
  return text;
}

void
zb_test_node_open_period (ZbTestNode *node, const char *form, const char *period)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (zb_node_service (node->node)->rulebook);
  g_autoptr (GError) error = NULL;
  ZbPeriod parsed;

  zb_period_parse (period, &parsed, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (catalogue, form, parsed, &error);
  g_assert_no_error (error);
  ZbCalendarEntry entry = {
      .tenant = zb_package_form (package)->system,
      .form = zb_package_form (package)->id,
      .period = (char *)period,
      .opens = now_of (node) - DAY,
      .deadline = now_of (node) + 30 * DAY,
      .closes = now_of (node) + 60 * DAY,
      .joint = -1,
      .reason = (char *)"test",
  };
  commit (node, ZB_ACT_CALENDAR, &entry, NULL);
}

ZbHttpClient *
zb_test_node_connect (const ZbTestNode *node, const ZbTestPerson *person)
{
  g_autoptr (GError) error = NULL;
  ZbHttpClient *client = zb_http_client_new (node->url, node->roots, &error);

  g_assert_no_error (error);
  zb_http_client_set_timeouts (client, TIMEOUT_MS, TIMEOUT_MS);
  if (person)
    zb_http_client_set_identity (client, person->tls_key, person->tls, person->tls_chain, &error);
  g_assert_no_error (error);
  return client;
}

guint
zb_test_ask (ZbHttpClient *client,
             const char *method,
             const char *path,
             const char *type,
             GBytes *body,
             char **ret_body)
{
  const char *const headers[] = {"Content-Type", type, NULL};

  return zb_test_ask_with (client, method, path, type ? headers : NULL, body, ret_body);
}

guint
zb_test_ask_with (ZbHttpClient *client,
                  const char *method,
                  const char *path,
                  const char *const *headers,
                  GBytes *body,
                  char **ret_body)
{
  ZbHttpRequest request = {
      .method = method,
      .path = path,
      .headers = headers,
      .body = body,
  };
  ZbHttpResponse response = {0};
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  zb_http_client_send (client, &request, &response, &error);
  g_assert_no_error (error);
  const char *data = response.body ? g_bytes_get_data (response.body, &length) : NULL;
  if (ret_body)
    *ret_body = g_strndup (data ? data : "", length);
  guint status = response.status;
  zb_http_response_clear (&response);
  return status;
}
