/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "validators/error.h"
#include "validators/finding-json.h"

#include <string.h>

static char *
to_json (const ZbFinding *finding)
{
  ZbJsonWriter *writer = zb_json_writer_new ();
  char *text;

  zb_finding_write_json (finding, writer, NULL);
  text = zb_json_writer_finish (writer);
  zb_json_writer_free (writer);
  return text;
}

static ZbJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbJson *json = zb_json_read ("finding", text, strlen (text), 65536, &error);

  g_assert_no_error (error);
  return json;
}

static ZbCheck *
check_of (ZbStage *stage)
{
  zb_stage_fill (stage, "A.01.1=5000 A.01.2=1 A.02.1=6000 A.04.1=2.50 B.3911.1=7 head.note=ab");
  zb_stage_add (stage, "M-01", "2024-06", "A.301.1=77");
  zb_memory_context_add_waiver (stage->context, "X-01#4", "新厂");
  return zb_stage_check (stage, ZB_CHECK_VERIFY);
}

static const char rules[] =
    "#1 hard [A.01,1] >= [A.02,1] + [A.04,1] within rounding\n"
    "#2 soft M-01:[301,1] / [A.01,1] between 0.5 and 2\n"
    "#3 hard each r in B.* : blank([r,1])\n#4 quasi head.note = \"abc\"\n"
    "#5 info [A.01,1] * [A.02,1] > 40000000 and first\n#6 soft [A.01,1] in (1, 3..4)";

static void
test_writes_each_part (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = check_of (stage);
  g_autofree char *text = to_json (zb_stage_finding (check, "X-01#1"));
  g_autoptr (ZbJson) json = parse (text);
  const ZbJson *operands = zb_json_get (json, "operands");
  const ZbJson *last = zb_json_at (operands, 2);

  g_assert_cmpstr (zb_json_get_string (json, "rule"), ==, "X-01#1");
  g_assert_cmpstr (zb_json_get_string (json, "severity"), ==, "hard");
  g_assert_cmpstr (zb_json_get_string (json, "outcome"), ==, "fail");
  g_assert_cmpstr (zb_json_get_string (json, "lhs"), ==, "5000");
  g_assert_cmpstr (zb_json_get_string (json, "rhs"), ==, "6025");
  g_assert_cmpstr (zb_json_get_string (json, "difference"), ==, "-1025");
  g_assert_cmpstr (zb_json_get_string (json, "relation"), ==, "≥");
  g_assert_cmpstr (zb_json_get_string (json, "measure"), ==, "CNY1000");
  g_assert_cmpstr (zb_json_get_string (json, "explanation"), ==, "none");
  g_assert_cmpint (zb_json_type (zb_json_get (json, "waiver")), ==, ZB_JSON_NULL);
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "cells")), ==, 3);
  g_assert_cmpstr (zb_json_string (zb_json_at (zb_json_get (json, "cells"), 0)), ==, "A.01.1");
  g_assert_cmpuint (zb_json_length (operands), ==, 3);
  g_assert_cmpstr (zb_json_get_string (last, "row"), ==, "04");
  g_assert_cmpstr (zb_json_get_string (last, "value"), ==, "2.50");
  g_assert_cmpstr (zb_json_get_string (last, "measure"), ==, "CNY10000");
  g_assert_cmpint (zb_json_integer (zb_json_get (last, "side"), -1), ==, 1);
  g_assert_cmpint (zb_json_integer (zb_json_get (last, "sign"), 0), ==, 1);
}

/* A cell of another form carries its name. */
static void
test_names_cells_of_other_forms (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = check_of (stage);
  g_autofree char *text = to_json (zb_stage_finding (check, "X-01#2"));
  g_autoptr (ZbJson) json = parse (text);
  const ZbJson *cells = zb_json_get (json, "cells");

  g_assert_cmpstr (zb_json_string (zb_json_at (cells, 0)), ==, "M-01:A.301.1");
  g_assert_cmpstr (zb_json_string (zb_json_at (cells, 1)), ==, "A.01.1");
}

/* Whatever kind of rule it was, what is read back writes the same text. */
static void
test_reads_back (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = check_of (stage);
  const GPtrArray *findings = zb_check_findings (check);

  g_assert_cmpuint (findings->len, ==, 6);
  for (guint i = 0; i < findings->len; i++) {
    g_autofree char *text = to_json (findings->pdata[i]);
    g_autoptr (ZbJson) json = parse (text);
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbFinding) read = zb_finding_read_json (json, &error);
    g_autofree char *again = NULL;

    g_assert_no_error (error);
    again = to_json (read);
    g_assert_cmpstr (again, ==, text);
    g_assert_cmpint (zb_finding_blocks (read), ==, zb_finding_blocks (findings->pdata[i]));
  }
  g_assert_cmpstr (zb_stage_finding (check, "X-01#4")->waiver, ==, "新厂");
}

/* Each pair: what stands in a good finding, and what takes its place. */
static void
test_refuses_broken_findings (void)
{
  static const struct {
    const char *from, *to, *what;
  } cases[] = {
      {"\"rule\":\"X-01#1\"", "\"rule\":null", "rule"},
      {"\"instance\":\"X-01#1\"", "\"instance\":5", "instance"},
      {"\"revision\":1", "\"revision\":-1", "revision"},
      {"\"revision\":1", "\"revision\":4294967296", "revision"},
      {"\"severity\":\"hard\"", "\"severity\":\"harsh\"", "severity"},
      {"\"outcome\":\"fail\"", "\"outcome\":\"failed\"", "outcome"},
      {"\"explanation\":\"none\"", "\"explanation\":\"\"", "explanation"},
      {"\"message\":{\"zh\"", "\"message\":{\"zx\"", "message"},
      {"\"operands\":[{\"form\":\"X-01\"", "\"operands\":[{\"form\":null", "operands"},
      {"\"section\":\"A\"", "\"section\":7", "operands"},
      {"\"period\":\"2024-06\"", "\"period\":null", "operands"},
  };
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = check_of (stage);
  g_autofree char *good = to_json (zb_stage_finding (check, "X-01#1"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *at = strstr (good, cases[i].from);
    g_autofree char *head = at == NULL ? NULL : g_strndup (good, (gsize)(at - good));
    g_autofree char *text = NULL;
    g_autofree char *expected =
        g_strdup_printf ("finding: “%s” is missing or wrong", cases[i].what);
    g_autoptr (ZbJson) json = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].to);
    g_assert_nonnull (at);
    text = g_strconcat (head, cases[i].to, at + strlen (cases[i].from), NULL);
    json = parse (text);
    g_assert_null (zb_finding_read_json (json, &error));
    g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, expected);
  }
}

/* Signs and sides beyond their range are brought back into it, and no operands are none. */
static void
test_bounds_what_it_reads (void)
{
  static const char text[] =
      "{\"rule\":\"a\",\"instance\":\"a\",\"revision\":0,\"severity\":\"info\",\"outcome\":"
      "\"error\",\"explanation\":\"void\",\"message\":{\"zh\":\"\",\"en\":\"\"},\"operands\":[{"
      "\"form\":\"\",\"section\":\"\",\"row\":\"\",\"column\":\"\",\"period\":\"\",\"sign\":99,"
      "\"side\":-5}]}";
  g_autoptr (ZbJson) json = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbFinding) finding = zb_finding_read_json (json, &error);
  const ZbOperand *operand;

  g_assert_no_error (error);
  operand = g_ptr_array_index (zb_finding_figures (finding)->operands, 0);
  g_assert_cmpint (operand->sign, ==, 1);
  g_assert_cmpint (operand->side, ==, 0);
  g_assert_null (zb_finding_figures (finding)->lhs);
}

static void
test_tells_a_line (void)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (ZbCheck) check = check_of (stage);
  const ZbFinding *finding = zb_stage_finding (check, "X-01#3/B.3911");
  g_autofree char *zh = zb_finding_to_line (finding, "zh");
  g_autofree char *en = zb_finding_to_line (finding, "en");
  g_autofree char *zh_start =
      g_strconcat ("X-01#3/B.3911 强制 ", zb_finding_message (finding)->zh, NULL);
  g_autofree char *en_start =
      g_strconcat ("X-01#3/B.3911 hard ", zb_finding_message (finding)->en, NULL);

  g_assert_cmpstr (zh, ==, zh_start);
  g_assert_cmpstr (en, ==, en_start);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/finding-json/" name, test)
  ADD ("writes-each-part", test_writes_each_part);
  ADD ("names-cells-of-other-forms", test_names_cells_of_other_forms);
  ADD ("reads-back", test_reads_back);
  ADD ("refuses-broken-findings", test_refuses_broken_findings);
  ADD ("bounds-what-it-reads", test_bounds_what_it_reads);
  ADD ("tells-a-line", test_tells_a_line);
#undef ADD
  return g_test_run ();
}
