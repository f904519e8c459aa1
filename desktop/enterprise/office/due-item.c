/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/due-item.h"

#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/office/time-words.h"

struct _ZbDueItem {
  GObject parent_instance;

  ZbDue *due;       /* owned */
  char *enterprise; /* owned */
  gint64 now;
};

G_DEFINE_FINAL_TYPE (ZbDueItem, zb_due_item, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *words;
  const char *style;
  const char *action;
  ZbDueGroup group;
} states[] = {
    [ZB_DUE_NOT_OPEN] = {N_ ("Not open yet"), "ahead", N_ ("Look at it"), ZB_DUE_GROUP_AHEAD},
    [ZB_DUE_OPEN] = {N_ ("To fill in"), "open", N_ ("Fill in"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_DRAFT] = {N_ ("Draft"), "draft", N_ ("Go on"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_COSIGN] = {N_ ("Waits for other signatures"), "queued", N_ ("Look at it"),
                       ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_QUEUED] = {N_ ("Signed, to be sent"), "queued", N_ ("Send"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_REFUSED] = {N_ ("Refused"), "returned", N_ ("Correct"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_SUBMITTED] = {N_ ("Received"), "submitted", N_ ("View"), ZB_DUE_GROUP_UNDER_WAY},
    [ZB_DUE_PASSED] = {N_ ("Passed by the district"), "submitted", N_ ("View"),
                       ZB_DUE_GROUP_UNDER_WAY},
    [ZB_DUE_RETURNED] = {N_ ("Returned"), "returned", N_ ("Correct"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_ACCEPTED] = {N_ ("Accepted"), "accepted", N_ ("View"), ZB_DUE_GROUP_DONE},
    [ZB_DUE_WITHDRAWN] = {N_ ("Withdrawn"), "open", N_ ("Fill in"), ZB_DUE_GROUP_TO_DO},
    [ZB_DUE_CLOSED] = {N_ ("Closed, nothing sent"), "closed", N_ ("Look at it"), ZB_DUE_GROUP_DONE},
};

static void
zb_due_item_finalize (GObject *object)
{
  ZbDueItem *item = ZB_DUE_ITEM (object);
  g_clear_pointer (&item->due, zb_due_free);
  g_free (item->enterprise);
  G_OBJECT_CLASS (zb_due_item_parent_class)->finalize (object);
}

static void
zb_due_item_class_init (ZbDueItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_due_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_due_item_init (ZbDueItem *item)
{
}

ZbDueItem *
zb_due_item_new (ZbDue *due, const char *enterprise, gint64 now)
{
  ZbDueItem *item = g_object_new (ZB_TYPE_DUE_ITEM, NULL);
  item->due = due;
  item->enterprise = g_strdup (enterprise);
  item->now = now;
  return item;
}

void
zb_due_item_take_over (ZbDueItem *item, ZbDueItem *fresh)
{
  ZbDue *due = item->due;
  char *enterprise = item->enterprise;

  item->due = fresh->due;
  item->enterprise = fresh->enterprise;
  item->now = fresh->now;
  fresh->due = due;
  fresh->enterprise = enterprise;
  g_signal_emit (item, signals[CHANGED], 0);
}

const ZbDue *
zb_due_item_get_due (ZbDueItem *item)
{
  return item->due;
}

const char *
zb_due_item_get_enterprise (ZbDueItem *item)
{
  return item->enterprise;
}

char *
zb_due_item_dup_parties (ZbDueItem *item)
{
  const char *bureau = zb_language_text (&item->due->bureau);

  return bureau != NULL && bureau[0] != '\0' ? g_strdup_printf ("%s · %s", item->enterprise, bureau)
                                             : g_strdup (item->enterprise);
}

const char *
zb_due_item_get_state_words (ZbDueItem *item)
{
  if (item->due->state == ZB_DUE_SUBMITTED && item->due->checked)
    return _ ("Machine check passed");
  if (item->due->state == ZB_DUE_QUEUED && item->due->committed != 0)
    return _ ("Committed, to be sent");
  if (item->due->state == ZB_DUE_COSIGN && item->due->given_back)
    return _ ("Given back for a change");
  if (item->due->state == ZB_DUE_COSIGN && item->due->mine != 0)
    return _ ("Waits for your signature");
  return _ (states[item->due->state].words);
}

const char *
zb_due_item_get_state_style (ZbDueItem *item)
{
  return states[item->due->state].style;
}

const char *
zb_due_item_get_action_words (ZbDueItem *item)
{
  if (item->due->state == ZB_DUE_COSIGN && item->due->given_back)
    return _ ("Correct");
  if (item->due->state == ZB_DUE_COSIGN && item->due->mine != 0)
    return _ ("Sign");
  return _ (states[item->due->state].action);
}

ZbDueGroup
zb_due_item_get_group (ZbDueItem *item)
{
  if (item->due->state == ZB_DUE_COSIGN && item->due->mine != 0)
    return ZB_DUE_GROUP_TO_SIGN;
  return states[item->due->state].group;
}

gint64
zb_due_item_get_until (ZbDueItem *item)
{
  return item->due->resubmit_by != 0 ? item->due->resubmit_by : item->due->deadline;
}

char *
zb_due_item_dup_title (ZbDueItem *item)
{
  return g_strdup_printf ("%s %s", item->due->code, zb_language_text (&item->due->title));
}

char *
zb_due_item_dup_period (ZbDueItem *item)
{
  ZbPeriod period;
  if (!zb_period_parse (item->due->period, &period, NULL))
    return g_strdup (item->due->period);
  return zb_period_to_display (period, zb_language_get (), item->due->joint);
}

char *
zb_due_item_dup_left (ZbDueItem *item)
{
  if (zb_due_item_get_group (item) <= ZB_DUE_GROUP_TO_DO)
    return zb_left_words (zb_due_item_get_until (item), item->now);
  return g_strdup (item->due->late ? _ ("sent late") : "");
}

char *
zb_due_item_dup_heading (ZbDueItem *item)
{
  switch (zb_due_item_get_group (item)) {
  case ZB_DUE_GROUP_TO_SIGN:
    return g_strdup (_ ("Waits for your signature"));
  case ZB_DUE_GROUP_UNDER_WAY:
    return g_strdup (_ ("With the bureau"));
  case ZB_DUE_GROUP_AHEAD:
    return g_strdup (_ ("Not open yet"));
  case ZB_DUE_GROUP_DONE:
    return g_strdup (_ ("Finished"));
  default:
    break;
  }
  g_autofree char *day = zb_day_words (zb_due_item_get_until (item));
  g_autofree char *left = zb_left_words (zb_due_item_get_until (item), item->now);
  /* Translators: a deadline's day and what is left until then. */
  return g_strdup_printf (_ ("By %s · %s"), day, left);
}

gboolean
zb_due_item_same_heading (ZbDueItem *a, ZbDueItem *b)
{
  g_autofree char *one = zb_due_item_dup_heading (a);
  g_autofree char *other = zb_due_item_dup_heading (b);
  return strcmp (one, other) == 0;
}

gboolean
zb_due_item_matches (ZbDueItem *item, const char *const *words)
{
  g_autofree char *title = zb_due_item_dup_title (item);
  g_autofree char *period = zb_due_item_dup_period (item);
  g_autofree char *parties = zb_due_item_dup_parties (item);
  g_autofree char *shown = g_strjoin ("\n", title, period, item->due->period, parties,
                                      zb_due_item_get_state_words (item), NULL);
  g_autofree char *text = zb_language_fold (shown);

  for (; *words != NULL; words++)
    if (strstr (text, *words) == NULL)
      return FALSE;
  return TRUE;
}

int
zb_due_item_compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  ZbDueItem *one = ZB_DUE_ITEM ((gpointer)a);
  ZbDueItem *other = ZB_DUE_ITEM ((gpointer)b);
  ZbDueGroup group = zb_due_item_get_group (one);
  gint64 until = zb_due_item_get_until (one), other_until = zb_due_item_get_until (other);

  if (group != zb_due_item_get_group (other))
    return group < zb_due_item_get_group (other) ? -1 : 1;
  if (until != other_until) {
    /* What is done: the latest first. */
    gboolean before = group == ZB_DUE_GROUP_DONE ? until > other_until : until < other_until;
    return before ? -1 : 1;
  }
  int order = g_utf8_collate (one->enterprise, other->enterprise);
  return order != 0 ? order : strcmp (one->due->form, other->due->form);
}
