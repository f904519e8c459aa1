/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include <string.h>

/* The sentences that accountants read: each kind of rule, in both languages. */
typedef struct {
  const char *rules, *cells, *zh, *en;
} Case;

static const Case cases[] = {
    {"#1 hard [A.01,1] >= [A.02,1] + [A.03,1] within rounding",
     "A.01.1=5000 A.02.1=3000 A.03.1=2100",
     "本月：产值[01] 5,000 < 新产品[02] 3,000 + 销售[03] 2,100 = 5,100；差 100 千元 (2.0%)，允许 "
     "±1.5。",
     "Month: Output[01] 5,000 < new products[02] 3,000 + Sales[03] 2,100 = 5,100; difference 100 "
     "thousand yuan (2.0%), allowed ±1.5."},
    {"#1 hard [A.01,1] = [A.04,1]", "A.01.1=125 A.04.1=12.51",
     "本月：产值[01] 125 千元 ≠ 税金[04] 12.51 万元；差 0.1 千元 (0.1%)。",
     "Month: Output[01] 125 thousand yuan ≠ Taxes[04] 12.51 ten thousand yuan; difference 0.1 "
     "thousand yuan (0.1%)."},
    {"#1 soft [A.01,1] / [A.06,1] / months between 2000 CNY and 40000 CNY", "A.01.1=100 A.06.1=10",
     "本月：(产值[01] 100 千元 ÷ 人数[06] 10 人) ÷ 月数 6 = 1,666.6667 元，应在 2,000 元–40,000 "
     "元。",
     "Month: (Output[01] 100 thousand yuan ÷ Staff[06] 10 persons) ÷ months 6 = 1,666.6667 yuan, "
     "must lie within 2,000 yuan–40,000 yuan."},
    {"#1 soft when [A.01,1] > 0 => [A.05,1] > 0", "A.01.1=5",
     "本月：产值[01] 5 > 0，而用电[05] 空，应 > 0.00。",
     "Month: Output[01] 5 > 0, yet Power[05] blank, must be > 0.00."},
    {"#1 quasi when not first => [A.01,2] >= [A.01,2]@prev", "A.01.2=30",
     "累计：产值[01] 30 < 2024年5月产值[01] 40；差 10 千元 (25.0%)。",
     "Year to date: Output[01] 30 < Output[01] (May 2024) 40; difference 10 thousand yuan "
     "(25.0%)."},
    {"#1 soft M-01:[301,1] / [A.01,1] between 0.7 and 1.5", "A.01.1=1000",
     "M-01 收入[301]本月 3,000 ÷ 产值[01]本月 1,000 = 300%，应在 70%–150%。",
     "M-01 Revenue[301], Month 3,000 ÷ Output[01], Month 1,000 = 300%, must lie within 70%–150%."},
    {"#1 hard sum([B.*,1]) = [A.01,1] within rounding", "A.01.1=20 B.3911.1=5 B.3913.1=7",
     "本月：“二、分行业”2行合计 = 12 ≠ 产值[01] 20；差 8 千元 (40.0%)，允许 ±1.5。",
     "Month: total of 2 rows of “II. By class” = 12 ≠ Output[01] 20; difference 8 thousand yuan "
     "(40.0%), allowed ±1.5."},
    {"#1 hard each r in B.* : [r,2] >= [r,1]", "B.3911.1=5 B.3911.2=4",
     "计算机整机[3911]累计 4 < 计算机整机[3911]本月 5；差 1 千元 (20.0%)。",
     "Computers[3911], Year to date 4 < Computers[3911], Month 5; difference 1 thousand yuan "
     "(20.0%)."},
    {"#1 soft each r in B.* : when attr(r, has_products) => has(C, prefix key(r))", "B.3913.1=5",
     "“三、产品”中没有代码以3913开头的行。", "“III. Goods” has no row that begins with 3913."},
    {"#1 hard each r in C.* : when parent(r) => [r,1] <= [parent(r),1]",
     "C.391301.1=1.20 C.391302.1=12001",
     "本月：曲面[391302] 12,001 台 > 显示器[391301] 1.20 万台；差 1 台。",
     "Month: curved[391302] 12,001 machines > Monitors[391301] 1.20 ten thousand machines; "
     "difference 1 machines."},
    {"#1 soft when [A.01,1] / [A.02,1] in bands(9..11, 900..1100) or its inverse => false",
     "A.01.1=1000 A.02.1=1",
     "本月：产值[01] 1,000 ÷ 新产品[02] 1 = 1,000倍，不应在 9–11、900–1,100（含其倒数）。",
     "Month: Output[01] 1,000 ÷ new products[02] 1 = 1,000 times, must not lie in 9–11, 900–1,100 "
     "(or its inverse)."},
    {"#1 soft not ([A.01,1] > 0 and [A.02,1] < 0)", "A.01.1=5 A.02.1=-3",
     "本月：不应同时：产值[01] 5 > 0，新产品[02] -3 < 0。",
     "Month: must not be together: Output[01] 5 > 0, new products[02] -3 < 0."},
    {"#1 hard blank([A.01..A.02,1])", "A.01.1=5", "本月：应为空：产值[01] 5。",
     "Month: must be blank: Output[01] 5."},
    {"#1 hard filled([A.03,1], head.note)", "A.01.1=5", "本月：应填写：销售[03] 空，备注 空。",
     "Month: must be filled in: Sales[03] blank, Note blank."},
    {"#1 hard uscc_ok([D.02,1])", "D.02.1=91350203MA2XK7R35K",
     "说明[02] 91350203MA2XK7R35K 不是有效的统一社会信用代码。",
     "Text[02] 91350203MA2XK7R35K is no valid unified social credit code."},
    {"#1 hard like([D.02,1], \"0999-9999999\")", "D.02.1=2035555",
     "说明[02] 2035555 格式不符合要求。", "Text[02] 2035555 is not written as required."},
    {"#1 hard [D.01,1] = 2", "D.01.1=1", "是否[01] 1，应 = 2。", "Yes or no[01] 1, must be = 2."},
    {"#1 soft abs([A.01,1] - [A.02,1]) <= 0.5 * max(100, [A.03,1])",
     "A.01.1=500 A.02.1=100 A.03.1=200",
     "本月：|产值[01] 500 − 新产品[02] 100| = 400 > 0.5 × 较大者（100，销售[03] 200） = 100；差 "
     "300 千元 (75.0%)。",
     "Month: |Output[01] 500 − new products[02] 100| = 400 > 0.5 × the greater of (100, Sales[03] "
     "200) = 100; difference 300 thousand yuan (75.0%)."},
    {"#1 soft [A.10,1] between 0 and 150", "A.10.1=180.0", "本月：占比[10] 180.0，应在 0%–150%。",
     "Month: Share[10] 180.0, must lie within 0%–150%."},
    {"#1 hard unique([B.*,1])", "B.3911.1=5 B.3913.1=5",
     "本月：应互不相同：计算机整机[3911] 5，外围设备[3913] 5。",
     "Month: must all differ: Computers[3911] 5, Peripherals[3913] 5."},
    {"#1 soft [A.01,1] * [A.02,1] * [A.03,1] > 0",
     "A.01.1=999999999999999999 A.02.1=999999999999999999 A.03.1=999999999999999999",
     "产值, 本月：数值超出可精确计算的范围，无法检查，请核对数值和计量单位。",
     "Output, Month: the figures are too large to be computed exactly, so this cannot be checked: "
     "look for a wrong figure or unit."},
    {"#1 hard [A.01,1] > [A.02,1] message m\nmessage m zh \"请核对，差 {difference}{measure}。\" "
     "en \"Check: off by {difference} {measure}.\"",
     "A.01.1=1000 A.02.1=3500", "请核对，差 2,500千元。", "Check: off by 2,500 thousand yuan."},
    {"#1 hard [A.01,1] > [A.02,1] message m\nmessage m zh \"不应大于。\" en \"It cannot exceed "
     "it.\"",
     "A.01.1=1000 A.02.1=3500",
     "本月：产值[01] 1,000 ≤ 新产品[02] 3,500；差 2,500 千元 (71.4%)。不应大于。",
     "Month: Output[01] 1,000 ≤ new products[02] 3,500; difference 2,500 thousand yuan (71.4%). It "
     "cannot exceed it."},
    {"#1 soft head.note = \"abc\"", "head.note=xyz", "备注 xyz，应 = abc。",
     "Note xyz, must be = abc."},
    {"#1 hard [D.03,1] <= period_end", "D.03.1=2024-07-02",
     "日期[03] 2024-07-02，应 ≤ 2024-06-30。", "Date[03] 2024-07-02, must be ≤ 2024-06-30."},
    {"#1 quasi [A.01,1] > 0 <=> [A.02,1] > 0", "A.01.1=5 A.02.1=0",
     "本月：两个条件应同时成立或同时不成立：产值[01] 5 > 0，而新产品[02] 0 ≤ 0。",
     "Month: two conditions must hold together or not at all: Output[01] 5 > 0, yet new "
     "products[02] 0 ≤ 0."},
    {"#1 soft count(B.*) >= 2", "B.3911.1=5", "“二、分行业”的行数 1，应 ≥ 2。",
     "“II. By class”, rows 1, must be ≥ 2."},
};

static void
test_tells_what_is_wrong (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbStage) stage = zb_stage_new (cases[i].rules, "2024-06");
    g_autofree char *cells = g_strconcat ("A.01.2=9 ", cases[i].cells, NULL);
    g_autoptr (ZbCheck) check = NULL;
    const ZbFinding *finding;

    zb_stage_fill (stage, cells);
    zb_stage_add (stage, "X-01", "2024-05", "A.01.1=40 A.01.2=40 B.3911.2=30");
    zb_stage_add (stage, "M-01", "2024-06", "A.301.1=3000");
    check = zb_stage_check (stage, ZB_CHECK_VERIFY);
    g_test_message ("%s | %s", cases[i].rules, cells);
    g_assert_cmpuint (zb_check_findings (check)->len, >=, 1);
    finding = g_ptr_array_index (zb_check_findings (check), 0);
    g_assert_cmpstr (zb_finding_message (finding)->zh, ==, cases[i].zh);
    g_assert_cmpstr (zb_finding_message (finding)->en, ==, cases[i].en);
  }
}

/* Another period, form or state of a cell is named; figures have thousands separators. */
static void
test_speaks_of_no_codes_alone (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_null (strstr (cases[i].zh, "A.01"));
    g_assert_null (strstr (cases[i].en, "A.01"));
    g_assert_null (strstr (cases[i].zh, "CNY"));
    g_assert_null (strstr (cases[i].en, "CNY"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/message/tells-what-is-wrong", test_tells_what_is_wrong);
  g_test_add_func ("/validators/message/speaks-of-no-codes-alone", test_speaks_of_no_codes_alone);
  return g_test_run ();
}
