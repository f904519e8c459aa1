/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/trial-memory.h"

/* Checks that are kept, the ones last used. */
#define MAX_KEPT 8

typedef struct {
  ZbRuleset *ruleset;
  ZbTrialSource *source;
  ZbColumnCheck *check;
} Kept;

struct _ZbTrialMemory {
  GMutex mutex;
  GQueue kept; /* Kept, the last used first */
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  if (kept == NULL)
    return;
  zb_column_check_free (kept->check);
  zb_trial_source_free (kept->source);
  zb_ruleset_unref (kept->ruleset);
  g_free (kept);
}

ZbTrialMemory *
zb_trial_memory_new (void)
{
  ZbTrialMemory *memory = g_new0 (ZbTrialMemory, 1);

  g_mutex_init (&memory->mutex);
  g_queue_init (&memory->kept);
  return memory;
}

void
zb_trial_memory_free (ZbTrialMemory *memory)
{
  if (memory == NULL)
    return;
  g_queue_clear_full (&memory->kept, kept_free);
  g_mutex_clear (&memory->mutex);
  g_free (memory);
}

/* Takes out what was kept of the same rules, period, parameters and calendar; NULL if nothing was,
 * or another thread has it. */
static Kept *
take (ZbTrialMemory *memory, ZbTrialSource *source, ZbRuleset *ruleset)
{
  Kept *found = NULL;

  g_mutex_lock (&memory->mutex);
  for (GList *link = memory->kept.head; link != NULL && found == NULL; link = link->next) {
    Kept *kept = link->data;

    if (kept->ruleset != ruleset || !zb_trial_source_equal (kept->source, source))
      continue;
    found = kept;
    g_queue_delete_link (&memory->kept, link);
    break;
  }
  g_mutex_unlock (&memory->mutex);
  return found;
}

guint
zb_trial_memory_run (ZbTrialMemory *memory,
                     ZbColumnCheck *check,
                     ZbTrialSource *source,
                     ZbRuleset *ruleset,
                     guint threads)
{
  Kept *kept = memory == NULL ? NULL : take (memory, source, ruleset);
  guint n_judged = zb_column_check_run_after (check, kept == NULL ? NULL : kept->check, threads);

  kept_free (kept);
  return n_judged;
}

void
zb_trial_memory_keep (ZbTrialMemory *memory,
                      ZbRuleset *ruleset,
                      ZbColumnCheck **check,
                      ZbTrialSource **source)
{
  Kept *kept, *oldest = NULL;

  if (memory == NULL)
    return;
  kept = g_new0 (Kept, 1);
  kept->ruleset = zb_ruleset_ref (ruleset);
  kept->check = g_steal_pointer (check);
  kept->source = g_steal_pointer (source);
  g_mutex_lock (&memory->mutex);
  g_queue_push_head (&memory->kept, kept);
  if (memory->kept.length > MAX_KEPT)
    oldest = g_queue_pop_tail (&memory->kept);
  g_mutex_unlock (&memory->mutex);
  kept_free (oldest);
}
