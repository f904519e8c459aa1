/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/diagnostic.h"

#include "validators/language/diagnostic-words.h"

/* What the compiler says, in the other language. */

static void
test_speaks_chinese (void)
{
  static const struct {
    const char *english, *chinese;
  } cases[] = {
      {"section A has no row “1”; did you mean “01”?", "A 部分没有行“1”；是不是“01”？"},
      {"section A has no column “4”", "A 部分没有栏“4”"},
      {"X-01 has no section “Z”, it has A, B; did you mean “A”?",
       "X-01 没有“Z”部分，有 A, B；是不是“A”？"},
      {"thousand yuan cannot be compared with ten thousand kilowatt hours",
       "千元不能与万千瓦时比较"},
      {"a figure is needed here, this is a text", "此处需要数值，现为文本"},
      {"a value is missing before the end of the file", "文件末尾之前缺少值"},
      {"the closing bracket ] is missing before “=”", "“=”之前缺少右方括号 ]"},
      {"abs (…) takes at most 1 value, it has 2", "abs(…) 最多取 1 个值，现有 2 个"},
      {"has (…) needs 2 values, it has 1", "has(…) 需要 2 个值，现有 1 个"},
      {"Y-01 is a quarterly form: it has no period -1m away", "Y-01 是季报，没有相隔 -1m 的一期"},
      {"this rule may look at more than 10000 cells of one report",
       "本规则在一份报表中可能涉及 10000 个以上单元格，开销过大"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *chinese = zb_diagnostic_to_chinese (cases[i].english);

    g_assert_cmpstr (chinese, ==, cases[i].chinese);
  }
  g_assert_null (zb_diagnostic_to_chinese ("nothing the compiler would say"));
}

static void
test_writes_place_and_caret (void)
{
  ZbDiagnostic diagnostic = {.is_error = TRUE,
                             .source = (char *)"form.rules",
                             .line = 2,
                             .column = 9,
                             .message = (char *)"rows have no value",
                             .message_zh = (char *)"行没有数值",
                             .excerpt = (char *)"#1 hard B.* > 0\n        ^"};
  g_autofree char *english = zb_diagnostic_to_text (&diagnostic, "en");
  g_autofree char *chinese = zb_diagnostic_to_text (&diagnostic, "zh");
  g_autofree char *untranslated = NULL;

  g_assert_cmpstr (english, ==,
                   "form.rules:2:9: error: rows have no value\n#1 hard B.* > 0\n        ^");
  g_assert_cmpstr (chinese, ==, "form.rules:2:9: 错误: 行没有数值\n#1 hard B.* > 0\n        ^");
  diagnostic.message_zh = NULL;
  untranslated = zb_diagnostic_to_text (&diagnostic, "zh");
  g_assert_cmpstr (untranslated, ==, english);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/diagnostic/speaks-chinese", test_speaks_chinese);
  g_test_add_func ("/validators/diagnostic/writes-place-and-caret", test_writes_place_and_caret);
  return g_test_run ();
}
