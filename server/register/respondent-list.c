/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/respondents.h"

#include "server/register/register.h"

/* Statuses of the code list "status" whose units owe no later form: closed, bankrupt, deregistered,
 * licence revoked. */
static const char *const ended[] = {"4", "5", "6", "7", NULL};

static const char *
text_of (const ZbUnit *unit, const char *name)
{
  const char *text = zb_unit_attribute (unit, name);

  return text != NULL ? text : "";
}

static gboolean
owes (const ZbUnit *unit, const ZbRespondents *condition)
{
  const char *status = zb_unit_attribute (unit, "status");

  /* A unit entered with a later day is not there yet. */
  if (zb_unit_attribute (unit, "name") == NULL)
    return FALSE;
  return (status == NULL || !g_strv_contains (ended, status)) &&
         zb_respondents_match (condition, unit->attributes);
}

static void
take_page (GPtrArray *units, GPtrArray *page, const ZbRespondents *condition)
{
  for (guint i = 0; i < page->len; i++)
    if (owes (g_ptr_array_index (page, i), condition))
      g_ptr_array_add (units, g_steal_pointer (&page->pdata[i]));
}

GPtrArray *
zb_respondents_list (ZbStore *store, const ZbForm *form, ZbPeriod period, GError **error)
{
  g_autoptr (ZbRespondents) condition = zb_respondents_parse (form->respondents, error);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unit_free);
  g_autofree char *day = zb_register_day (period);
  gint64 after = 0;

  if (condition == NULL)
    return NULL;
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) page =
        zb_store_list_units (store, NULL, NULL, day, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return NULL;
    more = page->len > 0;
    if (more)
      after = ((const ZbUnit *)g_ptr_array_index (page, page->len - 1))->id;
    take_page (units, page, condition);
  }
  return g_steal_pointer (&units);
}

/* ZbRespondent, borrowing from @units. */
static GArray *
make_respondents (const GPtrArray *units)
{
  GArray *respondents = g_array_new (FALSE, FALSE, sizeof (ZbRespondent));

  for (guint i = 0; i < units->len; i++) {
    const ZbUnit *unit = g_ptr_array_index (units, i);
    ZbRespondent respondent = {
        .unit = unit->id,
        .code = unit->code,
        .name = text_of (unit, "name"),
        .district = text_of (unit, "area"),
        .zone = text_of (unit, "zone"),
    };

    g_array_append_val (respondents, respondent);
  }
  return respondents;
}

/* The units that the frozen list asks already: they were told. (transfer full) gint64* */
static GHashTable *
read_asked (ZbStore *store, const ZbObligations *obligations, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  ZbObligationQuery query = {.tenant = obligations->tenant,
                             .form = obligations->form,
                             .period = obligations->period,
                             .limit = ZB_STORE_MAX_PAGE};
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (store, &query, error);

    if (page == NULL)
      return NULL;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbObligation *one = g_ptr_array_index (page, i);

      if (one->owed)
        g_hash_table_add (asked, g_memdup2 (&one->unit, sizeof one->unit));
      query.after = one->id;
    }
  } while (n == query.limit);
  return g_steal_pointer (&asked);
}

/* ZbActNotice, one for each that is asked for the first time. */
static GArray *
make_notices (const ZbObligations *obligations, const ZbText *notice, GHashTable *asked)
{
  GArray *notices = g_array_new (FALSE, FALSE, sizeof (ZbActNotice));

  for (guint i = 0; notice != NULL && i < obligations->n; i++) {
    if (g_hash_table_contains (asked, &obligations->respondents[i].unit))
      continue;
    ZbActNotice one = {
        .unit = obligations->respondents[i].unit,
        .kind = "opened",
        .text_zh = notice->zh,
        .text_en = notice->en,
        .receipt = -1,
        .tenant = obligations->tenant,
        .form = obligations->form,
        .period = obligations->period,
    };

    g_array_append_val (notices, one);
  }
  return notices;
}

gboolean
zb_respondents_freeze (ZbStore *store, const ZbFreeze *freeze, guint *ret_n, GError **error)
{
  g_autoptr (GPtrArray) units = zb_respondents_list (store, freeze->form, freeze->period, error);
  g_autofree char *text = zb_period_to_string (freeze->period);
  g_autoptr (GArray) respondents = units != NULL ? make_respondents (units) : NULL;
  ZbActResult result = {0};

  if (respondents == NULL)
    return FALSE;
  const ZbObligations obligations = {.tenant = freeze->tenant,
                                     .form = freeze->form->id,
                                     .period = text,
                                     .respondents = (const ZbRespondent *)respondents->data,
                                     .n = respondents->len,
                                     .hours = freeze->hours};
  g_autoptr (GHashTable) asked = read_asked (store, &obligations, error);
  if (asked == NULL)
    return FALSE;
  g_autoptr (GArray) notices = make_notices (&obligations, freeze->notice, asked);
  const ZbAct act = {.kind = ZB_ACT_OBLIGATIONS,
                     .what = &obligations,
                     .time = freeze->time,
                     .who = freeze->who,
                     .key = freeze->key,
                     .notices = (const ZbActNotice *)notices->data,
                     .n_notices = notices->len};
  gboolean done = zb_store_commit_one (store, &act, &result, error);
  if (done && ret_n != NULL)
    *ret_n = (guint)result.id;
  zb_act_result_clear (&result);
  return done;
}
