/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/zip-writer.h"
#include "forms/error.h"
#include "forms/form-set.h"
#include "tests/support/small-form-text.h"

#include <string.h>

#define BEHIND "</respondents>"
#define TITLE "<title xml:lang='zh'>一套</title><title xml:lang='en'>A set</title>"

static ZbForm *
read_with (const char *filing, GError **error)
{
  g_autofree char *to = g_strconcat (BEHIND, filing, NULL);

  return zb_example_form_with (BEHIND, to, error);
}

static void
test_reads_the_set (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form =
      read_with ("<set>" TITLE "<member form='T-02'/><member form='T-03' optional='true'/>"
                 "<member form='T-04' optional='true' when='[A.01,1] &gt; 0'/></set>"
                 "<signatures roles='preparer legal-signer'/>"
                 "<corrections after-acceptance='permit' days='7'/>"
                 "<disclaimer xml:lang='zh'>不是申报</disclaimer>"
                 "<disclaimer xml:lang='en'>No return</disclaimer>",
                 &error);

  g_assert_no_error (error);
  g_assert_cmpstr (form->filing.set_title.zh, ==, "一套");
  g_assert_cmpuint (form->filing.n_members, ==, 3);
  g_assert_false (form->filing.members[0].optional);
  g_assert_true (form->filing.members[1].optional);
  g_assert_null (form->filing.members[1].when);
  g_assert_cmpstr (form->filing.members[2].when, ==, "[A.01,1] > 0");
  g_assert_true (zb_filing_member (&form->filing, "T-03") == &form->filing.members[1]);
  g_assert_null (zb_filing_member (&form->filing, "T-01"));
  g_assert_cmpuint (form->filing.roles, ==, ZB_SIGNING_PREPARER | ZB_SIGNING_LEGAL_SIGNER);
  g_assert_cmpint (form->filing.correction, ==, ZB_CORRECTION_PERMIT);
  g_assert_cmpuint (form->filing.correction_days, ==, 7);
  g_assert_cmpstr (form->filing.disclaimer.en, ==, "No return");
}

static void
test_a_form_alone_is_corrected_freely (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_cmpuint (form->filing.n_members, ==, 0);
  g_assert_cmpuint (form->filing.roles, ==, 0);
  g_assert_cmpint (form->filing.correction, ==, ZB_CORRECTION_FREE);
  g_assert_null (form->filing.disclaimer.zh);
}

static void
assert_fails (const char *filing, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form = read_with (filing, &error);

  g_assert_null (form);
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  if (!strstr (error->message, message))
    g_error ("%s", error->message);
}

static void
test_errors_in_filing (void)
{
  assert_fails ("<set><member form='T-02'/></set>", "<set> lacks <title>");
  assert_fails ("<set>" TITLE "</set>", "<set> lacks <member>");
  assert_fails ("<set>" TITLE "<member form='T-01'/></set>",
                "the form “T-01” is in the set already");
  assert_fails ("<set>" TITLE "<member form='T-02'/><member form='T-02'/></set>",
                "the form “T-02” is in the set already");
  assert_fails ("<set>" TITLE "<member form='t2'/></set>", "form=\"t2\" of <member>");
  assert_fails ("<set>" TITLE "<member form='T-02' when='[A.01,1] &gt; 0'/></set>",
                "only an optional form can be needed on a condition");
  assert_fails ("<signatures roles='boss'/>", "“boss” is no role to sign in");
  assert_fails ("<signatures roles='preparer preparer'/>", "“preparer” is said twice");
  assert_fails ("<signatures/>", "roles");
  assert_fails ("<corrections after-acceptance='never'/>", "must be free, permit, note");
  assert_fails ("<corrections after-acceptance='note' days='3'/>", "for how many days");
  assert_fails ("<corrections after-acceptance='permit' days='0'/>", "for how many days");
  assert_fails ("<corrections after-acceptance='permit' days='91'/>", "days=\"91\"");
  assert_fails ("<disclaimer xml:lang='zh'>不是申报</disclaimer>",
                "lacks <disclaimer xml:lang=\"en\">");
}

static GBytes *
set_of (guint n)
{
  GString *text = g_string_new ("<set>" TITLE);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "<member form='M-%02u'/>", i);
  g_string_append (text, "</set>");
  return g_string_free_to_bytes (text);
}

static void
test_limit_of_members (void)
{
  g_autoptr (GBytes) most = set_of (ZB_FILING_MAX_MEMBERS);
  g_autoptr (GBytes) more = set_of (ZB_FILING_MAX_MEMBERS + 1);
  g_autofree char *text = g_strndup (g_bytes_get_data (most, NULL), g_bytes_get_size (most));
  g_autofree char *over = g_strndup (g_bytes_get_data (more, NULL), g_bytes_get_size (more));
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form = read_with (text, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (form->filing.n_members, ==, ZB_FILING_MAX_MEMBERS);
  assert_fails (over, "<member>");
}

static void
test_limit_of_conditions (void)
{
  for (guint over = 0; over <= 1; over++) {
    g_autofree char *when = g_strnfill (ZB_FILING_MAX_CONDITION + over, 'a');
    g_autofree char *text = g_strdup_printf (
        "<set>" TITLE "<member form='T-02' optional='true' when='%s'/></set>", when);
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbForm) form = over ? NULL : read_with (text, &error);

    g_assert_no_error (error);
    g_assert_true (over || form);
    if (over)
      assert_fails (text, "when= has 1 to 1000 characters");
  }
}

static void
add_package (ZbCatalogue *catalogue, const char *id, const char *filing)
{
  g_autofree char *form = zb_small_form_text (
      &(ZbSmallFormText){id, "2024", 1, "s1", "month", "2024-01", NULL, filing});
  g_autofree char *rules = g_strdup_printf ("form %s revision 1\n", id);
  g_autoptr (GBytes) form_bytes = g_bytes_new (form, strlen (form));
  g_autoptr (GBytes) rules_bytes = g_bytes_new (rules, strlen (rules));
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, "form.rules", rules_bytes);
  zb_zip_writer_add (writer, "form.xml", form_bytes);
  g_autoptr (GBytes) bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPackage) package = zb_package_read_bundle ("bundle", bundle, &error);

  g_assert_no_error (error);
  zb_catalogue_add (catalogue, package);
}

static void
test_finds_head_and_members (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  ZbPeriod june = zb_example_period ("2024-06"), before = zb_example_period ("2023-06");

  add_package (catalogue, "S-1", NULL);
  add_package (catalogue, "S-0", "<set>" TITLE "<member form='S-1'/><member form='S-9'/></set>");
  add_package (catalogue, "S-7", NULL);
  ZbPackage *head = zb_form_set_head (catalogue, "S-1", june);
  g_assert_nonnull (head);
  g_assert_cmpstr (zb_package_form (head)->id, ==, "S-0");
  g_assert_true (zb_form_set_head (catalogue, "S-0", june) == head);
  g_assert_null (zb_form_set_head (catalogue, "S-7", june));
  g_assert_null (zb_form_set_head (catalogue, "S-1", before));
  g_assert_true (zb_form_set_has_member (catalogue, "S-1", june));
  g_assert_false (zb_form_set_has_member (catalogue, "S-0", june));
  g_autoptr (GPtrArray) packages = zb_form_set_packages (catalogue, head, june);
  g_assert_cmpuint (packages->len, ==, 2);
  g_assert_true (packages->pdata[0] == head);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/form-set/reads-the-set", test_reads_the_set);
  g_test_add_func ("/forms/form-set/a-form-alone-is-corrected-freely",
                   test_a_form_alone_is_corrected_freely);
  g_test_add_func ("/forms/form-set/errors-in-filing", test_errors_in_filing);
  g_test_add_func ("/forms/form-set/limit-of-members", test_limit_of_members);
  g_test_add_func ("/forms/form-set/limit-of-conditions", test_limit_of_conditions);
  g_test_add_func ("/forms/form-set/finds-head-and-members", test_finds_head_and_members);
  return g_test_run ();
}
