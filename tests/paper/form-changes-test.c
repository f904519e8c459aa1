/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/form-changes.h"

#include <string.h>

static const char head[] =
    "<form xmlns=\"urn:zhibao:form:1\" id=\"T-1\" code=\"T-1\" edition=\"2024\" revision=\"1\" "
    "system=\"s1\" period=\"month\" valid-from=\"2024-01\">"
    "<title xml:lang=\"zh\">表</title><title xml:lang=\"en\">Form</title>"
    "<issuer xml:lang=\"zh\">局</issuer><issuer xml:lang=\"en\">Bureau</issuer>"
    "<document xml:lang=\"zh\">文</document><document xml:lang=\"en\">Document</document>"
    "<deadline days=\"9\" time=\"12:00\"/><section id=\"A\" measure=\"CNY\" scale=\"0\"><columns>"
    "<column code=\"1\"><label xml:lang=\"zh\">数</label><label xml:lang=\"en\">n</label></column>"
    "</columns>";

/* A form whose rows have these codes, each captioned by its code unless "code=caption". */
static ZbForm *
make_form (const char *rows)
{
  g_auto (GStrv) words = g_strsplit (rows, " ", -1);
  g_autoptr (GString) xml = g_string_new (head);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; words[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);
    const char *caption = parts[1] ? parts[1] : parts[0];

    g_string_append_printf (xml,
                            "<row code=\"%s\"><label xml:lang=\"zh\">%s</label>"
                            "<label xml:lang=\"en\">%s</label></row>",
                            parts[0], caption, caption);
  }
  g_string_append (xml, "</section></form>");
  ZbForm *form = zb_form_read ("form.xml", xml->str, xml->len, NULL, NULL, &error);
  g_assert_no_error (error);
  return form;
}

/* "added 3, moved 2": kinds and codes as they are told. */
static void
assert_changes (const char *before, const char *after, const char *expected)
{
  g_autoptr (ZbForm) old = make_form (before);
  g_autoptr (ZbForm) new = make_form (after);
  g_autoptr (ZbChangeList) list = zb_change_list_new ("en");
  g_autoptr (GString) told = g_string_new (NULL);

  zb_section_changes_add (list, old, new);
  for (guint i = 0; i < list->changes->len; i++) {
    const ZbChange *change = &g_array_index (list->changes, ZbChange, i);
    g_string_append_printf (told, "%s%s %s", i > 0 ? ", " : "", zb_change_kind_id (change->kind),
                            change->code);
  }
  g_assert_cmpstr (told->str, ==, expected);
}

static void
test_finds_rows_that_came_and_went (void)
{
  assert_changes ("1 2 3", "1 2 3", "");
  assert_changes ("1 2 3", "1 3 4", "added 4, dropped 2");
}

static void
test_tells_a_new_name_from_a_new_code (void)
{
  assert_changes ("1=a 2=b", "1=a 2=c", "renamed 2");
  assert_changes ("1=a 2=b", "1=a 3=b", "recoded 3");
  /* Of two with one caption nobody knows which is which. */
  assert_changes ("1=a 2=b 3=b", "1=a 4=b", "added 4, dropped 2, dropped 3");
}

static void
test_names_the_fewest_that_moved (void)
{
  assert_changes ("1 2 3 4 5", "2 3 4 5 1", "moved 1");
  assert_changes ("1 2 3 4 5", "1 4 2 3 5", "moved 4");
  assert_changes ("1 2 3", "1 9 2 3", "added 9");
}

static void
test_keeps_groups_together (void)
{
  g_autoptr (ZbChangeList) list = zb_change_list_new ("zh");
  ZbChange rule = {ZB_CHANGES_RULES, ZB_CHANGE_DROPPED, (char *)"7", NULL, NULL, NULL};
  ZbChange row = {ZB_CHANGES_ROWS, ZB_CHANGE_ADDED, (char *)"05", (char *)"电", NULL, NULL};

  zb_change_list_add (list, &rule);
  zb_change_list_add (list, &row);
  list->title = g_strdup ("表");
  list->before = g_strdup ("a");
  list->after = g_strdup ("b");
  g_autofree char *text = zb_change_list_to_text (list);
  g_assert_cmpstr (
      text, ==, "表：a → b\n\n指标（行）\n  • 新增指标[05]电\n\n审核关系\n  • 取消审核关系[7]\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/form-changes/finds-rows-that-came-and-went",
                   test_finds_rows_that_came_and_went);
  g_test_add_func ("/paper/form-changes/tells-a-new-name-from-a-new-code",
                   test_tells_a_new_name_from_a_new_code);
  g_test_add_func ("/paper/form-changes/names-the-fewest-that-moved",
                   test_names_the_fewest_that_moved);
  g_test_add_func ("/paper/form-changes/keeps-groups-together", test_keeps_groups_together);
  return g_test_run ();
}
