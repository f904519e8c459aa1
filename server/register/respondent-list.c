/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/respondents.h"

#include "server/register/register.h"

/* Statuses of the code list "status" whose units owe no later form: closed, bankrupt, deregistered,
 * licence revoked. */
static const char *const ended[] = {"4", "5", "6", "7", NULL};

typedef struct {
  GPtrArray *units;    /* ZbUnit: owners of what the respondents borrow */
  GArray *respondents; /* ZbRespondent */
} Listing;

static void
listing_clear (Listing *listing)
{
  g_array_unref (listing->respondents);
  g_ptr_array_unref (listing->units);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Listing, listing_clear)

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
         zb_respondents_match (condition, unit);
}

static void
take_page (Listing *listing, GPtrArray *page, const ZbRespondents *condition)
{
  for (guint i = 0; i < page->len; i++) {
    ZbUnit *unit = g_ptr_array_index (page, i);
    ZbRespondent respondent = {
        .unit = unit->id,
        .code = unit->code,
        .name = text_of (unit, "name"),
        .district = text_of (unit, "area"),
        .zone = text_of (unit, "zone"),
    };

    if (!owes (unit, condition))
      continue;
    g_array_append_val (listing->respondents, respondent);
    g_ptr_array_add (listing->units, g_steal_pointer (&page->pdata[i]));
  }
}

static gboolean
list_all (ZbStore *store,
          const char *day,
          const ZbRespondents *condition,
          Listing *listing,
          GError **error)
{
  gint64 after = 0;

  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) page =
        zb_store_list_units (store, NULL, NULL, day, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return FALSE;
    more = page->len > 0;
    if (more)
      after = ((const ZbUnit *)g_ptr_array_index (page, page->len - 1))->id;
    take_page (listing, page, condition);
  }
  return TRUE;
}

gboolean
zb_respondents_freeze (ZbStore *store,
                       const char *tenant,
                       const ZbForm *form,
                       ZbPeriod period,
                       gint64 time,
                       const char *who,
                       guint *ret_n,
                       GError **error)
{
  g_autoptr (ZbRespondents) condition = zb_respondents_parse (form->respondents, error);
  g_auto (Listing) listing = {g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unit_free),
                              g_array_new (FALSE, FALSE, sizeof (ZbRespondent))};
  g_autofree char *day = zb_register_day (period);
  g_autofree char *text = zb_period_to_string (period);
  ZbObligations obligations = {.tenant = tenant, .form = form->id, .period = text};
  ZbAct act = {.kind = ZB_ACT_OBLIGATIONS, .what = &obligations, .time = time, .who = who};

  if (condition == NULL || !list_all (store, day, condition, &listing, error))
    return FALSE;
  obligations.respondents = (const ZbRespondent *)listing.respondents->data;
  obligations.n = listing.respondents->len;
  if (!zb_store_commit_one (store, &act, NULL, error))
    return FALSE;
  if (ret_n != NULL)
    *ret_n = obligations.n;
  return TRUE;
}
