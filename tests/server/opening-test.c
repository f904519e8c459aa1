/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/calendar.h"
#include "server/store/notice.h"
#include "server/store/publication.h"
#include "tests/support/fake-request.h"
#include "tests/support/small-form.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define UNIT "91350200MA2KUY1H08"
#define OPEN "{\"tenant\":\"s1\",\"form\":\"B204-1\",\"action\":\"open\"%s}"

typedef struct {
  gint64 now, unit;
  ZbTestNode *node;
  ZbTestPerson *city;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = NULL;

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  invitation = zb_test_node_invite_staff (fixture->node, "wu", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

static void
add_unit (Fixture *fixture, const char *area)
{
  fixture->unit = zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", area, NULL);
}

static ZbJson *
read_checklist (Fixture *fixture)
{
  static const char *const query[] = {"tenant", "s1", "form", "B204-1", NULL};
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->city, "/v1/periods/2024-06/checklist", query);

  if (answer->status != 200)
    g_error ("%s", answer->text);
  return zb_fake_answer_json (answer);
}

/* The point @id is in @state, and says @text. */
static void
assert_point (Fixture *fixture, const char *id, const char *state, const char *text)
{
  g_autoptr (ZbJson) checklist = read_checklist (fixture);
  const ZbJson *points = zb_json_get (checklist, "points");

  for (guint i = 0; i < zb_json_length (points); i++) {
    const ZbJson *point = zb_json_at (points, i);
    const char *words = zb_json_get_string (zb_json_get (point, "text"), "en");

    if (strcmp (zb_json_get_string (point, "id"), id) != 0)
      continue;
    g_assert_cmpstr (zb_json_get_string (point, "state"), ==, state);
    if (!strstr (words, text))
      g_error ("%s", words);
    return;
  }
  g_error ("no point %s", id);
}

static ZbFakeAnswer *
open_with (Fixture *fixture, const char *more)
{
  g_autofree char *json = g_strdup_printf (OPEN, more);

  return zb_fake_post (fixture->node, fixture->city, "/v1/periods/2024-06", json, NULL);
}

static void
assert_opened (Fixture *fixture, const char *more)
{
  g_autoptr (ZbFakeAnswer) answer = open_with (fixture, more);

  if (answer->status != 200)
    g_error ("%s", answer->text);
}

static void
assert_not_ready (Fixture *fixture, const char *more, const char *text)
{
  g_autoptr (ZbFakeAnswer) answer = open_with (fixture, more);

  zb_fake_assert_refused (answer, 409, "not-ready");
  if (!strstr (answer->text, text))
    g_error ("%s", answer->text);
}

static void
test_all_is_well (Fixture *fixture, gconstpointer data)
{
  add_unit (fixture, "350213");
  assert_point (fixture, "calendar", "well", "due Tuesday 9 July 2024, 12:00");
  assert_point (fixture, "edition", "well", "by B204-1/2023.1");
  assert_point (fixture, "respondents", "well", "1 units by the register");
  assert_point (fixture, "prefill", "note", "from 2023-06, of which 0 reports are accepted");
  assert_point (fixture, "notice", "note", "1 units are told, 1 of them have not enrolled");
  g_autoptr (ZbJson) checklist = read_checklist (fixture);
  g_assert_true (zb_json_boolean (zb_json_get (checklist, "ready"), FALSE));
  assert_opened (fixture, "");
  assert_point (fixture, "respondents", "well", "the frozen list has 1");
}

static void
test_nobody_is_asked (Fixture *fixture, gconstpointer data)
{
  assert_point (fixture, "respondents", "fails", "no unit of the register is asked");
  assert_not_ready (fixture, "", "respondents: no unit of the register is asked");
}

static void
test_nobody_would_review (Fixture *fixture, gconstpointer data)
{
  add_unit (fixture, "");
  assert_point (fixture, "respondents", "fails", "nobody would review them");
  assert_not_ready (fixture, "", "nobody would review them");
}

static void
test_too_late (Fixture *fixture, gconstpointer data)
{
  add_unit (fixture, "350213");
  fixture->now += 30 * G_TIME_SPAN_DAY;
  g_assert_true (zb_node_tend (zb_test_node_get (fixture->node), NULL));
  assert_point (fixture, "calendar", "fails", "which is past");
  assert_not_ready (fixture, "", "which is past");
  /* With hours of its own it is judged by those. */
  assert_opened (fixture, ",\"deadline\":\"2024-08-20T12:00:00+08:00\","
                          "\"closes\":\"2024-08-25T12:00:00+08:00\"");
  assert_point (fixture, "calendar", "well", "due Tuesday 20 August 2024, 12:00");
}

static void
test_hours_out_of_order (Fixture *fixture, gconstpointer data)
{
  add_unit (fixture, "350213");
  assert_not_ready (fixture, ",\"deadline\":\"2024-09-20T12:00:00+08:00\"",
                    "calendar: it opens before its deadline, and closes after");
}

/* Over a failing point only with a reason, which stays with what was passed over. */
static void
test_anyway (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_unit (fixture, "");
  assert_not_ready (fixture, ",\"anyway\":true", "say why");
  assert_opened (fixture, ",\"anyway\":true,\"reason\":\"areas follow\"");
  g_autoptr (ZbCalendarEntry) entry = zb_store_read_calendar (zb_test_node_store (fixture->node),
                                                              "s1", "B204-1", "2024-06", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (entry->reason, "areas follow (opened although respondents: "));
}

/* A form that waits for its second signature. */
static void
test_edition_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbPublication) order = zb_publication_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  const ZbPublicationAct proposal = {
      .order = order, .statement = bytes, .signature = bytes, .signer = "s", .archive = bytes};
  const ZbAct act = {.kind = ZB_ACT_PUBLICATION, .what = &proposal, .time = NOW, .who = "lin"};
  g_autoptr (GError) error = NULL;

  order->kind = g_strdup ("publish");
  order->system = g_strdup ("s1");
  order->form = g_strdup ("B204-1");
  order->edition = g_strdup ("2024.1");
  order->package = g_strnfill (64, 'a');
  order->reason = g_strdup ("test");
  zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, &error);
  g_assert_no_error (error);
  add_unit (fixture, "350213");
  assert_point (fixture, "edition", "fails", "publication 1 waits for a second signature");
  assert_not_ready (fixture, "", "publication 1 waits");
}

/* Who is asked finds it in his inbox, once. */
static void
test_tells_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) addressees =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GError) error = NULL;

  add_unit (fixture, "350213");
  assert_opened (fixture, "");
  assert_opened (fixture, "");
  g_ptr_array_add (addressees, zb_addressee_new (fixture->unit, NULL, NULL, NULL));
  g_autoptr (GPtrArray) notices =
      zb_store_list_notices (zb_test_node_store (fixture->node), addressees, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
  const ZbNotice *notice = notices->pdata[0];
  g_assert_cmpstr (notice->kind, ==, "opened");
  g_assert_cmpstr (notice->form, ==, "B204-1");
  g_assert_cmpstr (notice->period, ==, "2024-06");
  g_assert_nonnull (strstr (notice->text_zh, "2024年6月开始填报，截止 2024年7月9日（周二）12:00"));
  g_assert_nonnull (strstr (notice->text_en, "for June 2024 is open, due Tuesday 9 July 2024"));
}

/* The register got another unit since: it is told when the period is opened again, the others are
 * not told twice. */
static void
test_tells_who_came_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) later = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GError) error = NULL;

  add_unit (fixture, "350213");
  assert_opened (fixture, "");
  g_ptr_array_add (first, zb_addressee_new (fixture->unit, NULL, NULL, NULL));
  gint64 unit =
      zb_test_node_add_unit (fixture->node, "91350213MA3BWYA54F", "厦门乙公司", "350213", NULL);
  g_ptr_array_add (later, zb_addressee_new (unit, NULL, NULL, NULL));
  assert_opened (fixture, "");
  g_autoptr (GPtrArray) told =
      zb_store_list_notices (zb_test_node_store (fixture->node), later, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->len, ==, 1);
  g_autoptr (GPtrArray) once =
      zb_store_list_notices (zb_test_node_store (fixture->node), first, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (once->len, ==, 1);
}

/* A year of the form: no January, for it is reported with February; the bureau's own hours. */
static void
test_calendar_of_a_year (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"year", "2024", NULL};

  add_unit (fixture, "350213");
  assert_opened (fixture, ",\"deadline\":\"2024-07-10T12:00:00+08:00\",\"reason\":\"typhoon\"");
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->city, "/v1/calendar/B204-1", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *periods = zb_json_get (json, "periods");
  g_assert_cmpuint (zb_json_length (periods), ==, 11);
  const ZbJson *first = zb_json_at (periods, 0);
  g_assert_cmpstr (zb_json_get_string (first, "period"), ==, "2024-02");
  g_assert_true (zb_json_boolean (zb_json_get (first, "joint"), FALSE));
  g_assert_false (zb_json_boolean (zb_json_get (first, "own_hours"), TRUE));
  const ZbJson *june = zb_json_at (periods, 4);
  g_assert_cmpstr (zb_json_get_string (june, "period"), ==, "2024-06");
  g_assert_cmpstr (zb_json_get_string (june, "deadline"), ==, "2024-07-10T12:00:00+08:00");
  g_assert_true (zb_json_boolean (zb_json_get (june, "own_hours"), FALSE));
  g_assert_cmpstr (zb_json_get_string (june, "reason"), ==, "typhoon");
}

/* Until when each level decides, where the form says so. */
static void
test_calendar_of_the_levels (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"year", "2024", NULL};

  zb_small_form_publish (fixture->node, &(ZbSmallForm){"T-01", "2024", "s1", "month", "2024-11"});
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->city, "/v1/calendar/T-01", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *periods = zb_json_get (json, "periods");
  g_assert_cmpuint (zb_json_length (periods), ==, 2);
  const ZbJson *levels = zb_json_get (zb_json_at (periods, 0), "levels");
  g_assert_cmpuint (zb_json_length (levels), ==, 1);
  g_assert_cmpstr (zb_json_get_string (zb_json_at (levels, 0), "id"), ==, "district");
  g_assert_cmpstr (zb_json_get_string (zb_json_at (levels, 0), "until"), ==,
                   "2024-12-11T18:00:00+08:00");
}

static void
test_calendar_refuses (Fixture *fixture, gconstpointer data)
{
  static const char *const month[] = {"year", "2024-06", NULL};
  g_autoptr (ZbFakeAnswer) unknown =
      zb_fake_get (fixture->node, fixture->city, "/v1/calendar/B999", NULL);
  g_autoptr (ZbFakeAnswer) bad =
      zb_fake_get (fixture->node, fixture->city, "/v1/calendar/B204-1", month);

  zb_fake_assert_refused (unknown, 422, "unknown-form");
  zb_fake_assert_refused (bad, 400, "bad-argument");
}

#define ADD(name, test) g_test_add ("/server/opening/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("all-is-well", test_all_is_well);
  ADD ("nobody-is-asked", test_nobody_is_asked);
  ADD ("nobody-would-review", test_nobody_would_review);
  ADD ("too-late", test_too_late);
  ADD ("hours-out-of-order", test_hours_out_of_order);
  ADD ("anyway-needs-a-reason", test_anyway);
  ADD ("edition-waits", test_edition_waits);
  ADD ("tells-once", test_tells_once);
  ADD ("tells-who-came-later", test_tells_who_came_later);
  ADD ("calendar-of-a-year", test_calendar_of_a_year);
  ADD ("calendar-of-the-levels", test_calendar_of_the_levels);
  ADD ("calendar-refuses", test_calendar_refuses);
  return g_test_run ();
}
