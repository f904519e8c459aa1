/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/courier.h"

#include "exchange/container.h"
#include "exchange/delivery.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/upload.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define LONGEST_WAIT (15 * 60 * SECOND)
#define LONGEST_ASKED (24 * 3600 * SECOND) /* of a Retry-After */
#define MOST_DOUBLINGS 10                  /* 2¹⁰ s are over 15 minutes */

struct _ZbCourier {
  ZbCourierOptions options;
  char *verifier;
};

void
zb_outbox_item_free (ZbOutboxItem *item)
{
  if (item == NULL)
    return;
  g_free (item->id);
  g_free (item->sender);
  g_clear_pointer (&item->container, g_bytes_unref);
  g_clear_pointer (&item->transfer, g_bytes_unref);
  g_free (item->digest);
  g_free (item->upload);
  g_clear_pointer (&item->certificates, g_ptr_array_unref);
  g_clear_pointer (&item->commitment, g_bytes_unref);
  g_free (item);
}

GBytes *
zb_outbox_item_body (const ZbOutboxItem *item)
{
  return item->transfer != NULL ? item->transfer : item->container;
}

ZbCourier *
zb_courier_new (const ZbCourierOptions *options)
{
  ZbCourier *courier = g_new0 (ZbCourier, 1);
  courier->options = *options;
  courier->verifier = g_strdup (options->verifier);
  courier->options.verifier = courier->verifier;
  return courier;
}

void
zb_courier_free (ZbCourier *courier)
{
  if (courier == NULL)
    return;
  g_free (courier->verifier);
  g_free (courier);
}

static gint64
now (const ZbCourier *courier)
{
  return courier->options.now (courier->options.now_data);
}

static guint32
random_number (const ZbCourier *courier)
{
  guint32 number = 0;
  if (courier->options.random != NULL)
    return courier->options.random (courier->options.now_data);
  zb_random_bytes (&number, sizeof number);
  return number;
}

/* Anything from nothing to 1 s·2ⁿ, so that those who failed together do not come back together;
 * added to what the peer asked for, for the same reason. */
static gint64
choose_wait (const ZbCourier *courier, guint attempts, gint64 asked)
{
  gint64 most = MIN (LONGEST_WAIT, SECOND << MIN (attempts, MOST_DOUBLINGS));
  gint64 jitter = (gint64)(((guint64)most * random_number (courier)) >> 32);
  return MIN (asked, LONGEST_ASKED) + jitter;
}

typedef struct {
  const ZbCourierOptions *options;
  const ZbOutboxItem *item;
} Posting;

static void
progress_cb (guint64 sent, guint64 total, gpointer data)
{
  const Posting *posting = data;
  posting->options->progress (posting->item->id, sent, total, posting->options->progress_data);
}

/* Sends one request whose answer, if it is 200 or 201, carries the evidence. */
static void
fetch_evidence (const ZbCourierOptions *options,
                const ZbOutboxItem *item,
                const ZbHttpRequest *request,
                const char *what,
                ZbDelivery *delivery)
{
  GError *failure = NULL;
  g_auto (ZbHttpResponse) response = {0};
  if (!zb_http_client_send (options->client, request, &response, &failure))
    zb_delivery_fail (delivery, failure);
  else if (response.status == 200 || response.status == 201)
    zb_delivery_accept (delivery, options, item, &response);
  else
    zb_delivery_decline (delivery, what, &response, options->now (options->now_data));
}

static void
post (const ZbCourierOptions *options, const ZbOutboxItem *item, ZbDelivery *delivery)
{
  Posting posting = {options, item};
  /* RFC 9218; the server goes by what is signed. */
  g_autofree char *priority = g_strdup_printf ("u=%u", MIN (2 * item->priority, 6));
  const char *type = item->transfer != NULL ? ZB_MIME_TRANSFER : ZB_MIME_ASICE;
  /* A node of before the pair answers as ever. */
  const char *const headers[] = {"Content-Type",
                                 type,
                                 "Priority",
                                 priority,
                                 "Accept",
                                 ZB_MIME_EVIDENCE_PAIR ", " ZB_MIME_JSON,
                                 NULL};
  const ZbHttpRequest request = {.method = "POST",
                                 .path = "/v1/messages",
                                 .headers = headers,
                                 .body = zb_outbox_item_body (item),
                                 .cancellable = options->cancellable,
                                 .progress = options->progress != NULL ? progress_cb : NULL,
                                 .progress_data = &posting};
  fetch_evidence (options, item, &request, "the message", delivery);
}

static void
fetch (const ZbCourierOptions *options, const ZbOutboxItem *item, ZbDelivery *delivery)
{
  g_autofree char *path = zb_upload_message_path (item);
  const ZbHttpRequest request = {
      .method = "GET", .path = path, .cancellable = options->cancellable};
  fetch_evidence (options, item, &request, "the question for the message", delivery);
}

/* The message with or without its certificates; TRUE. */
static gboolean
take_container (ZbOutboxItem *item, GBytes *container)
{
  g_bytes_unref (item->container);
  item->container = g_bytes_ref (container);
  g_free (item->digest);
  item->digest = zb_digest_hex_of_bytes (container);
  g_clear_pointer (&item->upload, g_free);
  item->offset = 0;
  return TRUE;
}

/* The receipt is about the message with its certificates, so from now on that is what is sent. */
static gboolean
file_commitment (const ZbCourierOptions *options,
                 ZbOutboxItem *item,
                 ZbDelivery *delivery,
                 GBytes *body,
                 GError **error)
{
  const ZbOutbox *outbox = &options->outbox;
  gboolean left_out = item->certificates != NULL;
  g_autoptr (GBytes) before = g_bytes_ref (item->container);
  g_autoptr (GBytes) whole =
      left_out ? zb_container_embed (before, item->certificates, error) : g_bytes_ref (before);

  if (whole == NULL)
    return FALSE;
  take_container (item, whole);
  g_autofree char *expires = NULL;
  g_autoptr (GBytes) r0 = zb_delivery_accept_commitment (delivery, options, item, body, &expires);
  if (r0 == NULL)
    return take_container (item, before);
  g_clear_pointer (&item->certificates, g_ptr_array_unref);
  return (!left_out ||
          outbox->interface->note_container (outbox->self, item->id, whole, FALSE, error)) &&
         outbox->interface->note_commitment (outbox->self, item->id, r0, expires, error);
}

/* Sends the commitment and files its receipt. FALSE only for an error of the outbox. */
static gboolean
commit (const ZbCourierOptions *options, ZbOutboxItem *item, ZbDelivery *delivery, GError **error)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};
  const ZbHttpRequest request = {.method = "POST",
                                 .path = "/v1/commitments",
                                 .headers = headers,
                                 .body = item->commitment,
                                 .cancellable = options->cancellable};
  GError *failure = NULL;
  g_auto (ZbHttpResponse) response = {0};

  if (!zb_http_client_send (options->client, &request, &response, &failure))
    return zb_delivery_fail (delivery, failure) || TRUE;
  if (response.status != 200 && response.status != 201)
    return zb_delivery_decline (delivery, "the commitment", &response,
                                options->now (options->now_data)) ||
           TRUE;
  return file_commitment (options, item, delivery, response.body, error);
}

/* A large message is under way for a while: its commitment goes ahead. What becomes of that is no
 * hindrance. */
static gboolean
commit_ahead (const ZbCourierOptions *options, ZbOutboxItem *item, GError **error)
{
  g_auto (ZbDelivery) delivery = {0};

  return item->commitment == NULL || item->upload != NULL ||
         commit (options, item, &delivery, error);
}

/* FALSE only for an error of the outbox. */
static gboolean
send (const ZbCourierOptions *options, ZbOutboxItem *item, ZbDelivery *delivery, GError **error)
{
  gsize size = g_bytes_get_size (zb_outbox_item_body (item));
  GError *failure = NULL;
  if (size > ZB_PROTOCOL_MAX_SMALL_MESSAGE && !commit_ahead (options, item, error))
    return FALSE;
  if (size <= ZB_PROTOCOL_MAX_SMALL_MESSAGE)
    post (options, item, delivery);
  else if (zb_upload_run (options, item, delivery, &failure))
    fetch (options, item, delivery);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* The node does not know, or no longer, who signed: the certificates left out go with it. */
static gboolean
deliver_with_certificates (const ZbCourierOptions *options,
                           ZbOutboxItem *item,
                           ZbDelivery *delivery,
                           GError **error)
{
  const ZbOutbox *outbox = &options->outbox;
  g_autoptr (GBytes) whole = zb_container_embed (item->container, item->certificates, error);

  if (whole == NULL)
    return FALSE;
  take_container (item, whole);
  zb_delivery_clear (delivery);
  return outbox->interface->note_container (outbox->self, item->id, whole, TRUE, error) &&
         send (options, item, delivery, error);
}

static gboolean
deliver (const ZbCourierOptions *options, ZbOutboxItem *item, ZbDelivery *delivery, GError **error)
{
  if (!send (options, item, delivery, error))
    return FALSE;
  gboolean asked = delivery->end == ZB_DELIVERY_REFUSED &&
                   g_strcmp0 (delivery->code, ZB_PROBLEM_CERTIFICATES_NEEDED) == 0;
  return !asked || item->certificates == NULL ||
         deliver_with_certificates (options, item, delivery, error);
}

static gboolean
settle (const ZbCourier *courier,
        const ZbOutboxItem *item,
        const ZbDelivery *delivery,
        GError **error)
{
  const ZbOutbox *outbox = &courier->options.outbox;
  switch (delivery->end) {
  case ZB_DELIVERY_DONE:
    return outbox->interface->note_evidence (outbox->self, item->id, delivery->r1, delivery->r2,
                                             error);
  case ZB_DELIVERY_REFUSED:
    return outbox->interface->note_refused (outbox->self, item->id, delivery->code,
                                            delivery->reason, error);
  case ZB_DELIVERY_AGAIN:
    return outbox->interface->note_retry (outbox->self, item->id,
                                          now (courier) +
                                              choose_wait (courier, item->attempts, delivery->wait),
                                          delivery->code, delivery->reason, error);
  case ZB_DELIVERY_STOPPED:
    break;
  }
  return TRUE;
}

gboolean
zb_courier_run (ZbCourier *courier, gint64 *ret_wake, GError **error)
{
  const ZbCourierOptions *options = &courier->options;
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (!g_cancellable_is_cancelled (options->cancellable)) {
    GError *failure = NULL;
    gint64 wake = 0;
    g_autoptr (ZbOutboxItem) item =
        options->outbox.interface->next (options->outbox.self, now (courier), &wake, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (item == NULL) {
      *ret_wake = wake;
      return TRUE;
    }
    /* An outbox that gives out again what was just tried would keep us here for ever. */
    if (!g_hash_table_add (tried, g_strdup (item->id)))
      break;
    g_auto (ZbDelivery) delivery = {0};
    if (!deliver (options, item, &delivery, error) || !settle (courier, item, &delivery, error))
      return FALSE;
  }
  *ret_wake = now (courier) + SECOND;
  return TRUE;
}

gboolean
zb_courier_commit (ZbCourier *courier, guint *ret_n, GError **error)
{
  const ZbCourierOptions *options = &courier->options;
  const ZbOutbox *outbox = &options->outbox;
  g_autofree char *last = NULL;

  *ret_n = 0;
  for (;;) {
    GError *failure = NULL;
    g_auto (ZbDelivery) delivery = {0};
    g_autoptr (ZbOutboxItem) item = outbox->interface->next_uncommitted (outbox->self, &failure);

    if (item != NULL && g_strcmp0 (last, item->id) != 0)
      commit (options, item, &delivery, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (item == NULL)
      return TRUE;
    if (delivery.end != ZB_DELIVERY_DONE) {
      g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED, "message %s: %s", item->id,
                   delivery.reason != NULL ? delivery.reason : "its commitment was not receipted");
      return FALSE;
    }
    g_free (last);
    last = g_strdup (item->id);
    (*ret_n)++;
  }
}
