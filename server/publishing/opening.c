/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/opening.h"

#include "exchange/certificate.h"
#include "forms/form-lookup.h"
#include "forms/prefill.h"
#include "server/register/respondents.h"
#include "server/store/certificate.h"
#include "server/store/obligation.h"
#include "server/store/publication.h"

#include <string.h>

/* The respondents by what the register says now, and by the frozen list. */
typedef struct {
  const ZbOpening *opening;
  const ZbForm *form;
  char *period;
  GPtrArray *units;  /* ZbUnit */
  GPtrArray *frozen; /* ZbObligation */
} Look;

static void
look_clear (Look *look)
{
  g_free (look->period);
  g_clear_pointer (&look->units, g_ptr_array_unref);
  g_clear_pointer (&look->frozen, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static void
point_free (gpointer data)
{
  ZbPoint *point = data;

  zb_text_clear (&point->text);
  g_free (point);
}

/* Takes both texts. */
static void
add_point (GPtrArray *points, const char *id, ZbPointState state, char *zh, char *en)
{
  ZbPoint *point = g_new0 (ZbPoint, 1);

  point->id = id;
  point->state = state;
  point->text = (ZbText){zh, en};
  g_ptr_array_add (points, point);
}

const char *
zb_point_state_to_string (ZbPointState state)
{
  static const char *const names[] = {"well", "note", "fails"};

  return names[state];
}

char *
zb_opening_tell_failures (const GPtrArray *points)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < points->len; i++) {
    const ZbPoint *point = g_ptr_array_index (points, i);

    if (point->state == ZB_POINT_FAILS)
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", point->id,
                              point->text.en);
  }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
check_calendar (const ZbOpening *opening, GPtrArray *points)
{
  const ZbPeriodWindow *hours = &opening->hours;
  g_autofree char *zh = zb_time_to_words (hours->deadline, "zh", TRUE);
  g_autofree char *en = zb_time_to_words (hours->deadline, "en", TRUE);
  GDate day = zb_time_to_day (hours->deadline - 1);
  gboolean past = hours->deadline <= opening->now;
  gboolean ordered = hours->opens < hours->deadline && hours->deadline <= hours->closes;
  gboolean weekend = g_date_get_weekday (&day) >= G_DATE_SATURDAY;

  if (!ordered)
    add_point (points, "calendar", ZB_POINT_FAILS, g_strdup ("开始、截止、关闭时间的先后有误"),
               g_strdup ("it opens before its deadline, and closes after"));
  else
    add_point (points, "calendar",
               past      ? ZB_POINT_FAILS
               : weekend ? ZB_POINT_NOTE
                         : ZB_POINT_WELL,
               g_strdup_printf ("截止时间 %s%s", zh,
                                past      ? "，已过"
                                : weekend ? "，为周末"
                                          : ""),
               g_strdup_printf ("due %s%s", en,
                                past      ? ", which is past"
                                : weekend ? ", on a weekend"
                                          : ""));
}

/* A publication of the form that waits for its second signature; 0 if none does. */
static gboolean
find_waiting (const Look *look, gint64 *ret_waiting, GError **error)
{
  ZbPublicationQuery query = {.tenant = look->form->system, .form = look->form->id};
  g_autoptr (GPtrArray) list = zb_store_list_publications (look->opening->store, &query, error);

  *ret_waiting = 0;
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const ZbStoredPublication *one = g_ptr_array_index (list, i);

    if (one->confirmed == 0 && one->ended == 0)
      *ret_waiting = one->id;
  }
  return list != NULL;
}

static gboolean
check_edition (const Look *look, GPtrArray *points, GError **error)
{
  const char *name = zb_package_name (look->opening->package);
  gint64 waiting;

  if (!find_waiting (look, &waiting, error))
    return FALSE;
  if (waiting != 0)
    add_point (
        points, "edition", ZB_POINT_FAILS,
        g_strdup_printf ("用 %s；发布事项 %" G_GINT64_FORMAT " 尚待第二人签名", name, waiting),
        g_strdup_printf ("by %s; publication %" G_GINT64_FORMAT " waits for a second signature",
                         name, waiting));
  else
    add_point (points, "edition", ZB_POINT_WELL, g_strdup_printf ("用 %s", name),
               g_strdup_printf ("by %s", name));
  return TRUE;
}

/* Units that no district or zone would review. */
static guint
count_unplaced (const GPtrArray *units)
{
  guint n = 0;

  for (guint i = 0; i < units->len; i++) {
    const char *area = zb_unit_attribute (g_ptr_array_index (units, i), "area");

    n += area == NULL || *area == '\0';
  }
  return n;
}

static guint
count_owed (const GPtrArray *obligations)
{
  guint n = 0;

  for (guint i = 0; i < obligations->len; i++)
    n += ((const ZbObligation *)g_ptr_array_index (obligations, i))->owed;
  return n;
}

static void
check_respondents (const Look *look, GPtrArray *points)
{
  guint n = look->units->len, unplaced = count_unplaced (look->units);
  guint frozen = count_owed (look->frozen);
  g_autofree char *zh = g_strdup_printf ("名录现有 %u 家应报", n);
  g_autofree char *en = g_strdup_printf ("%u units by the register", n);

  if (n == 0)
    add_point (points, "respondents", ZB_POINT_FAILS, g_strdup ("名录中没有应报单位"),
               g_strdup ("no unit of the register is asked"));
  else if (unplaced > 0)
    add_point (
        points, "respondents", ZB_POINT_FAILS,
        g_strdup_printf ("%s，其中 %u 家没有所在地区，无人审核", zh, unplaced),
        g_strdup_printf ("%s, %u of them without an area: nobody would review them", en, unplaced));
  else if (frozen > 0)
    add_point (points, "respondents", frozen == n ? ZB_POINT_WELL : ZB_POINT_NOTE,
               g_strdup_printf ("%s；已冻结名单 %u 家", zh, frozen),
               g_strdup_printf ("%s; the frozen list has %u", en, frozen));
  else
    add_point (points, "respondents", ZB_POINT_WELL, g_strdup (zh), g_strdup (en));
}

static gboolean
has_period (const GArray *periods, ZbPeriod period)
{
  for (guint i = 0; i < periods->len; i++)
    if (zb_period_equal (g_array_index (periods, ZbPeriod, i), period))
      return TRUE;
  return FALSE;
}

static void
add_source (const Look *look, const ZbCellSpec *spec, GArray *periods)
{
  ZbPrefill prefill;
  ZbPeriod earlier;

  if (spec->prefill != NULL && zb_prefill_parse (spec->prefill, &prefill, NULL) &&
      zb_prefill_period (&prefill, look->form, look->opening->period, &earlier) &&
      !has_period (periods, earlier))
    g_array_append_val (periods, earlier);
}

/* The earlier periods that figures are taken from. */
static GArray *
list_sources (const Look *look)
{
  GArray *periods = g_array_new (FALSE, FALSE, sizeof (ZbPeriod));

  for (guint i = 0; i < look->form->n_sections; i++) {
    const ZbSection *section = &look->form->sections[i];
    guint n_rows = section->dynamic ? 1 : section->n_rows;

    for (guint k = 0; k < n_rows * section->n_columns; k++)
      add_source (look, &section->specs[k], periods);
  }
  return periods;
}

/* How many reports of @period are accepted. */
static gboolean
count_accepted (const Look *look, ZbPeriod period, guint *ret_n, GError **error)
{
  g_autofree char *text = zb_period_to_string (period);
  ZbObligationQuery query = {.tenant = look->form->system,
                             .form = look->form->id,
                             .period = text,
                             .states = 1u << ZB_REVIEW_ACCEPTED | 1u << ZB_REVIEW_LOCKED,
                             .limit = ZB_STORE_MAX_PAGE};
  guint n = 0;

  *ret_n = 0;
  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (look->opening->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    *ret_n += n;
    if (n > 0)
      query.after = ((const ZbObligation *)g_ptr_array_index (page, n - 1))->id;
  } while (n == query.limit);
  return TRUE;
}

static gboolean
check_prefill (const Look *look, GPtrArray *points, GError **error)
{
  g_autoptr (GArray) sources = list_sources (look);
  g_autoptr (GString) zh = g_string_new (NULL);
  g_autoptr (GString) en = g_string_new (NULL);
  gboolean short_of = FALSE;

  for (guint i = 0; i < sources->len; i++) {
    ZbPeriod period = g_array_index (sources, ZbPeriod, i);
    g_autofree char *text = zb_period_to_string (period);
    guint n;

    if (!count_accepted (look, period, &n, error))
      return FALSE;
    short_of = short_of || n < look->units->len;
    g_string_append_printf (zh, "%s%s 期已验收 %u 家", i > 0 ? "，" : "取自", text, n);
    g_string_append_printf (en, "%s%s, of which %u reports are accepted", i > 0 ? "; " : "from ",
                            text, n);
  }
  add_point (points, "prefill", short_of ? ZB_POINT_NOTE : ZB_POINT_WELL,
             g_strdup (sources->len > 0 ? zh->str : "没有预填项"),
             g_strdup (sources->len > 0 ? en->str : "nothing is pre-filled"));
  return TRUE;
}

/* Whether someone of the unit can connect and read. */
static gboolean
is_enrolled (const Look *look, const ZbUnit *unit, gboolean *ret_is, GError **error)
{
  ZbCertificateQuery query = {.unit = unit->code, .limit = ZB_STORE_MAX_PAGE};
  g_autoptr (GPtrArray) list = zb_store_list_certificates (look->opening->store, &query, error);

  *ret_is = FALSE;
  for (guint i = 0; list != NULL && i < list->len; i++) {
    const ZbStoredCertificate *one = g_ptr_array_index (list, i);

    *ret_is = *ret_is || (one->revoked == 0 && one->not_after > look->opening->now &&
                          (one->uses & ZB_USE_TLS_CLIENT) != 0);
  }
  return list != NULL;
}

static gboolean
check_notice (const Look *look, GPtrArray *points, GError **error)
{
  guint silent = 0, n = look->units->len;

  for (guint i = 0; i < n; i++) {
    gboolean is;

    if (!is_enrolled (look, g_ptr_array_index (look->units, i), &is, error))
      return FALSE;
    silent += !is;
  }
  add_point (points, "notice", silent > 0 ? ZB_POINT_NOTE : ZB_POINT_WELL,
             g_strdup_printf ("将通知 %u 家，其中 %u 家尚未开户", n, silent),
             g_strdup_printf ("%u units are told, %u of them have not enrolled", n, silent));
  return TRUE;
}

/* The frozen list, as far as a page holds; there is none before the period is opened. */
static gboolean
read_frozen (Look *look, GError **error)
{
  ZbObligationQuery query = {
      .tenant = look->form->system, .form = look->form->id, .period = look->period};
  guint n;

  look->frozen = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_obligation_free);
  query.limit = ZB_STORE_MAX_PAGE;
  do {
    GPtrArray *page = zb_store_list_obligations (look->opening->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    if (n > 0)
      query.after = ((const ZbObligation *)g_ptr_array_index (page, n - 1))->id;
    g_ptr_array_extend_and_steal (look->frozen, page);
  } while (n == query.limit);
  return TRUE;
}

GPtrArray *
zb_opening_check (const ZbOpening *opening, GError **error)
{
  g_autoptr (GPtrArray) points = g_ptr_array_new_with_free_func (point_free);
  g_auto (Look) look = {.opening = opening, .form = zb_package_form (opening->package)};

  look.period = zb_period_to_string (opening->period);
  look.units = zb_respondents_list (opening->store, look.form, opening->period, error);
  if (look.units == NULL || !read_frozen (&look, error))
    return NULL;
  check_calendar (opening, points);
  if (!check_edition (&look, points, error))
    return NULL;
  check_respondents (&look, points);
  if (!check_prefill (&look, points, error) || !check_notice (&look, points, error))
    return NULL;
  return g_steal_pointer (&points);
}

ZbText
zb_opening_notice (const ZbOpening *opening)
{
  const ZbForm *form = zb_package_form (opening->package);
  gboolean joint = opening->hours.joint;
  g_autofree char *period_zh = zb_period_to_display (opening->period, "zh", joint);
  g_autofree char *period_en = zb_period_to_display (opening->period, "en", joint);
  g_autofree char *due_zh = zb_time_to_words (opening->hours.deadline, "zh", TRUE);
  g_autofree char *due_en = zb_time_to_words (opening->hours.deadline, "en", TRUE);

  return (ZbText){
      .zh = g_strdup_printf ("%s《%s》%s开始填报，截止 %s", form->code,
                             zb_text_get (&form->title, "zh"), period_zh, due_zh),
      .en = g_strdup_printf ("%s (%s) for %s is open, due %s", form->code,
                             zb_text_get (&form->title, "en"), period_en, due_en),
  };
}
