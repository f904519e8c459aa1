/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/stamping.h"

#include "server/store/leaf.h"
#include "server/store/stamp.h"

#include <string.h>

/* Between two looks for new groups. */
#define PAUSE G_TIME_SPAN_SECOND
/* Tokens kept by one transaction. */
#define BATCH 256

struct _ZbStamping {
  ZbStampingOptions options;
  char *policy;
  ZbStampClock *clock;
  GMutex key_lock;
  const ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
  GMutex work_lock; /* one at a time catches up */
  gboolean begun;
  guint64 stamped; /* size of the tree at the last token */
  GMutex lock;
  GCond wake;
  gboolean closing;
  GThread *thread; /* NULL where a test says when */
};

/* What stamps now, (transfer full); FALSE before there is a key. */
static gboolean
take_stamper (ZbStamping *stamping, ZbStamper *ret_stamper)
{
  gboolean there;

  g_mutex_lock (&stamping->key_lock);
  there = stamping->key != NULL;
  if (there)
    *ret_stamper = (ZbStamper){
        .key = stamping->key,
        .certificate = zb_certificate_ref (stamping->certificate),
        .chain = g_ptr_array_ref (stamping->chain),
        .policy = stamping->policy,
        .accuracy_ms = stamping->options.accuracy_ms,
    };
  g_mutex_unlock (&stamping->key_lock);
  return there;
}

static void
stamper_clear (ZbStamper *stamper)
{
  g_clear_pointer (&stamper->certificate, zb_certificate_unref);
  g_clear_pointer (&stamper->chain, g_ptr_array_unref);
}

static gint64
tell_time_cb (gpointer data)
{
  return zb_stamp_clock_tell (data);
}

GBytes *
zb_stamping_answer (ZbStamping *stamping, GBytes *request, GError **error)
{
  ZbStamper stamper = {0};

  if (!take_stamper (stamping, &stamper)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE,
                 "the time-stamping key is not there yet");
    return NULL;
  }
  GBytes *answer = zb_stamp_answer (&stamper, request, tell_time_cb, stamping->clock, error);
  stamper_clear (&stamper);
  return answer;
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
             const ZbStamper *stamper,
             GPtrArray *checkpoints,
             GArray *stamps,
             GError **error)
{
  for (guint i = 0; i < checkpoints->len; i++) {
    const ZbStoredCheckpoint *one = checkpoints->pdata[i];
    gint64 time = zb_stamp_clock_tell (stamping->clock);
    ZbStoredStamp stamp = {.size = one->size, .time = time};

    if (time == 0)
      return TRUE;
    stamp.token = zb_stamp_make (stamper, one->note, strlen (one->note), time, error);
    if (!stamp.token)
      return FALSE;
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
stamp_batch (ZbStamping *stamping, const ZbStamper *stamper, guint *ret_n, GError **error)
{
  g_autoptr (GPtrArray) waiting =
      zb_store_list_checkpoints (stamping->options.store, stamping->stamped, BATCH, error);
  g_autoptr (GArray) stamps = g_array_new (FALSE, FALSE, sizeof (ZbStoredStamp));

  *ret_n = 0;
  if (!waiting)
    return FALSE;
  g_array_set_clear_func (stamps, stamp_clear);
  if (!make_tokens (stamping, stamper, waiting, stamps, error))
    return FALSE;
  *ret_n = stamps->len;
  return stamps->len == 0 || keep (stamping, stamps, error);
}

gboolean
zb_stamping_catch_up (ZbStamping *stamping, guint *ret_n, GError **error)
{
  ZbStamper stamper = {0};
  guint n = BATCH, all = 0;
  gboolean done;

  if (!take_stamper (stamping, &stamper))
    return TRUE;
  g_mutex_lock (&stamping->work_lock);
  done = stamping->begun || find_beginning (stamping, error);
  for (; done && n == BATCH; all += n)
    done = stamp_batch (stamping, &stamper, &n, error);
  g_mutex_unlock (&stamping->work_lock);
  stamper_clear (&stamper);
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
    /* Also where there is nothing to stamp: so a clock that is drawn right is never seen to jump.
     */
    zb_stamp_clock_tell (stamping->clock);
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

static gint64
follow_clock_cb (gpointer data)
{
  return zb_clock_now (&((ZbStamping *)data)->options.clock);
}

static gboolean
open_clock (ZbStamping *stamping, GError **error)
{
  const ZbStampingOptions *options = &stamping->options;
  GError *failure = NULL;
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (options->store, &failure);
  ZbStampClockOptions clock = {
      .wall = options->clock,
      .steady = options->follows_clock ? follow_clock_cb : NULL,
      .error_of =
          options->asks_kernel && !options->follows_clock ? zb_stamp_clock_kernel_error : NULL,
      .data = stamping,
      .accuracy = options->accuracy_ms * G_TIME_SPAN_MILLISECOND,
      .later_than = newest ? newest->time : 0,
  };

  if (!newest && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  stamping->clock = zb_stamp_clock_new (&clock);
  return TRUE;
}

ZbStamping *
zb_stamping_new (const ZbStampingOptions *options, GError **error)
{
  g_autoptr (ZbStamping) stamping = g_new0 (ZbStamping, 1);

  stamping->options = *options;
  stamping->policy = g_strdup (options->policy);
  g_mutex_init (&stamping->key_lock);
  g_mutex_init (&stamping->work_lock);
  g_mutex_init (&stamping->lock);
  g_cond_init (&stamping->wake);
  if (!open_clock (stamping, error))
    return NULL;
  if (!options->follows_clock)
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
  g_clear_pointer (&stamping->certificate, zb_certificate_unref);
  g_clear_pointer (&stamping->chain, g_ptr_array_unref);
  g_clear_pointer (&stamping->clock, zb_stamp_clock_free);
  g_mutex_clear (&stamping->key_lock);
  g_mutex_clear (&stamping->work_lock);
  g_mutex_clear (&stamping->lock);
  g_cond_clear (&stamping->wake);
  g_free (stamping->policy);
  g_free (stamping);
}

void
zb_stamping_set_key (ZbStamping *stamping,
                     const ZbKey *key,
                     ZbCertificate *certificate,
                     GPtrArray *chain)
{
  g_mutex_lock (&stamping->key_lock);
  g_clear_pointer (&stamping->certificate, zb_certificate_unref);
  g_clear_pointer (&stamping->chain, g_ptr_array_unref);
  stamping->key = key;
  stamping->certificate = zb_certificate_ref (certificate);
  stamping->chain = g_ptr_array_ref (chain);
  g_mutex_unlock (&stamping->key_lock);
}
