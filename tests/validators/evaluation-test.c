/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include <string.h>

/* What rules say of cells: one line of the language at a time. */
typedef struct {
  const char *rules, *cells, *outcomes;
} Case;

static void
run_cases (const Case *cases, gsize n, const char *period)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *outcomes = zb_stage_judge (cases[i].rules, period, cases[i].cells);

    g_test_message ("%s | %s", cases[i].rules, cases[i].cells);
    g_assert_cmpstr (outcomes, ==, cases[i].outcomes);
  }
}

static void
test_relations (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] = [A.02,1]", "A.01.1=5 A.02.1=5", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1]", "A.01.1=5 A.02.1=6", "1:fail"},
      {"#1 hard [A.01,1] != [A.02,1]", "A.01.1=5 A.02.1=5", "1:fail"},
      {"#1 hard [A.01,1] < [A.02,1]", "A.01.1=5 A.02.1=5", "1:fail"},
      {"#1 hard [A.01,1] <= [A.02,1]", "A.01.1=5 A.02.1=5", "1:pass"},
      {"#1 hard [A.01,1] > [A.02,1]", "A.01.1=6 A.02.1=5", "1:pass"},
      {"#1 hard [A.01,1] >= [A.02,1]", "A.01.1=4 A.02.1=5", "1:fail"},
      {"#1 hard 1 <= [A.01,1] < [A.02,1] <= 9", "A.01.1=5 A.02.1=9", "1:pass"},
      {"#1 hard 1 <= [A.01,1] < [A.02,1] <= 9", "A.01.1=5 A.02.1=10", "1:fail"},
      {"#1 hard [A.01,1] between 5 and 7", "A.01.1=7", "1:pass"},
      {"#1 hard [A.01,1] between 5 and 7", "A.01.1=8", "1:fail"},
      {"#1 hard [A.01,1] in (1, 3..5, 9)", "A.01.1=4", "1:pass"},
      {"#1 hard [A.01,1] in (1, 3..5, 9)", "A.01.1=6", "1:fail"},
      {"#1 hard [A.01,1] - [A.02,1] = -1 * ([A.02,1] - [A.01,1])", "A.01.1=7 A.02.1=2", "1:pass"},
      {"#1 hard abs([A.01,1] - [A.02,1]) <= 2", "A.01.1=2 A.02.1=5", "1:fail"},
      {"#1 hard max([A.01,1], [A.02,1], 3) = 5 and min([A.01,1], [A.02,1]) = 2",
       "A.01.1=2 A.02.1=5", "1:pass"},
      {"#1 hard if([A.01,1] > 3, [A.02,1], [A.03,1]) = 7", "A.01.1=4 A.02.1=7 A.03.1=1", "1:pass"},
      {"#1 hard if([A.01,1] > 3, [A.02,1], [A.03,1]) = 7", "A.01.1=3 A.02.1=7 A.03.1=1", "1:fail"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

/* Quotients are multiplied out, with the sign of each divisor. */
static void
test_quotients (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] / [A.02,1] between 0.7 and 1.5", "A.01.1=7 A.02.1=10", "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] between 0.7 and 1.5", "A.01.1=15 A.02.1=10", "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] between 0.7 and 1.5", "A.01.1=16 A.02.1=10", "1:fail"},
      {"#1 hard [A.01,1] / [A.02,1] > 0.5", "A.01.1=-3 A.02.1=-5", "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] < -0.5", "A.01.1=3 A.02.1=-5", "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] < -0.6", "A.01.1=3 A.02.1=-5", "1:fail"},
      {"#1 hard [A.01,1] / [A.02,1] = 1 / 3", "A.01.1=1 A.02.1=3", "1:pass"},
      {"#1 hard ([A.01,1] / [A.02,1]) / ([A.03,1] / [A.02,1]) = 2", "A.01.1=6 A.02.1=7 A.03.1=3",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] > 1", "A.01.1=6 A.02.1=0", "1:skipped"},
      {"#1 hard [A.01,1] / [A.02,1] > 1", "A.01.1=6", "1:skipped"},
      {"#1 hard [A.01,1] / [A.02,1] in (9..11, 900..1100) or its inverse", "A.01.1=10 A.02.1=1",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] in (9..11, 900..1100) or its inverse", "A.01.1=1 A.02.1=11",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] in (9..11, 900..1100) or its inverse", "A.01.1=1 A.02.1=12",
       "1:fail"},
      {"#1 hard [A.01,1] / [A.02,1] in (9..11, 900..1100) or its inverse", "A.01.1=-1 A.02.1=-10",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] in 9..11", "A.01.1=1 A.02.1=10", "1:fail"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_units (void)
{
  static const Case cases[] = {
      /* 千元 and 万元 */
      {"#1 hard [A.01,1] = [A.04,1]", "A.01.1=125 A.04.1=12.50", "1:pass"},
      {"#1 hard [A.01,1] = [A.04,1]", "A.01.1=125 A.04.1=12.51", "1:fail"},
      {"#1 hard [A.01,1] + [A.04,1] = 150", "A.01.1=25 A.04.1=12.50", "1:pass"},
      {"#1 hard [A.04,1] + [A.01,1] = 15", "A.01.1=25 A.04.1=12.50", "1:pass"},
      /* A number takes the unit it meets, unless it names its own. */
      {"#1 hard [A.01,1] >= 60000 CNY", "A.01.1=60", "1:pass"},
      {"#1 hard [A.01,1] >= 6 万元", "A.01.1=59", "1:fail"},
      {"#1 hard [A.01,1] in (60..70)", "A.01.1=65", "1:pass"},
      {"#1 hard max(100, [A.01,1]) = 100", "A.01.1=65", "1:pass"},
      /* Yuan a person and month, thousand yuan in the form. */
      {"#1 hard [A.01,1] / [A.06,1] / months between 2000 CNY and 40000 元", "A.01.1=120 A.06.1=10",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.06,1] / months between 2000 CNY and 40000 元", "A.01.1=119 A.06.1=10",
       "1:fail"},
      {"#1 hard [A.01,1] / [A.04,1] = 0.1", "A.01.1=10 A.04.1=10.00", "1:pass"},
      {"#1 hard [A.01,1] / [A.05,1] >= 2 CNY/KWH", "A.01.1=200 A.05.1=10.00", "1:pass"},
      {"#1 hard [A.01,1] / [A.05,1] > 2 CNY/KWH", "A.01.1=200 A.05.1=10.00", "1:fail"},
      /* Percent cells and ratios. */
      {"#1 hard [A.10,1] between 0 and 150", "A.10.1=150.0", "1:pass"},
      {"#1 hard [A.10,1] = [A.02,1] / [A.01,1]", "A.10.1=12.5 A.02.1=1 A.01.1=8", "1:pass"},
      {"#1 hard [A.10,1] = 12.5%", "A.10.1=12.5", "1:pass"},
      {"#1 hard [A.02,1] = [A.01,1] * 25%", "A.02.1=2 A.01.1=8", "1:pass"},
      /* A figure times a coefficient without measure counts as it is printed. */
      {"#1 hard [A.01,1] * [A.07,1] = 12", "A.01.1=8 A.07.1=1.5", "1:pass"},
      {"#1 hard number([A.01,1]) = number([A.06,1])", "A.01.1=8 A.06.1=8", "1:pass"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_blanks (void)
{
  static const Case cases[] = {
      /* Sums and differences: zero. Alone without "each": zero. All blank: skipped. */
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=5 A.02.1=5", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.02.1=5", "1:fail"},
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "", "1:skipped"},
      {"#1 hard when [A.01,1] > 0 => [A.05,1] > 0", "A.01.1=5", "1:fail"},
      {"#1 hard when [A.01,1] > 0 => [A.05,1] > 0", "A.05.1=5", "1:skipped"},
      /* "each" skips what stands alone, but not the terms of a sum. */
      {"#1 hard each c in 1..2 : [A.01,c] >= [A.02,c]", "A.01.1=5 A.01.2=5 A.02.2=6",
       "1/1:skipped 1/2:fail"},
      {"#1 hard each c in 1..2 : [A.01,c] = [A.02,c] + [A.03,c]", "A.01.1=5 A.02.1=5 A.02.2=3",
       "1/1:pass 1/2:skipped"},
      {"#1 hard each c in 1..2 : [A.01,c] >= [A.02,c] blank = zero", "A.02.1=5",
       "1/1:fail 1/2:skipped"},
      {"#1 hard [A.01,1] >= [A.02,1] blank = skip", "A.02.1=5", "1:skipped"},
      {"#1 hard [A.01,1] >= [A.02,1] blank = fail", "A.01.1=5", "1:fail"},
      {"#1 hard [A.01,1] >= [A.02,1] blank = fail", "A.01.1=5 A.02.1=5", "1:pass"},
      /* Ratios and other periods skip. */
      {"#1 hard [A.01,1] / 2 >= [A.02,1] + [A.03,1]", "A.01.1=5 A.02.1=5", "1:skipped"},
      /* Zero is not blank. */
      {"#1 hard [A.01,1] = 0", "A.01.1=0", "1:pass"},
      {"#1 hard nz([A.01,1]) = 0 and [A.02,1] = 1", "A.02.1=1", "1:pass"},
      {"#1 hard blank([A.01,1], [A.02,1..3]) and filled([A.03,1])", "A.03.1=0", "1:pass"},
      {"#1 hard blank([A.01,1], [A.02,1..3]) and filled([A.03,1])", "A.03.1=0 A.02.2=0", "1:fail"},
      {"#1 hard filled([A.03,1..2])", "A.03.1=0", "1:fail"},
      {"#1 hard exists [A.03,1]", "A.03.1=0", "1:pass"},
      {"#1 hard not exists [A.03,1]", "A.03.1=", "1:pass"},
      /* Other states. */
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=5 A.02.1=5 A.03.1=NA", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=5 A.02.1=5 A.03.1=SCOPE", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1]", "A.01.1=5 A.02.1=5 A.03.1=WITHHELD",
       "1:not-evaluable"},
      /* Sums of nothing are zero, averages and extremes of nothing are blank. */
      {"#1 hard sum([B.*,1]) = [A.01,1]", "A.01.1=5", "1:fail"},
      {"#1 hard avg([B.*,1]) = [A.01,1]", "A.01.1=5 B.3911.2=1", "1:skipped"},
      {"#1 hard avg([B.*,1]) = [A.01,1]", "A.01.1=5 B.3911.1=4 B.3913.1=6 B.3974.2=9", "1:pass"},
      {"#1 hard count([B.*,1]) = 2", "B.3911.1=4 B.3913.1=6 B.3974.2=9", "1:pass"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_tolerances (void)
{
  static const Case cases[] = {
      /* Three rounded figures: half a unit each. */
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1] within rounding", "A.01.1=10 A.02.1=5 A.03.1=6",
       "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] + [A.03,1] within rounding", "A.01.1=10 A.02.1=6 A.03.1=6",
       "1:fail"},
      {"#1 hard [A.01,1] >= [A.02,1] + [A.03,1] within rounding", "A.01.1=10 A.02.1=5 A.03.1=6",
       "1:pass"},
      /* Of different scales: 0.5 千元 and 0.005 万元. */
      {"#1 hard [A.01,1] = [A.04,1] within rounding", "A.01.1=10 A.04.1=1.05", "1:pass"},
      {"#1 hard [A.01,1] = [A.04,1] within rounding", "A.01.1=10 A.04.1=1.06", "1:fail"},
      /* A coefficient widens the interval. */
      {"#1 hard [A.01,1] = 3 * [A.02,1] within rounding", "A.01.1=11 A.02.1=3", "1:pass"},
      {"#1 hard [A.01,1] = 3 * [A.02,1] within rounding", "A.01.1=12 A.02.1=3", "1:fail"},
      /* A rounded share of rounded figures. */
      {"#1 hard [A.10,1] = [A.02,1] / [A.01,1] within rounding", "A.10.1=33.3 A.02.1=1 A.01.1=3",
       "1:pass"},
      {"#1 hard [A.10,1] = [A.02,1] / [A.01,1] within rounding",
       "A.10.1=40.0 A.02.1=100 A.01.1=300", "1:fail"},
      /* Only rows that are there count: (1 + 2) / 2. */
      {"#1 hard [A.01,1] = sum([B.*,1]) within rounding", "A.01.1=11 B.3911.1=4 B.3913.1=6",
       "1:pass"},
      {"#1 hard [A.01,1] = sum([B.*,1]) within rounding", "A.01.1=12 B.3911.1=4 B.3913.1=6",
       "1:fail"},
      {"#1 hard [A.01,1] = [A.02,1] within 2", "A.01.1=10 A.02.1=12", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within 2", "A.01.1=10 A.02.1=13", "1:fail"},
      {"#1 hard [A.01,1] = [A.04,1] within 0.5", "A.01.1=10 A.04.1=1.05", "1:pass"},
      {"#1 hard [A.01,1] = [A.04,1] within 0.5", "A.01.1=10 A.04.1=1.06", "1:fail"},
      {"#1 hard [A.01,1] = [A.02,1] within 2000 CNY", "A.01.1=10 A.02.1=12", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within 10%", "A.01.1=90 A.02.1=100", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within 10%", "A.01.1=89 A.02.1=100", "1:fail"},
      {"#1 hard [A.01,1] = [A.02,1] within 0.5%", "A.01.1=-995 A.02.1=-1000", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within max(5, 1%)", "A.01.1=95 A.02.1=100", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within max(5, 1%)", "A.01.1=990 A.02.1=1000", "1:pass"},
      {"#1 hard [A.01,1] = [A.02,1] within max(5, 1%)", "A.01.1=989 A.02.1=1000", "1:fail"},
      {"#1 hard [A.01,1] / [A.02,1] between 0.8 and 1.2 within 0.05", "A.01.1=75 A.02.1=100",
       "1:pass"},
      {"#1 hard [A.01,1] / [A.02,1] between 0.8 and 1.2 within 0.05", "A.01.1=74 A.02.1=100",
       "1:fail"},
      {"#1 hard [A.01,1] != [A.02,1] within 2", "A.01.1=10 A.02.1=12", "1:fail"},
      {"#1 hard [A.01,1] > [A.02,1] within 2", "A.01.1=10 A.02.1=11", "1:pass"},
      /* A premise has no tolerance. */
      {"#1 hard when [A.01,1] = [A.02,1] => [A.03,1] = 1 within 5", "A.01.1=10 A.02.1=11 A.03.1=9",
       "1:skipped"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_conditions (void)
{
  static const Case cases[] = {
      {"#1 hard [A.01,1] > 0 or [A.02,1] > 0", "A.01.1=0 A.02.1=1", "1:pass"},
      {"#1 hard not ([A.01,1] > 0 and [A.02,1] > 0)", "A.01.1=1 A.02.1=1", "1:fail"},
      {"#1 hard [A.01,1] > 0 <=> [A.02,1] > 0", "A.01.1=1 A.02.1=0", "1:fail"},
      {"#1 hard [A.01,1] > 0 <=> [A.02,1] > 0", "A.01.1=0 A.02.1=0", "1:pass"},
      {"#1 hard when [A.01,1] > 0 => false", "A.01.1=1", "1:fail"},
      {"#1 hard when [A.01,1] > 0 => false", "A.01.1=0", "1:skipped"},
      /* Of two demands a blank one is left out; a premise needs all of its parts. */
      {"#1 hard each r in A.01 A.02 : [r,1] >= [r,2] and [r,2] >= [r,3]", "A.01.1=5 A.01.2=4",
       "1/A.01:pass 1/A.02:skipped"},
      {"#1 hard each r in A.01 : [r,1] >= [r,2] and [r,2] >= [r,3]", "A.01.1=5 A.01.2=6",
       "1/A.01:fail"},
      {"#1 hard each r in A.01 : when [r,1] > 0 and [r,2] > 0 => [r,3] > 0", "A.01.1=5 A.01.3=0",
       "1/A.01:skipped"},
      {"#1 hard each r in A.01 : [r,1] > 0 or [r,2] > 0", "A.01.1=0", "1/A.01:skipped"},
      {"#1 hard each r in A.01 : [r,1] > 0 or [r,2] > 0", "A.01.1=1", "1/A.01:pass"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_sets (void)
{
  static const Case cases[] = {
      {"#1 hard each x in [A.01..A.02,1..2] [B.*,*] : x >= 0",
       "A.01.1=0 A.01.2=1 A.02.1=-1 B.3911.1=-2 B.3911.2=3",
       "1/A.01.1:pass 1/A.01.2:pass 1/A.02.1:fail 1/A.02.2:skipped 1/B.3911.1:fail "
       "1/B.3911.2:pass"},
      {"#1 hard each r in A.01..A.03 except A.02 : [r,1] <= [r,2]",
       "A.01.1=1 A.01.2=1 A.03.1=2 "
       "A.03.2=1",
       "1/A.01:pass 1/A.03:fail"},
      {"#1 hard each r in B.* : each c in 1..2 : [r,c] > 0", "B.3911.1=1 B.3974.2=0",
       "1/B.3911.1:pass 1/B.3974.1:skipped 1/B.3911.2:skipped 1/B.3974.2:fail"},
      {"#1 hard each c in 1,3 : [A.01,c] > 0", "A.01.1=1 A.01.3=0", "1/1:pass 1/3:fail"},
      /* Without a column: in each of them. */
      {"#1 hard [A.01] >= [A.02]", "A.01.1=1 A.02.1=1 A.01.3=1 A.02.3=2",
       "1/1:pass 1/2:skipped 1/3:fail"},
      {"#1 hard sum([A.01..A.03,1] except [A.02,1]) = 3", "A.01.1=1 A.02.1=9 A.03.1=2", "1:pass"},
      {"#1 hard sum(r in A.01..A.03 : [r,1] * 2) = 6", "A.01.1=1 A.03.1=2", "1:pass"},
      {"#1 hard sum(r in B.* : [r,1] * [r,2]) > 0", "B.3911.1=2 B.3911.2=3 B.3913.1=1", "1:pass"},
      {"#1 hard sum(r in B.* : [r,1] / [r,2]) = 2.5", "B.3911.1=4 B.3911.2=2 B.3913.1=1 B.3913.2=2",
       "1:pass"},
      {"#1 hard count(r in B.* : [r,1] > 1) = 1 and count(B.*) = 2", "B.3911.1=4 B.3913.1=1",
       "1:pass"},
      {"#1 hard max([B.*,1]) = 4 and min([B.*,1]) = 1", "B.3911.1=4 B.3913.1=1", "1:pass"},
      {"#1 hard unique([B.*,1])", "B.3911.1=4 B.3913.1=1", "1:pass"},
      {"#1 hard unique([B.*,1])", "B.3911.1=4 B.3913.1=4", "1:fail"},
      {"#1 hard [B.3911,1] <= [A.01,1]", "B.3911.1=4 A.01.1=3", "1:fail"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

/* Rows that bring their measure and decimals along. */
static void
test_rows_with_measures (void)
{
  static const Case cases[] = {
      {"#1 hard each r in C.* : [r,2] >= [r,1]",
       "C.391301.1=4.61 C.391301.2=4.60 C.397401.1=3.1 "
       "C.397401.2=3.1",
       "1/C.391301:fail 1/C.397401:pass"},
      {"#1 hard each r in C.* : [r,1] / [r,2] between 0.5 and 2",
       "C.391301.1=4.61 "
       "C.391301.2=9.22",
       "1/C.391301:pass"},
      {"#1 hard each r in C.* : [r,1] <= 3", "C.391301.1=3.01 C.391302.1=3",
       "1/C.391301:fail 1/C.391302:pass"},
      /* 台 within 万台. */
      {"#1 hard each r in C.* : when parent(r) => [r,1] <= [parent(r),1]",
       "C.391301.1=1.20 C.391302.1=12000", "1/C.391301:skipped 1/C.391302:pass"},
      {"#1 hard each r in C.* : when parent(r) => [r,1] <= [parent(r),1]",
       "C.391301.1=1.20 C.391302.1=12001", "1/C.391301:skipped 1/C.391302:fail"},
      {"#1 hard [C.391302,1] <= [C.391301,1]", "C.391301.1=1.20 C.391302.1=12001", "1:fail"},
      /* Column 3 states its own measure. */
      {"#1 hard sum([C.*,3]) = [A.01,1]", "C.391301.3=1500 C.391302.3=500 A.01.1=2", "1:pass"},
      {"#1 hard each r in C.* : [r,3] / [r,1] >= 10", "C.391301.3=1500 C.391301.1=1.50",
       "1/C.391301:pass"},
      {"#1 hard sum(r in C.* : number([r,1])) = 4.62", "C.391301.1=1.52 C.397401.1=3.1", "1:pass"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_texts (void)
{
  static const Case cases[] = {
      {"#1 hard [D.01,1] = 1", "D.01.1=1", "1:pass"},
      {"#1 hard [D.01,1] = \"2\"", "D.01.1=1", "1:fail"},
      {"#1 hard [D.02,1] in (39*, 06..08, \"x\")", "D.02.1=3974", "1:pass"},
      {"#1 hard [D.02,1] in (39*, 06..08, \"x\")", "D.02.1=0723", "1:pass"},
      {"#1 hard [D.02,1] in (39*, 06..08, \"x\")", "D.02.1=0923", "1:fail"},
      {"#1 hard substr([D.02,1], 2, 3) = \"974\" and len([D.02,1]) = 4", "D.02.1=3974", "1:pass"},
      {"#1 hard substr([D.02,1], 2, 3) = \"央三\"", "D.02.1=中央三", "1:pass"},
      {"#1 hard uscc_ok([D.02,1])", "D.02.1=91350203MA2XK7R35J", "1:pass"},
      {"#1 hard uscc_ok([D.02,1])", "D.02.1=91350203MA2XK7R35K", "1:fail"},
      {"#1 hard orgcode_ok(substr([D.02,1], 9, 9))", "D.02.1=91350203MA2XK7R35J", "1:pass"},
      {"#1 hard [D.02,1] in leaf(classes)", "D.02.1=3974", "1:pass"},
      {"#1 hard [D.02,1] in leaf(classes)", "D.02.1=39", "1:fail"},
      {"#1 hard [D.02,1] in list(classes)", "D.02.1=39", "1:pass"},
      {"#1 hard like([D.02,1], \"139999*\")", "D.02.1=13905920123", "1:pass"},
      {"#1 hard like([D.02,1], \"0999-99999999\")", "D.02.1=0592-2035555", "1:fail"},
      {"#1 hard like([D.02,1], \"0999-9999999\")", "D.02.1=0592-2035555", "1:pass"},
      {"#1 hard like([D.02,1], \"AX?央\")", "D.02.1=中3x央", "1:pass"},
      {"#1 hard like([D.02,1], \"9999\")", "D.02.1=12345", "1:fail"},
      {"#1 hard like([D.02,1], \"9999\")", "D.02.1=12a4", "1:fail"},
      {"#1 hard like([D.02,1], \"9999\")", "", "1:skipped"},
      {"#1 hard attr([D.02,1], classes, weight) = 0.5", "D.02.1=3974", "1:pass"},
      {"#1 hard attr([D.02,1], \"classes\", has_products)", "D.02.1=3911", "1:fail"},
      {"#1 hard attr([D.02,1], classes, weight) = 0.5", "D.02.1=9999", "1:skipped"},
      {"#1 hard period_start <= [D.03,1] <= period_end", "D.03.1=2024-06-30", "1:pass"},
      {"#1 hard period_start <= [D.03,1] <= period_end", "D.03.1=2024-07-01", "1:fail"},
      {"#1 hard choices([D.02,1]) <= 3", "D.02.1=1,2,99", "1:pass"},
      {"#1 hard choices([D.02,1]) <= 3", "D.02.1=1,2,3,99", "1:fail"},
      {"#1 hard chosen([D.02,1], \"99\")", "D.02.1=1,2,99", "1:pass"},
      {"#1 hard chosen([D.02,1], \"9\")", "D.02.1=1,2,99", "1:fail"},
      {"#1 hard number([D.02,1]) > 10.4", "D.02.1=10.5", "1:pass"},
      {"#1 hard head.kind = 1 and head.note = \"abc\"", "head.kind=1 head.note=abc", "1:pass"},
      {"#1 hard head.note = \"abc\"", "head.kind=1", "1:skipped"},
      {"#1 hard filled(head.note)", "", "1:fail"},
      {"#1 hard number(head.note) <= period", "head.note=202405", "1:pass"},
      {"#1 hard each r in B.* : when attr(r, has_products) => has(C, prefix key(r))",
       "B.3911.1=1 B.3913.1=1 C.391301.1=1", "1/B.3911:skipped 1/B.3913:pass"},
      {"#1 hard each r in B.* : when attr(r, has_products) => has(C, prefix key(r))",
       "B.3913.1=1 C.397401.1=1", "1/B.3913:fail"},
      {"#1 hard each r in B.* : [r,1] <= attr(r, weight) * [r,2]",
       "B.3974.1=5 B.3974.2=10 "
       "B.3911.1=1 B.3911.2=1",
       "1/B.3911:skipped 1/B.3974:pass"},
      {"#1 hard has(B, \"3911\", \"3913\")", "B.3913.1=1", "1:pass"},
      {"#1 hard has(B, \"3911\")", "B.3913.1=1", "1:fail"},
      {"#1 hard unit.industry = \"3974\"", "", "1:not-evaluable"},
      {"#1 hard size_class(\"3974\", [A.06,1], [A.01,1]) = \"2\"", "A.06.1=1200 A.01.1=350000",
       "1:pass"},
      {"#1 hard size_class(\"3974\", [A.06,1], [A.01,1]) = \"4\"", "A.06.1=15 A.01.1=900000",
       "1:pass"},
      {"#1 hard size_class(\"6510\", [A.06,1], [A.01,1]) = \"4\"", "A.06.1=15 A.01.1=900000",
       "1:skipped"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

static void
test_period_words (void)
{
  static const Case june[] = {
      {"#1 hard month = 6 and months = 6 and quarter = 2 and year = 2024 and period = 202406", "",
       "1:pass"},
      {"#1 hard not first and not joint", "", "1:pass"},
      {"#1 hard when month in (3, 6, 9, 12) => [A.01,1] > 5", "A.01.1=5", "1:fail"},
  };
  static const Case february[] = {
      {"#1 hard first and joint and months = 2", "", "1:pass"},
      {"#1 hard when joint : blank([A.*,1])", "A.01.1=5", "1:fail"},
      {"#1 hard when not first => [A.01,2] >= [A.01,2]@prev", "A.01.2=5", "1:skipped"},
      {"#1 hard [A.01,2] >= [A.01,2]@prev", "A.01.2=5", "1:not-evaluable"},
  };

  run_cases (june, G_N_ELEMENTS (june), "2024-06");
  run_cases (february, G_N_ELEMENTS (february), "2024-02");
}

/* Figures beyond 128 bits are an error of the engine, whatever the rule would have said. */
static void
test_overflow_is_no_pass (void)
{
  static const char big[] = "A.01.1=999999999999999999 A.02.1=999999999999999999 "
                            "A.03.1=999999999999999999";
  static const Case cases[] = {
      {"#1 soft [A.01,1] * [A.02,1] > 0", big, "1:pass"},
      {"#1 soft [A.01,1] * [A.02,1] * [A.03,1] > 0", big, "1:error"},
      {"#1 soft not ([A.01,1] * [A.02,1] * [A.03,1] < 0)", big, "1:error"},
      {"#1 soft [A.03,1] > 0 or [A.01,1] * [A.02,1] * [A.03,1] > 0", big, "1:error"},
      {"#1 soft sum(r in A.01..A.03 : number([r,1]) * number([r,1]) * number([r,1])) > 0", big,
       "1:error"},
  };

  run_cases (cases, G_N_ELEMENTS (cases), "2024-06");
}

/* More loops one after the other than a rule may have variables. */
static void
test_many_loops (void)
{
  g_autoptr (GString) rule = g_string_new ("#1 soft ");
  g_autofree char *outcomes = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append_printf (rule, "%ssum(s in B.* : [s,1] * %u)", i == 0 ? "" : " + ", i % 2);
  g_string_append (rule, " = 200");
  outcomes = zb_stage_judge (rule->str, "2024-06", "B.3911.1=1 B.3913.1=9");
  g_assert_cmpstr (outcomes, ==, "1:pass");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/evaluation/" name, test)
  ADD ("relations", test_relations);
  ADD ("quotients", test_quotients);
  ADD ("units", test_units);
  ADD ("blanks", test_blanks);
  ADD ("tolerances", test_tolerances);
  ADD ("conditions", test_conditions);
  ADD ("sets", test_sets);
  ADD ("rows-with-measures", test_rows_with_measures);
  ADD ("texts", test_texts);
  ADD ("period-words", test_period_words);
  ADD ("overflow-is-no-pass", test_overflow_is_no_pass);
  ADD ("many-loops", test_many_loops);
#undef ADD
  return g_test_run ();
}
