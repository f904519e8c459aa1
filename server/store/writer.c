/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/change-private.h"
#include "server/store/container-private.h"
#include "server/store/journal-private.h"
#include "server/store/standing-private.h"
#include "server/store/submission.h"
#include "storage/transaction.h"

#include <string.h>

/* The group commit: whatever waits when the writer is free becomes one durable transaction. An idle
 * writer commits at once; under load a group grows while the one before it is being synced. */

/* So many acts together are no chance, and so long the next one waits for their like. */
#define CROWD 4
#define CROWD_WAIT (6 * G_TIME_SPAN_MILLISECOND)

/* The acts of one call. */
typedef struct {
  const ZbAct *acts;
  guint n;
  ZbActResult *results;
  ZbStoreDone done; /* NULL: the caller waits for @wake */
  gpointer data;
  GCond wake;
  gboolean answered;
  gboolean kept;
} Job;

/* What the writer's thread sleeps for. */
typedef enum {
  AWAITS_NOTHING, /* it is awake, or called */
  AWAITS_ACT,
  AWAITS_CROWD,  /* those who were just answered: as many as the group before had */
  AWAITS_MAKING, /* the acts in the making, or as many as a group takes */
} Awaited;

struct _ZbWriter {
  ZbStore *store;
  ZbDatabase *database; /* the writer thread's; NULL while it could not be opened anew */
  ZbBases *bases;       /* the writer thread's, too */
  GThread *thread;
  GMutex lock; /* guards what follows */
  GCond arrived;
  GQueue jobs;
  guint backlog;
  guint n_queued;   /* acts of @jobs */
  int expected;     /* acts in the making */
  guint last_group; /* how many acts the group before had */
  Awaited awaited;
  gboolean closing;
};

static void
fail_results (ZbActResult *results, guint n, const GError *error)
{
  for (guint i = 0; i < n; i++) {
    zb_act_result_clear (&results[i]);
    results[i].error = g_error_copy (error);
  }
}

/* With the lock held. */
static gboolean
has_come (const ZbWriter *writer, Awaited awaited)
{
  guint most = writer->store->options.group_acts;
  gboolean full = writer->n_queued >= most;

  switch (awaited) {
  case AWAITS_ACT:
    return writer->n_queued > 0 || writer->closing;
  case AWAITS_CROWD:
    return writer->n_queued >= MIN (writer->last_group, most) || writer->closing;
  case AWAITS_MAKING:
    return full || writer->expected <= 0 || writer->closing;
  case AWAITS_NOTHING:
  default:
    return FALSE;
  }
}

/* With the lock held: to be woken costs more than an act, so nobody wakes it in vain. */
static void
call_thread (ZbWriter *writer)
{
  if (!has_come (writer, writer->awaited))
    return;
  writer->awaited = AWAITS_NOTHING;
  g_cond_signal (&writer->arrived);
}

/* With the lock held, at most until @end; 0: however long it takes. */
static void
await (ZbWriter *writer, Awaited awaited, gint64 end)
{
  gboolean more = TRUE;

  while (more && !has_come (writer, awaited)) {
    writer->awaited = awaited;
    if (end == 0)
      g_cond_wait (&writer->arrived, &writer->lock);
    else
      more = g_cond_wait_until (&writer->arrived, &writer->lock, end);
  }
  writer->awaited = AWAITS_NOTHING;
}

/* With the lock held: gives acts in the making the time to join, for a group costs one sync and one
 * signature, however many are in it. Where nothing is in the making it goes at once, unless the one
 * before was a crowd: those who were just answered are about to come again. */
static void
wait_for_more (ZbWriter *writer)
{
  gint64 start = g_get_monotonic_time ();
  gint64 end = start + writer->store->options.group_wait_ms * G_TIME_SPAN_MILLISECOND;

  if (writer->last_group >= CROWD)
    await (writer, AWAITS_CROWD, MIN (start + CROWD_WAIT, end));
  await (writer, AWAITS_MAKING, end);
}

/* Takes the jobs of the next group off the queue; FALSE when there will be none. */
static gboolean
take_group (ZbWriter *writer, GPtrArray *group)
{
  const ZbStoreOptions *options = &writer->store->options;
  guint n = 0;
  Job *job;

  g_mutex_lock (&writer->lock);
  await (writer, AWAITS_ACT, 0);
  wait_for_more (writer);
  while ((job = g_queue_peek_head (&writer->jobs)) != NULL &&
         (n == 0 || n + job->n <= options->group_acts)) {
    g_ptr_array_add (group, g_queue_pop_head (&writer->jobs));
    n += job->n;
  }
  writer->n_queued -= n;
  writer->last_group = n;
  g_mutex_unlock (&writer->lock);
  return group->len > 0;
}

/* Puts back what the group had no time for. */
static void
put_back (ZbWriter *writer, GPtrArray *group, guint from)
{
  g_mutex_lock (&writer->lock);
  for (guint i = group->len; i > from; i--) {
    Job *job = g_ptr_array_index (group, i - 1);

    g_queue_push_head (&writer->jobs, job);
    writer->n_queued += job->n;
  }
  g_mutex_unlock (&writer->lock);
  g_ptr_array_set_size (group, (int)from);
}

/* One act. FALSE if the group cannot go on: for a grave error, or with *@ret_again TRUE because an
 * act failed half-way and cannot be undone alone. */
static gboolean
apply_act (ZbWriter *writer,
           const ZbAct *act,
           ZbActResult *result,
           ZbJournalGroup *journal,
           ZbUndo undo,
           gboolean *ret_again,
           GError **error)
{
  gboolean journalled = writer->store->options.journal.interface != NULL;
  ZbApply apply = {.database = writer->database,
                   .bases = writer->bases,
                   .standings = writer->store->standings,
                   .act = act,
                   .result = result,
                   .next_leaf =
                       zb_journal_group_first (journal) + zb_journal_group_length (journal)};
  gint64 before = zb_database_total_changes (writer->database);
  guint noted = zb_standings_noted (apply.standings);
  g_autoptr (GError) fault = NULL;
  gboolean grave;

  if (zb_act_apply (&apply, journalled, undo, journal->records, &fault))
    return TRUE;
  zb_standings_undo (apply.standings, noted);
  if (undo == ZB_UNDO_ACT)
    zb_bases_forget (writer->bases);
  grave = zb_storage_error_is_grave (fault) || !zb_database_in_transaction (writer->database);
  *ret_again =
      !grave && undo == ZB_UNDO_GROUP && zb_database_total_changes (writer->database) != before;
  if (grave || *ret_again) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  zb_store_translate (&fault);
  zb_act_result_clear (result);
  result->error = g_steal_pointer (&fault);
  return TRUE;
}

static gboolean
apply_job (ZbWriter *writer,
           Job *job,
           ZbJournalGroup *journal,
           ZbUndo undo,
           gboolean *ret_again,
           GError **error)
{
  for (guint i = 0; i < job->n; i++) {
    zb_act_result_clear (&job->results[i]);
    if (!apply_act (writer, &job->acts[i], &job->results[i], journal, undo, ret_again, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
apply_group (ZbWriter *writer,
             GPtrArray *group,
             ZbJournalGroup *journal,
             ZbUndo undo,
             gboolean *ret_again,
             GError **error)
{
  gint64 until =
      g_get_monotonic_time () + writer->store->options.group_ms * G_TIME_SPAN_MILLISECOND;

  for (guint i = 0; i < group->len; i++) {
    if (i > 0 && g_get_monotonic_time () > until)
      put_back (writer, group, i);
    else if (!apply_job (writer, g_ptr_array_index (group, i), journal, undo, ret_again, error))
      return FALSE;
  }
  return TRUE;
}

static void
hand_out_seal (GPtrArray *group, ZbSeal *seal)
{
  for (guint i = 0; i < group->len; i++) {
    Job *job = g_ptr_array_index (group, i);

    for (guint k = 0; k < job->n; k++)
      if (job->results[k].error == NULL && job->results[k].n_leaves > 0 &&
          !job->results[k].repeated)
        job->results[k].seal = zb_seal_ref (seal);
  }
}

/* Seals what the acts logged. TRUE with *@ret_seal NULL when they logged nothing. */
static gboolean
seal_group (ZbWriter *writer, ZbJournalGroup *journal, ZbSeal **ret_seal, GError **error)
{
  const ZbJournal *sealer = &writer->store->options.journal;
  g_autoptr (ZbSeal) seal = NULL;

  *ret_seal = NULL;
  if (zb_journal_group_length (journal) == 0)
    return TRUE;
  seal = sealer->interface->seal (sealer->self, journal, error);
  if (seal == NULL) {
    g_prefix_error (error, "sealing the log: ");
    return FALSE;
  }
  if (!zb_journal_group_keep_seal (journal, seal, error)) {
    sealer->interface->discard (sealer->self);
    return FALSE;
  }
  *ret_seal = g_steal_pointer (&seal);
  return TRUE;
}

/* What the memo holds is untouched by these; of any other act it is not known. A decision may make
 * a version the one that other reports refer to. */
static gboolean
leaves_register (ZbActKind kind)
{
  switch (kind) {
  case ZB_ACT_SUBMISSION:
  case ZB_ACT_UPLOAD:
  case ZB_ACT_UPLOAD_PROGRESS:
  case ZB_ACT_UPLOAD_END:
  case ZB_ACT_ACKNOWLEDGEMENT:
  case ZB_ACT_FORWARD_NOTE:
  case ZB_ACT_FORWARD_STEP:
  case ZB_ACT_RELAYED_DECISION:
  case ZB_ACT_FEED:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Each report of the message may be one that others of the unit were said to lack. */
static void
forget_references (ZbWriter *writer, const ZbAct *act)
{
  const ZbSubmission *submission = act->what;
  ZbMemo *memo = writer->store->memo;

  if (act->kind != ZB_ACT_SUBMISSION || submission->refusal != NULL || submission->passed_on)
    return;
  zb_memo_forget_lack (memo, submission->unit, submission->form, submission->period);
  for (guint i = 0; i < submission->n_members; i++)
    zb_memo_forget_lack (memo, submission->unit, submission->members[i].form, submission->period);
}

/* After the commit and before anyone is answered: who is answered must see what he changed. */
static void
forget_changed (ZbWriter *writer, const GPtrArray *group)
{
  gboolean all = FALSE;

  for (guint i = 0; i < group->len; i++) {
    const Job *job = g_ptr_array_index (group, i);

    for (guint k = 0; k < job->n; k++) {
      all = all || !leaves_register (job->acts[k].kind);
      forget_references (writer, &job->acts[k]);
    }
  }
  if (all)
    zb_memo_forget (writer->store->memo);
}

/* Nobody else can write while the group's transaction lasts. */
static gboolean
begin_changes (ZbWriter *writer, GError **error)
{
  ZbStore *store = writer->store;

  return store->options.journal.interface == NULL || store->upgraded ||
         zb_change_disown (writer->database, error);
}

/* One transaction for the whole group. */
static gboolean
try_group (ZbWriter *writer, GPtrArray *group, ZbUndo undo, gboolean *ret_again, GError **error)
{
  const ZbJournal *sealer = &writer->store->options.journal;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (writer->database, error);
  g_autoptr (ZbJournalGroup) journal = NULL;
  g_autoptr (ZbSeal) seal = NULL;

  zb_standings_undo (writer->store->standings, 0);
  if (transaction == NULL || !begin_changes (writer, error))
    return FALSE;
  journal =
      zb_journal_group_new (writer->database, zb_clock_now (&writer->store->options.clock), error);
  if (journal == NULL || !apply_group (writer, group, journal, undo, ret_again, error) ||
      !seal_group (writer, journal, &seal, error))
    return FALSE;
  if (!zb_transaction_commit (transaction, error)) {
    if (seal != NULL)
      sealer->interface->discard (sealer->self);
    return FALSE;
  }
  writer->store->upgraded = FALSE;
  forget_changed (writer, group);
  zb_standings_settle (writer->store->standings);
  if (seal != NULL)
    hand_out_seal (group, seal);
  return TRUE;
}

/* Savepoints copy every page that an act touches; a group goes without until one of its acts
 * fails. */
static gboolean
do_group (ZbWriter *writer, GPtrArray *group, GError **error)
{
  gboolean again = FALSE;

  if (try_group (writer, group, ZB_UNDO_GROUP, &again, error))
    return TRUE;
  if (!again)
    return FALSE;
  g_clear_error (error);
  zb_bases_forget (writer->bases);
  return try_group (writer, group, ZB_UNDO_ACT, &again, error);
}

/* After a full disk or an input/output error nothing in the connection is to be trusted. */
static gboolean
ensure_open (ZbWriter *writer, GError **error)
{
  g_autofree char *damage = zb_store_dup_damage (writer->store);

  if (damage != NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "the store is damaged and takes nothing in: %s", damage);
    return FALSE;
  }
  if (writer->database == NULL)
    writer->database =
        zb_store_open_database (writer->store->place, writer->store->options.max_bytes, error);
  return writer->database != NULL;
}

static void
fail_group (ZbWriter *writer, GPtrArray *group, GError *error)
{
  if (error->domain != ZB_STORE_ERROR && error->domain != ZB_STORAGE_ERROR) {
    error->domain = ZB_STORE_ERROR;
    error->code = ZB_STORE_ERROR_UNAVAILABLE;
  }
  zb_store_translate (&error);
  zb_store_note_damage (writer->store, error);
  for (guint i = 0; i < group->len; i++) {
    Job *job = g_ptr_array_index (group, i);

    fail_results (job->results, job->n, error);
  }
  zb_bases_forget (writer->bases);
  zb_standings_forget (writer->store->standings);
  g_clear_pointer (&writer->database, zb_database_free);
}

static void
answer (ZbWriter *writer, Job *job, gboolean kept)
{
  if (kept)
    zb_store_tell_posted (writer->store, job->acts, job->results, job->n);
  g_mutex_lock (&writer->lock);
  writer->backlog -= job->n;
  job->kept = kept;
  if (job->done == NULL) {
    /* The job is the waiting caller's: it is gone once the lock is given up. */
    job->answered = TRUE;
    g_cond_signal (&job->wake);
    g_mutex_unlock (&writer->lock);
    return;
  }
  g_mutex_unlock (&writer->lock);
  job->done (job->results, job->n, job->data);
  for (guint i = 0; i < job->n; i++)
    zb_act_result_clear (&job->results[i]);
  g_free (job->results);
  g_free (job);
}

static gpointer
writer_thread (gpointer data)
{
  ZbWriter *writer = data;
  g_autoptr (GPtrArray) group = g_ptr_array_new ();

  while (take_group (writer, group)) {
    g_autoptr (GError) error = NULL;
    gboolean kept = ensure_open (writer, &error) && do_group (writer, group, &error);

    if (!kept)
      fail_group (writer, group, error);
    for (guint i = 0; i < group->len; i++)
      answer (writer, g_ptr_array_index (group, i), kept);
    g_ptr_array_set_size (group, 0);
  }
  return NULL;
}

ZbWriter *
zb_writer_new (ZbStore *store, ZbDatabase *database)
{
  ZbWriter *writer = g_new0 (ZbWriter, 1);

  writer->store = store;
  writer->database = database;
  writer->bases = zb_bases_new ();
  g_mutex_init (&writer->lock);
  g_cond_init (&writer->arrived);
  g_queue_init (&writer->jobs);
  writer->thread = g_thread_new ("store-writer", writer_thread, writer);
  return writer;
}

void
zb_writer_free (ZbWriter *writer)
{
  g_mutex_lock (&writer->lock);
  writer->closing = TRUE;
  call_thread (writer);
  g_mutex_unlock (&writer->lock);
  g_thread_join (writer->thread);
  zb_database_free (writer->database);
  zb_bases_free (writer->bases);
  g_mutex_clear (&writer->lock);
  g_cond_clear (&writer->arrived);
  g_free (writer);
}

static void
enqueue (ZbWriter *writer, Job *job)
{
  writer->backlog += job->n;
  writer->n_queued += job->n;
  g_queue_push_tail (&writer->jobs, job);
  call_thread (writer);
}

void
zb_writer_expect (ZbWriter *writer, int change)
{
  g_mutex_lock (&writer->lock);
  writer->expected += change;
  call_thread (writer);
  g_mutex_unlock (&writer->lock);
}

void
zb_writer_submit (ZbWriter *writer, const ZbAct *acts, guint n, ZbStoreDone done, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->acts = acts;
  job->n = n;
  job->results = g_new0 (ZbActResult, n);
  job->done = done;
  job->data = data;
  g_mutex_lock (&writer->lock);
  enqueue (writer, job);
  g_mutex_unlock (&writer->lock);
}

gboolean
zb_writer_commit (
    ZbWriter *writer, const ZbAct *acts, guint n, ZbActResult *results, GError **error)
{
  Job job = {.acts = acts, .n = n, .results = results};

  memset (results, 0, n * sizeof *results);
  if (n == 0)
    return TRUE;
  g_cond_init (&job.wake);
  g_mutex_lock (&writer->lock);
  enqueue (writer, &job);
  while (!job.answered)
    g_cond_wait (&job.wake, &writer->lock);
  g_mutex_unlock (&writer->lock);
  g_cond_clear (&job.wake);
  if (!job.kept)
    g_propagate_error (error, g_error_copy (results[0].error));
  return job.kept;
}

guint
zb_writer_backlog (ZbWriter *writer)
{
  guint backlog;

  g_mutex_lock (&writer->lock);
  backlog = writer->backlog;
  g_mutex_unlock (&writer->lock);
  return backlog;
}
