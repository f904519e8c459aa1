/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/context-document.h"

#include "formats/error.h"
#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

static void
add_attribute (ZbContextDocument *document, const char *name, const char *value)
{
  g_hash_table_replace (document->attributes, g_strdup (name), g_strdup (value));
}

/* One of everything. */
static ZbContextDocument *
make_document (void)
{
  ZbContextDocument *document = zb_context_document_new ();
  g_autoptr (GBytes) report = g_bytes_new_static ("<report/>", 9);

  add_attribute (document, "industry", "3913");
  add_attribute (document, "name", "厦门市样例公司");
  g_ptr_array_add (document->joint, g_strdup ("B204-1 2024-02"));
  g_ptr_array_add (document->joint, g_strdup ("!B203 2024-02"));
  g_ptr_array_add (document->waivers, g_strdup ("B204-1#7 new plant"));
  zb_context_document_add_report (document, "B203", "2024-05", "accepted", "aa", report);
  zb_context_document_add_report (document, "B203", "2023-06", "submitted", "bb", NULL);
  document->parameters = g_strdup ("<parameters/>");
  return document;
}

static ZbContextDocument *
read_back (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbContextDocument *document = zb_context_document_read ("context", text, strlen (text), &error);

  g_assert_no_error (error);
  return document;
}

static void
test_round_trip (void)
{
  g_autoptr (ZbContextDocument) document = make_document ();
  g_autofree char *text = zb_context_document_write (document);
  g_autoptr (ZbContextDocument) read = read_back (text);
  const ZbContextReport *first = read->reports->pdata[0];
  const ZbContextReport *second = read->reports->pdata[1];

  g_assert_cmpuint (g_hash_table_size (read->attributes), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (read->attributes, "industry"), ==, "3913");
  g_assert_cmpstr (g_hash_table_lookup (read->attributes, "name"), ==, "厦门市样例公司");
  g_assert_cmpuint (read->joint->len, ==, 2);
  g_assert_cmpstr (read->joint->pdata[1], ==, "!B203 2024-02");
  g_assert_cmpuint (read->waivers->len, ==, 1);
  g_assert_cmpstr (read->waivers->pdata[0], ==, "B204-1#7 new plant");
  g_assert_cmpstr (read->parameters, ==, "<parameters/>");
  g_assert_cmpuint (read->reports->len, ==, 2);
  g_assert_cmpstr (first->form, ==, "B203");
  g_assert_cmpstr (first->period, ==, "2024-05");
  g_assert_cmpstr (first->state, ==, "accepted");
  g_assert_cmpstr (first->digest, ==, "aa");
  g_assert_cmpmem (g_bytes_get_data (first->report, NULL), g_bytes_get_size (first->report),
                   "<report/>", 9);
  g_assert_null (second->report);
  g_autofree char *again = zb_context_document_write (read);
  g_assert_cmpstr (again, ==, text);
}

static void
test_empty_round_trip (void)
{
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();
  g_autofree char *text = zb_context_document_write (document);
  g_autoptr (ZbContextDocument) read = read_back (text);

  g_assert_cmpuint (g_hash_table_size (read->attributes), ==, 0);
  g_assert_null (read->parameters);
  g_assert_cmpuint (read->reports->len, ==, 0);
}

static void
test_digest_does_not_depend_on_order (void)
{
  g_autoptr (ZbContextDocument) a = make_document ();
  g_autoptr (ZbContextDocument) b = zb_context_document_new ();

  zb_context_document_add_report (b, "B203", "2023-06", "submitted", "bb", NULL);
  zb_context_document_add_report (b, "B203", "2024-05", "accepted", "aa", NULL);
  g_ptr_array_add (b->waivers, g_strdup ("B204-1#7 new plant"));
  g_ptr_array_add (b->joint, g_strdup ("!B203 2024-02"));
  g_ptr_array_add (b->joint, g_strdup ("B204-1 2024-02"));
  add_attribute (b, "name", "厦门市样例公司");
  add_attribute (b, "industry", "3913");
  b->parameters = g_strdup ("<parameters/>");
  g_autofree char *digest_a = zb_context_document_digest (a);
  g_autofree char *digest_b = zb_context_document_digest (b);
  g_assert_cmpstr (digest_a, ==, digest_b);
  g_assert_cmpuint (strlen (digest_a), ==, 64);
}

/* The server keeps a unit's: what both digests are of is the same bytes. */
static void
test_takes_attribute_lines_at_hand (void)
{
  g_autoptr (ZbContextDocument) plain = make_document ();
  char *at_hand = zb_context_attribute_lines (plain->attributes);
  g_autoptr (ZbContextDocument) kept = zb_context_document_new_of (plain->attributes, at_hand);

  g_ref_string_release (at_hand);
  g_ptr_array_add (kept->waivers, g_strdup ("B204-1#7 new plant"));
  kept->parameters_digest = g_strdup ("dd");
  g_autoptr (GBytes) lines = zb_context_document_lines (kept);
  g_autofree char *text = g_strndup (g_bytes_get_data (lines, NULL), g_bytes_get_size (lines));
  g_assert_cmpstr (text, ==,
                   "attribute industry 3913\n"
                   "attribute name 厦门市样例公司\n"
                   "parameters dd\n"
                   "waiver B204-1#7 new plant\n");
}

static void
change_attribute (ZbContextDocument *document)
{
  add_attribute (document, "industry", "3914");
}

static void
change_joint (ZbContextDocument *document)
{
  g_ptr_array_remove_index (document->joint, 1);
}

static void
change_waiver (ZbContextDocument *document)
{
  g_ptr_array_add (document->waivers, g_strdup ("B204-1#8 x"));
}

static void
change_report (ZbContextDocument *document)
{
  ZbContextReport *report = document->reports->pdata[0];

  report->digest[0] = 'c';
}

static void
change_parameters (ZbContextDocument *document)
{
  document->parameters[1] = 'q';
}

static void
test_digest_sees_each_input (void)
{
  static void (*const changes[]) (ZbContextDocument *) = {
      change_attribute, change_joint, change_waiver, change_report, change_parameters};
  g_autoptr (ZbContextDocument) original = make_document ();
  g_autofree char *digest = zb_context_document_digest (original);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (ZbContextDocument) changed = make_document ();

    changes[i](changed);
    g_autofree char *other = zb_context_document_digest (changed);
    g_assert_cmpstr (other, !=, digest);
  }
}

/* Two inputs must not pass for one whose value holds a line break. */
static void
test_digest_keeps_lines_apart (void)
{
  g_autoptr (ZbContextDocument) one = zb_context_document_new ();
  g_autoptr (ZbContextDocument) two = zb_context_document_new ();

  add_attribute (one, "a", "1\nattribute b 2");
  add_attribute (two, "a", "1");
  add_attribute (two, "b", "2");
  g_autofree char *digest_one = zb_context_document_digest (one);
  g_autofree char *digest_two = zb_context_document_digest (two);
  g_assert_cmpstr (digest_one, !=, digest_two);
}

static void
check_refused (const char *text, GQuark domain, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_context_document_read ("context", text, strlen (text), &error));
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refuses_another_digest (void)
{
  g_autoptr (ZbContextDocument) document = make_document ();
  g_autofree char *text = zb_context_document_write (document);
  char *place = strstr (text, "3913");

  place[3] = '4';
  check_refused (text, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
                 "context: the digest is not that of the content");
  check_refused ("{\"attributes\":{}}", ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
                 "context: the digest is not that of the content");
}

static void
test_refuses_what_is_half (void)
{
  check_refused ("{\"reports\":[{\"form\":\"B203\",\"period\":\"2024-05\"}]}", ZB_FORMAT_ERROR,
                 ZB_FORMAT_ERROR_MALFORMED, "context: a report without form, period or digest");
  check_refused ("{\"attributes\":{\"industry\":3913}}", ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "context: the attribute industry is no text");
}

static ZbPeriod
period_of (const char *text)
{
  ZbPeriod period;

  g_assert_true (zb_period_parse (text, &period, NULL));
  return period;
}

/* "FORM PERIOD" makes joint, "!FORM PERIOD" not, whatever the form says. */
static void
test_opens_joint_words_and_waivers (void)
{
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  g_autoptr (GError) error = NULL;
  const ZbForm apart = {.id = (char *)"B204-1", .period_kind = ZB_PERIOD_MONTH};
  const ZbForm together = {
      .id = (char *)"B203", .period_kind = ZB_PERIOD_MONTH, .january = ZB_JANUARY_JOINT};
  ZbPeriod february = period_of ("2024-02");

  g_assert_false (zb_form_is_joint (&apart, february));
  g_assert_true (zb_form_is_joint (&together, february));
  g_ptr_array_add (document->joint, g_strdup ("B204-1 2024-02"));
  g_ptr_array_add (document->joint, g_strdup ("!B203 2024-02"));
  g_ptr_array_add (document->waivers, g_strdup ("B204-1#7 new plant"));
  add_attribute (document, "industry", "3913");
  g_autoptr (ZbMemoryContext) memory = zb_context_document_open (document, catalogue, &error);
  g_assert_no_error (error);
  ZbContext context = zb_memory_context_get (memory);
  const ZbContextInterface *world = context.interface;
  g_assert_true (world->is_joint (context.self, &apart, february));
  g_assert_false (world->is_joint (context.self, &together, february));
  g_assert_cmpstr (world->waiver (context.self, "B204-1#7"), ==, "new plant");
  g_assert_null (world->waiver (context.self, "B204-1#8"));
  g_assert_cmpstr (world->attribute (context.self, "industry"), ==, "3913");
  g_assert_null (world->attribute (context.self, "size"));
}

/* A report of a form that is not at hand is left out; a broken parameter file is an error. */
static void
test_opens_what_it_can (void)
{
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  static const char text[] =
      "<report xmlns=\"urn:zhibao:report:1\" form=\"B203\" edition=\"2023.1\" package=\""
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" "
      "unit=\"9135020061202218XY\" period=\"2024-05\" kind=\"normal\"/>";
  g_autoptr (GBytes) report = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  ZbAvailability why = ZB_AVAILABLE;

  zb_context_document_add_report (document, "B203", "2024-05", "accepted", "aa", report);
  g_autoptr (ZbMemoryContext) memory = zb_context_document_open (document, catalogue, &error);
  g_assert_no_error (error);
  ZbContext context = zb_memory_context_get (memory);
  g_assert_null (context.interface->report (context.self, "B203", period_of ("2024-05"), &why));
  g_assert_cmpint (why, ==, ZB_NOT_INSTALLED);
  document->parameters = g_strdup ("<wrong/>");
  g_assert_null (zb_context_document_open (document, catalogue, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "parameters"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/context-document/round-trip", test_round_trip);
  g_test_add_func ("/validators/context-document/empty-round-trip", test_empty_round_trip);
  g_test_add_func ("/validators/context-document/takes-attribute-lines-at-hand",
                   test_takes_attribute_lines_at_hand);
  g_test_add_func ("/validators/context-document/digest-does-not-depend-on-order",
                   test_digest_does_not_depend_on_order);
  g_test_add_func ("/validators/context-document/digest-sees-each-input",
                   test_digest_sees_each_input);
  g_test_add_func ("/validators/context-document/digest-keeps-lines-apart",
                   test_digest_keeps_lines_apart);
  g_test_add_func ("/validators/context-document/refuses-another-digest",
                   test_refuses_another_digest);
  g_test_add_func ("/validators/context-document/refuses-what-is-half", test_refuses_what_is_half);
  g_test_add_func ("/validators/context-document/opens-joint-words-and-waivers",
                   test_opens_joint_words_and_waivers);
  g_test_add_func ("/validators/context-document/opens-what-it-can", test_opens_what_it_can);
  return g_test_run ();
}
