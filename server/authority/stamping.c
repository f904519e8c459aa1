/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/stamping.h"

#include "exchange/protocol.h"
#include "server/operations/event.h"
#include "server/reading/error.h"
#include "server/store/leaf.h"
#include "server/store/stamp.h"

/* Between two looks for new groups. */
#define PAUSE G_TIME_SPAN_SECOND
/* Tokens kept by one transaction. */
#define BATCH 256

struct _ZbStamping {
  ZbStampingOptions options;
  gint64 later_than; /* stamps of before this run */
  GMutex key_lock;
  ZbKeyholder *holder;
  GMutex work_lock; /* one at a time catches up */
  gboolean begun;
  guint64 stamped; /* size of the tree at the last token */
  gint64 behind;   /* atomic by @key_lock: when the first group was signed that waits; 0: none */
  char *reason;    /* (nullable) why, if the holder said so */
  gboolean told;
  GMutex lock;
  GCond wake;
  gboolean closing;
  GThread *thread; /* NULL where a test says when */
};

/* Who stamps now; NULL before there is a key. */
static ZbKeyholder *
get_holder (ZbStamping *stamping)
{
  g_mutex_lock (&stamping->key_lock);
  ZbKeyholder *holder = stamping->holder;
  g_mutex_unlock (&stamping->key_lock);
  return holder;
}

/* What the holder of the key gets to see: one that cannot be read is answered by it, too, and so
 * it gets an empty one for that. NULL with an error where nobody can tell. (transfer full) */
static GBytes *
sift (const ZbStamping *stamping, GBytes *request, GError **error)
{
  GError *failure = NULL;

  if (g_bytes_get_size (request) > ZB_PROTOCOL_MAX_STAMP_REQUEST)
    return g_bytes_new (NULL, 0);
  if (zb_trust_vet_bytes (stamping->options.trust, ZB_FOREIGN_STAMP_REQUEST, request, &failure))
    return g_bytes_ref (request);
  if (!zb_reading_error_passes (failure)) {
    g_error_free (failure);
    return g_bytes_new (NULL, 0);
  }
  g_propagate_error (error, failure);
  return NULL;
}

GBytes *
zb_stamping_answer (ZbStamping *stamping, GBytes *request, GError **error)
{
  ZbKeyholder *holder = get_holder (stamping);
  g_autoptr (GBytes) sifted = sift (stamping, request, error);

  if (!sifted)
    return NULL;
  if (!holder) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE,
                 "the time-stamping key is not there yet");
    return NULL;
  }
  g_autoptr (GVariant) given = zb_keyholder_ask (
      holder, ZB_ASK_STAMP_ANSWER,
      g_variant_new ("(@ayx)", zb_message_from_bytes (sifted), stamping->later_than), error);
  return given ? zb_message_child_bytes (given, 0) : NULL;
}

/* What the last try left: @first (nullable) waits, for @failure (nullable). */
static void
note_waiting (ZbStamping *stamping, const ZbStoredCheckpoint *first, const GError *failure)
{
  g_mutex_lock (&stamping->key_lock);
  stamping->behind = first ? first->time : 0;
  g_free (stamping->reason);
  stamping->reason = failure ? g_strdup (failure->message) : NULL;
  g_mutex_unlock (&stamping->key_lock);
}

gint64
zb_stamping_behind (ZbStamping *stamping)
{
  g_mutex_lock (&stamping->key_lock);
  gint64 behind = stamping->behind;
  g_mutex_unlock (&stamping->key_lock);
  return behind;
}

void
zb_stamping_tell (ZbStamping *stamping, gint64 now)
{
  g_mutex_lock (&stamping->key_lock);
  gboolean long_since = stamping->behind != 0 && now - stamping->behind > ZB_STAMPING_TELL_AFTER;
  g_autofree char *since = zb_time_format (stamping->behind);
  g_autofree char *reason =
      g_strdup (stamping->reason ? stamping->reason : "the time is not known");
  gboolean news = long_since != stamping->told && (long_since || stamping->behind == 0);

  if (news)
    stamping->told = long_since;
  g_mutex_unlock (&stamping->key_lock);
  if (news && long_since)
    zb_event_tell (G_LOG_LEVEL_WARNING, "receipts-without-time-stamps", "since", since, "reason",
                   reason, NULL);
  else if (news)
    zb_event_tell (G_LOG_LEVEL_MESSAGE, "receipts-time-stamped-again", NULL);
}

/* A log that was never stamped begins at its end: that one token is over all that came before. */
static gboolean
find_beginning (ZbStamping *stamping, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbStoredCheckpoint) newest = NULL;

  if (!zb_store_read_stamped (stamping->options.store, &stamping->stamped, error))
    return FALSE;
  if (stamping->stamped == 0) {
    newest = zb_store_read_checkpoint (stamping->options.store, &failure);
    if (newest)
      stamping->stamped = newest->size - 1;
    else if (!g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    g_clear_error (&failure);
  }
  stamping->begun = TRUE;
  return TRUE;
}

/* Tokens over the first of @checkpoints; fewer where the time is not known. Free the bytes. */
static gboolean
make_tokens (ZbStamping *stamping,
             ZbKeyholder *holder,
             GPtrArray *checkpoints,
             GArray *stamps,
             GError **error)
{
  for (guint i = 0; i < checkpoints->len; i++) {
    const ZbStoredCheckpoint *one = checkpoints->pdata[i];
    ZbStoredStamp stamp = {.size = one->size};
    g_autoptr (GVariant) given = zb_keyholder_ask (
        holder, ZB_ASK_STAMP, g_variant_new ("(sx)", one->note, stamping->later_than), error);

    if (!given)
      return FALSE;
    g_variant_get_child (given, 0, "x", &stamp.time);
    if (stamp.time == 0)
      return TRUE;
    stamp.token = zb_message_child_bytes (given, 1);
    g_array_append_val (stamps, stamp);
  }
  return TRUE;
}

static gboolean
keep (ZbStamping *stamping, const GArray *stamps, GError **error)
{
  g_autofree ZbAct *acts = g_new0 (ZbAct, stamps->len);
  g_autofree ZbActResult *results = g_new0 (ZbActResult, stamps->len);
  GError *failure = NULL;

  for (guint i = 0; i < stamps->len; i++) {
    const ZbStoredStamp *stamp = &g_array_index (stamps, ZbStoredStamp, i);
    acts[i] = (ZbAct){.kind = ZB_ACT_STAMP, .what = stamp, .time = stamp->time, .who = "stamping"};
  }
  if (!zb_store_commit (stamping->options.store, acts, stamps->len, results, &failure))
    g_prefix_error (&failure, "keeping time stamps: ");
  for (guint i = 0; i < stamps->len; i++) {
    if (!failure && results[i].error)
      failure = g_error_copy (results[i].error);
    if (!failure)
      stamping->stamped = g_array_index (stamps, ZbStoredStamp, i).size;
    zb_act_result_clear (&results[i]);
  }
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static void
stamp_clear (gpointer data)
{
  g_clear_pointer (&((ZbStoredStamp *)data)->token, g_bytes_unref);
}

/* The next of those that wait. */
static gboolean
stamp_batch (ZbStamping *stamping, ZbKeyholder *holder, guint *ret_n, GError **error)
{
  g_autoptr (GPtrArray) waiting =
      zb_store_list_checkpoints (stamping->options.store, stamping->stamped, BATCH, error);
  g_autoptr (GArray) stamps = g_array_new (FALSE, FALSE, sizeof (ZbStoredStamp));

  *ret_n = 0;
  if (!waiting)
    return FALSE;
  g_array_set_clear_func (stamps, stamp_clear);
  GError *failure = NULL;
  gboolean made = make_tokens (stamping, holder, waiting, stamps, &failure);
  /* Those that could be made are kept even so. */
  gboolean kept = stamps->len == 0 || keep (stamping, stamps, made ? &failure : NULL);
  gboolean all = kept && stamps->len == waiting->len;
  note_waiting (stamping, all ? NULL : waiting->pdata[kept ? stamps->len : 0], failure);
  *ret_n = stamps->len;
  if (made && kept)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Nobody is there who stamps. */
static gboolean
look_at_waiting (ZbStamping *stamping, GError **error)
{
  g_autoptr (GPtrArray) waiting =
      zb_store_list_checkpoints (stamping->options.store, stamping->stamped, 1, error);
  const GError away = {0, 0, (char *)"the holder of the key \"stamp\" cannot be reached"};

  if (waiting)
    note_waiting (stamping, waiting->len > 0 ? waiting->pdata[0] : NULL, &away);
  return waiting != NULL;
}

gboolean
zb_stamping_catch_up (ZbStamping *stamping, guint *ret_n, GError **error)
{
  ZbKeyholder *holder = get_holder (stamping);
  guint n = BATCH, all = 0;
  gboolean done;

  g_mutex_lock (&stamping->work_lock);
  done = stamping->begun || find_beginning (stamping, error);
  if (done && !holder)
    done = look_at_waiting (stamping, error);
  for (; done && holder && n == BATCH; all += n)
    done = stamp_batch (stamping, holder, &n, error);
  g_mutex_unlock (&stamping->work_lock);
  if (ret_n)
    *ret_n = all;
  return done;
}

/* What fails is tried again; the tended node tells of it. */
static gpointer
work (gpointer data)
{
  ZbStamping *stamping = data;

  g_mutex_lock (&stamping->lock);
  while (!stamping->closing) {
    g_mutex_unlock (&stamping->lock);
    if (stamping->options.evidence)
      zb_stamping_catch_up (stamping, NULL, NULL);
    g_mutex_lock (&stamping->lock);
    gint64 until = g_get_monotonic_time () + PAUSE;
    while (!stamping->closing && g_cond_wait_until (&stamping->wake, &stamping->lock, until))
      ;
  }
  g_mutex_unlock (&stamping->lock);
  return NULL;
}

static gboolean
find_newest (ZbStamping *stamping, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbStoredCheckpoint) newest =
      zb_store_read_checkpoint (stamping->options.store, &failure);

  stamping->later_than = newest ? newest->time : 0;
  if (newest || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

ZbStamping *
zb_stamping_new (const ZbStampingOptions *options, GError **error)
{
  g_autoptr (ZbStamping) stamping = g_new0 (ZbStamping, 1);

  stamping->options = *options;
  g_mutex_init (&stamping->key_lock);
  g_mutex_init (&stamping->work_lock);
  g_mutex_init (&stamping->lock);
  g_cond_init (&stamping->wake);
  if (!find_newest (stamping, error))
    return NULL;
  if (!options->waits)
    stamping->thread = g_thread_new ("stamping", work, stamping);
  return g_steal_pointer (&stamping);
}

void
zb_stamping_free (ZbStamping *stamping)
{
  g_mutex_lock (&stamping->lock);
  stamping->closing = TRUE;
  g_cond_signal (&stamping->wake);
  g_mutex_unlock (&stamping->lock);
  if (stamping->thread)
    g_thread_join (stamping->thread);
  g_mutex_clear (&stamping->key_lock);
  g_mutex_clear (&stamping->work_lock);
  g_mutex_clear (&stamping->lock);
  g_cond_clear (&stamping->wake);
  g_free (stamping->reason);
  g_free (stamping);
}

gboolean
zb_stamping_has_holder (ZbStamping *stamping)
{
  return get_holder (stamping) != NULL;
}

void
zb_stamping_set_holder (ZbStamping *stamping, ZbKeyholder *holder)
{
  g_mutex_lock (&stamping->key_lock);
  stamping->holder = holder;
  g_mutex_unlock (&stamping->key_lock);
}
