/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/exchange/courier-world.h"

#include "exchange/digest.h"
#include "tests/support/message.h"

#include <string.h>

static gboolean
fail_if_asked (const CourierBox *box, GError **error)
{
  if (box->fails)
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "disk full");
  return !box->fails;
}

static ZbOutboxItem *
next_cb (gpointer self, gint64 now, gint64 *ret_wake, GError **error)
{
  CourierBox *box = self;
  *ret_wake = 0;
  gboolean open = box->stubborn || g_str_equal (box->state, "queued");
  if (!open || (!box->stubborn && box->retry_at > now)) {
    *ret_wake = open ? box->retry_at : 0;
    return NULL;
  }
  ZbOutboxItem *item = g_new0 (ZbOutboxItem, 1);
  item->id = g_strdup (box->id);
  item->sender = g_strdup (ZB_TEST_UNIT);
  item->container = g_bytes_ref (box->container);
  item->digest = g_strdup (box->digest);
  item->priority = 2;
  item->upload = g_strdup (box->upload);
  item->offset = box->offset;
  item->attempts = box->attempts;
  return item;
}

static gboolean
note_upload_cb (gpointer self, const char *id, const char *upload, guint64 offset, GError **error)
{
  CourierBox *box = self;
  g_assert_cmpstr (id, ==, box->id);
  g_free (box->upload);
  box->upload = g_strdup (upload);
  box->offset = offset;
  box->noted = MAX (box->noted, offset);
  return fail_if_asked (box, error);
}

static gboolean
note_evidence_cb (gpointer self, const char *id, GBytes *r1, GBytes *r2, GError **error)
{
  CourierBox *box = self;
  g_assert_cmpstr (id, ==, box->id);
  box->state = "sent";
  box->r1 = r1 != NULL ? g_bytes_ref (r1) : NULL;
  box->r2 = r2 != NULL ? g_bytes_ref (r2) : NULL;
  return fail_if_asked (box, error);
}

static gboolean
note_retry_cb (gpointer self,
               const char *id,
               gint64 retry_at,
               const char *code,
               const char *reason,
               GError **error)
{
  CourierBox *box = self;
  g_assert_cmpstr (id, ==, box->id);
  box->attempts++;
  box->retry_at = retry_at;
  g_free (box->reason);
  box->reason = g_strdup (reason);
  return fail_if_asked (box, error);
}

static gboolean
note_refused_cb (
    gpointer self, const char *id, const char *code, const char *reason, GError **error)
{
  CourierBox *box = self;
  g_assert_cmpstr (id, ==, box->id);
  box->state = "refused";
  g_free (box->code);
  g_free (box->reason);
  box->code = g_strdup (code);
  box->reason = g_strdup (reason);
  return fail_if_asked (box, error);
}

static ZbOutboxItem *
next_uncommitted_cb (gpointer self, GError **error)
{
  return NULL;
}

static gboolean
note_commitment_cb (gpointer self, const char *id, GBytes *r0, const char *expires, GError **error)
{
  return fail_if_asked (self, error);
}

static gboolean
note_container_cb (gpointer self, const char *id, GBytes *container, gboolean asked, GError **error)
{
  CourierBox *box = self;
  g_assert_cmpstr (id, ==, box->id);
  g_bytes_unref (box->container);
  box->container = g_bytes_ref (container);
  g_free (box->digest);
  box->digest = zb_digest_hex_of_bytes (container);
  g_clear_pointer (&box->upload, g_free);
  box->offset = 0;
  return fail_if_asked (box, error);
}

static const ZbOutboxInterface box_interface = {
    next_cb,         note_upload_cb,      note_evidence_cb,   note_retry_cb,
    note_refused_cb, next_uncommitted_cb, note_commitment_cb, note_container_cb};

static gint64
now_cb (gpointer data)
{
  return ((CourierWorld *)data)->now;
}

static guint32
random_cb (gpointer data)
{
  return ((CourierWorld *)data)->random;
}

static void
progress_cb (const char *id, guint64 sent, guint64 total, gpointer data)
{
  CourierWorld *world = data;
  g_assert_cmpstr (id, ==, world->box.id);
  g_assert_cmpuint (total, ==, g_bytes_get_size (world->box.container));
  g_assert_cmpuint (sent, <=, total);
  world->progressed = sent;
  world->progress_calls++;
  if (world->cancel_at > 0 && sent >= world->cancel_at)
    g_cancellable_cancel (world->cancellable);
}

void
courier_world_put (CourierWorld *world, gsize size)
{
  g_autofree char *body = g_strnfill (MAX (size, 4000) - 3500, 'x');
  world->box = (CourierBox){.state = "queued"};
  world->box.container = zb_test_container_new (world->author, body, world->now);
  world->box.digest = zb_digest_hex_of_bytes (world->box.container);
  g_autoptr (ZbContainer) container = zb_container_open ("x", world->box.container, NULL);
  world->box.id = g_strdup (zb_container_envelope (container)->message_id);
}

void
courier_world_drop (CourierWorld *world)
{
  CourierBox *box = &world->box;
  g_free (box->id);
  g_free (box->digest);
  g_free (box->upload);
  g_free (box->code);
  g_free (box->reason);
  g_bytes_unref (box->container);
  g_clear_pointer (&box->r1, g_bytes_unref);
  g_clear_pointer (&box->r2, g_bytes_unref);
}

void
courier_world_set_up (CourierWorld *world, gconstpointer size)
{
  g_autoptr (GError) error = NULL;
  world->now = g_get_real_time ();
  world->authority = zb_test_authority_new (world->now);
  world->trust = zb_test_authority_trust (world->authority);
  world->author =
      zb_test_authority_identify (world->authority, "p256", "王小明", ZB_TEST_UNIT, ZB_USE_SIGNING);
  world->carrier = zb_test_authority_identify (world->authority, "p256", "carrier", ZB_TEST_UNIT,
                                               ZB_USE_TLS_CLIENT);
  message_server_init (&world->server, world->authority, world->now);
  world->client = zb_http_client_new (zb_http_peer_url (world->server.peer),
                                      zb_test_authority_roots_pem (world->authority), &error);
  g_assert_no_error (error);
  zb_http_client_set_identity (world->client, world->carrier->key, world->carrier->certificate,
                               world->carrier->chain, &error);
  g_assert_no_error (error);
  world->cancellable = g_cancellable_new ();
  ZbCourierOptions options = {
      .outbox = {&box_interface, &world->box},
      .client = world->client,
      .trust = world->trust,
      .verifier = zb_test_authority_log_verifier (world->authority),
      .now = now_cb,
      .now_data = world,
      .random = random_cb,
      .progress = progress_cb,
      .progress_data = world,
      .cancellable = world->cancellable,
  };
  world->courier = zb_courier_new (&options);
  courier_world_put (world, (gsize)GPOINTER_TO_SIZE (size));
}

void
courier_world_tear_down (CourierWorld *world, gconstpointer size)
{
  courier_world_drop (world);
  zb_courier_free (world->courier);
  g_object_unref (world->cancellable);
  zb_http_client_free (world->client);
  message_server_clear (&world->server);
  zb_test_identity_free (world->carrier);
  zb_test_identity_free (world->author);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

gint64
courier_world_run (CourierWorld *world)
{
  g_autoptr (GError) error = NULL;
  gint64 wake = -1;
  gboolean ran = zb_courier_run (world->courier, &wake, &error);
  g_assert_no_error (error);
  g_assert_true (ran);
  return wake;
}

void
courier_world_check_sent (CourierWorld *world)
{
  if (!g_str_equal (world->box.state, "sent"))
    g_error ("the message is %s: %s", world->box.state, world->box.reason);
  g_assert_nonnull (world->box.r1);
  g_assert_nonnull (world->box.r2);
  g_assert_cmpuint (world->server.taken, ==, 1);
  g_assert_true (g_bytes_equal (g_hash_table_lookup (world->server.messages, world->box.id),
                                world->box.container));
}

void
courier_world_check_waits (CourierWorld *world, const char *reason)
{
  g_assert_cmpstr (world->box.state, ==, "queued");
  g_assert_null (world->box.r1);
  g_assert_null (world->box.r2);
  if (world->box.reason == NULL || strstr (world->box.reason, reason) == NULL)
    g_error ("\"%s\" does not say \"%s\"", world->box.reason, reason);
}

guint
courier_world_run_to_the_end (CourierWorld *world)
{
  guint runs = 0;
  while (g_str_equal (world->box.state, "queued")) {
    g_assert_cmpuint (++runs, <, 20);
    gint64 wake = courier_world_run (world);
    world->now = MAX (world->now, wake);
  }
  return runs;
}
