/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/obligation.h"

#include "server/store/obligation-private.h"
#include "server/store/reader-private.h"

const char *
zb_review_state_to_string (ZbReviewState state)
{
  static const char *const names[] = {
      [ZB_REVIEW_NONE] = "due",
      [ZB_REVIEW_SUBMITTED] = "submitted",
      [ZB_REVIEW_RETURNED] = "returned",
      [ZB_REVIEW_PASSED] = "passed",
      [ZB_REVIEW_ACCEPTED] = "accepted",
      [ZB_REVIEW_LOCKED] = "locked",
      [ZB_REVIEW_WITHDRAWN] = "withdrawn",
  };

  return (guint)state < G_N_ELEMENTS (names) ? names[state] : "unknown";
}

void
zb_obligation_free (ZbObligation *obligation)
{
  if (obligation == NULL)
    return;
  g_free (obligation->tenant);
  g_free (obligation->form);
  g_free (obligation->period);
  g_free (obligation->code);
  g_free (obligation->name);
  g_free (obligation->district);
  g_free (obligation->zone);
  g_free (obligation->message);
  g_free (obligation->digest);
  g_free (obligation);
}

#define SELECT_OBLIGATIONS                                                                         \
  "SELECT o.id, o.tenant, o.form, o.period, o.unit, o.code, o.name, o.district, o.zone, o.owed, "  \
  "o.exempt IS NOT NULL, o.permit_until, v.id, v.state, v.level, v.late, m.received, "             \
  "v.resubmit_by, m.message_id, m.digest, o.accepted "                                             \
  "FROM obligation o LEFT JOIN version v ON v.id = " ZB_HEAD " "                                   \
  "LEFT JOIN message m ON m.id = v.message WHERE "

static gpointer
make_obligation (const ZbStatement *row)
{
  ZbObligation *obligation = g_new0 (ZbObligation, 1);

  obligation->id = zb_statement_int (row, 0);
  obligation->tenant = zb_statement_dup_text (row, 1);
  obligation->form = zb_statement_dup_text (row, 2);
  obligation->period = zb_statement_dup_text (row, 3);
  obligation->unit = zb_statement_int (row, 4);
  obligation->code = zb_statement_dup_text (row, 5);
  obligation->name = zb_statement_dup_text (row, 6);
  obligation->district = zb_statement_dup_text (row, 7);
  obligation->zone = zb_statement_dup_text (row, 8);
  obligation->owed = zb_statement_int (row, 9) != 0;
  obligation->exempt = zb_statement_int (row, 10) != 0;
  obligation->permit_until = zb_statement_int (row, 11);
  obligation->head = zb_statement_int (row, 12);
  obligation->state = (ZbReviewState)zb_statement_int (row, 13);
  obligation->level = (guint)zb_statement_int (row, 14);
  obligation->late = zb_statement_int (row, 15) != 0;
  obligation->received = zb_statement_int (row, 16);
  obligation->resubmit_by = zb_statement_int (row, 17);
  obligation->message = zb_statement_dup_text (row, 18);
  obligation->digest = zb_statement_dup_text (row, 19);
  obligation->accepted = zb_statement_int (row, 20);
  return obligation;
}

ZbObligation *
zb_store_read_obligation (ZbStore *store,
                          const char *tenant,
                          const char *form,
                          const char *period,
                          gint64 unit,
                          GError **error)
{
  GError *fault = NULL;
  ZbObligation *obligation = zb_reader_one (
      store, SELECT_OBLIGATIONS "o.tenant = ?1 AND o.form = ?2 AND o.period = ?3 AND o.unit = ?4",
      ZB_VALUES (zb_value_text (tenant), zb_value_text (form), zb_value_text (period),
                 zb_value_int (unit)),
      make_obligation, NULL, &fault);

  if (fault != NULL)
    g_propagate_error (error, fault);
  else if (obligation == NULL)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "unit %" G_GINT64_FORMAT " has no obligation %s for %s in %s", unit, form, period,
                 tenant);
  return obligation;
}

GPtrArray *
zb_store_list_obligations (ZbStore *store, const ZbObligationQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_OBLIGATIONS);
  zb_filter_add (&filter, "o.id > ?", zb_value_int (query->after));
  zb_filter_add_text (&filter, " AND o.tenant = ?", query->tenant);
  zb_filter_add_text (&filter, " AND o.form = ?", query->form);
  zb_filter_add_text (&filter, " AND o.period = ?", query->period);
  if (query->unit != 0)
    zb_filter_add (&filter, " AND o.unit = ?", zb_value_int (query->unit));
  zb_filter_add_list (&filter, ZB_FILTER_AREA, query->areas);
  if (query->states != 0)
    zb_filter_add (&filter, " AND (1 << coalesce(v.state, 0)) & ?", zb_value_int (query->states));
  zb_filter_page (&filter, "o.id", query->limit);
  return zb_reader_list (store, &filter, make_obligation, (GDestroyNotify)zb_obligation_free,
                         error);
}
