/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/sheet-import.h"

#include "client/error.h"
#include "client/heading.h"
#include "client/import/incoming-words.h"
#include "formats/error.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static ZbSpreadsheet *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ZbSpreadsheet *book = zb_spreadsheet_read ("book.csv", bytes, &error);

  g_assert_no_error (error);
  return book;
}

static ZbIncoming *
import (ZbReport *report, const char *text, const ZbImportProfile *profile)
{
  g_autoptr (ZbSpreadsheet) book = read_text (text);
  g_autoptr (GError) error = NULL;
  ZbIncoming *incoming = zb_sheet_import (book, report, profile, &error);

  g_assert_no_error (error);
  return incoming;
}

static ZbReport *
new_report (ZbScratchClient *client)
{
  return zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "");
}

/* What was said of the cell at @place of the file. */
static const ZbIncomingCell *
find (const ZbIncoming *incoming, const char *place)
{
  const GPtrArray *cells = zb_incoming_cells (incoming);

  for (guint i = 0; i < cells->len; i++) {
    const ZbIncomingCell *cell = cells->pdata[i];
    if (strcmp (cell->place, place) == 0)
      return cell;
  }
  g_error ("nothing was said of %s", place);
  return NULL;
}

static void
check (const ZbIncoming *incoming,
       const char *place,
       ZbIncomingVerdict verdict,
       const char *item,
       const char *after)
{
  const ZbIncomingCell *cell = find (incoming, place);

  g_assert_cmpstr (zb_incoming_verdict_name (cell->verdict), ==,
                   zb_incoming_verdict_name (verdict));
  g_assert_cmpstr (cell->item, ==, item);
  g_assert_cmpstr (cell->after, ==, after);
}

static void
test_names_and_codes_find_cells (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbIncoming) incoming = import (report,
                                            "指标名称,代码,本年本月,本年 1-本月,上年同期本月\n"
                                            "工业总产值（当年价格）,,\"51,020\",300000,\n"
                                            "其中：新产品产值,,7000,,\n"
                                            "something,3,50880,,49000\n",
                                            NULL);

  check (incoming, "C2", ZB_INCOMING_NEW, "A.01.1", "51020");
  check (incoming, "D2", ZB_INCOMING_NEW, "A.01.2", "300000");
  check (incoming, "C3", ZB_INCOMING_NEW, "A.02.1", "7000");
  check (incoming, "C4", ZB_INCOMING_NEW, "A.03.1", "50880");
  check (incoming, "E4", ZB_INCOMING_NEW, "A.03.3", "49000");
  g_assert_cmpuint (zb_incoming_n_refused (incoming), ==, 0);
}

static void
test_each_figure_gets_its_verdict (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "51020");
  g_autoptr (ZbIncoming) incoming = import (report,
                                            "项目,代码,本年本月,本年1-本月,备考\n"
                                            "总产值,01,51020,abc,\n"
                                            "新品,02,12.5,1,\n"
                                            "销售,03,—,2,\n"
                                            "利润总额,99,777,3,8\n"
                                            "总产值,01,60000,,\n",
                                            NULL);
  const ZbIncomingCell *fault;

  check (incoming, "C2", ZB_INCOMING_SAME, "A.01.1", "51020");
  check (incoming, "D2", ZB_INCOMING_FAULT, "A.01.2", NULL);
  check (incoming, "C3", ZB_INCOMING_FAULT, "A.02.1", NULL);
  check (incoming, "C5", ZB_INCOMING_UNKNOWN_ROW, NULL, NULL);
  check (incoming, "E1", ZB_INCOMING_UNKNOWN_COLUMN, NULL, NULL);
  check (incoming, "C6", ZB_INCOMING_TWICE, "A.01.1", NULL);
  fault = find (incoming, "C3");
  g_assert_cmpint (fault->fault, ==, ZB_CELL_FAULT_DECIMALS);
  g_assert_cmpstr (find (incoming, "C5")->heading, ==, "利润总额");
  g_autofree char *words = zb_incoming_dup_verdict (fault, "en");
  g_assert_cmpstr (words, ==, "“12.5” has more decimals than the cell takes");
  /* One that stands there is taken for nothing new; what cannot go in stays out. */
  g_assert_cmpuint (zb_incoming_apply (incoming, report), ==, zb_incoming_n_taken (incoming));
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "51020");
}

static void
test_measures_are_converted (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbIncoming) incoming = import (report,
                                            "编制单位：样例公司,,单位：元\n"
                                            "项目,代码,本年本月,本年1-本月（万元）\n"
                                            "总产值,01,51020000,30000.5\n"
                                            "新品,02,7000499.99,\n"
                                            "用电,05,12.34,\n",
                                            NULL);

  check (incoming, "C3", ZB_INCOMING_NEW, "A.01.1", "51020");
  check (incoming, "D3", ZB_INCOMING_NEW, "A.01.2", "300005");
  check (incoming, "C4", ZB_INCOMING_NEW, "A.02.1", "7000");
  g_assert_true (find (incoming, "C4")->rounded);
  g_assert_false (find (incoming, "C3")->rounded);
  /* Electricity is not counted in yuan: the line above the table does not speak of it. */
  check (incoming, "C5", ZB_INCOMING_NEW, "A.05.1", "12.34");
  g_autofree char *words = zb_incoming_dup_verdict (find (incoming, "C4"), "en");
  g_assert_cmpstr (words, ==, "new; rounded from 7000499.99 yuan");
}

static void
test_another_measure_is_refused (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbIncoming) incoming = import (report,
                                            "项目,代码,本年本月（万美元）\n"
                                            "总产值,01,5102\n",
                                            NULL);

  check (incoming, "C2", ZB_INCOMING_FAULT, "A.01.1", NULL);
  g_assert_cmpint (find (incoming, "C2")->fault, ==, ZB_CELL_FAULT_MEASURE);
}

static void
test_rows_are_added_by_name (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbIncoming) incoming = import (report,
                                            "二、工业总产值按行业小类分（当年价格）\n"
                                            "名称,代码,本年本月,本年1—本月\n"
                                            "显示器件制造,,30000,180000\n"
                                            ",3973,21020,120000\n",
                                            NULL);

  check (incoming, "C3", ZB_INCOMING_NEW, "B.3974.1", "30000");
  check (incoming, "C4", ZB_INCOMING_NEW, "B.3973.1", "21020");
  g_assert_cmpuint (zb_incoming_apply (incoming, report), ==, 4);
  g_assert_cmpuint (zb_report_n_rows (report, 1), ==, 2);
  g_assert_cmpstr (zb_report_row_key (report, 1, 0), ==, "3973");
}

static ZbImportProfile *
make_profile (ZbReport *report)
{
  g_autoptr (ZbImportProfile) profile = zb_import_profile_new ();
  g_autoptr (GError) error = NULL;

  zb_import_profile_add_columns (profile, zb_report_form (report),
                                 "本期数=A.1,累计数=A.2,比重=", &error);
  g_assert_no_error (error);
  zb_import_profile_add_rows (profile, zb_report_form (report), "主营产值=A.01\n税金=", &error);
  g_assert_no_error (error);
  profile->measure = zb_measure_find ("CNY");
  profile->sheet = g_strdup ("");
  return g_steal_pointer (&profile);
}

#define OWN_WORDS                                                                                  \
  "项目,本期数,累计数,比重\n"                                                            \
  "主营产值,51020000,300000000,9\n"                                                            \
  "税金,1,2,3\n"

static void
test_a_profile_says_what_heads_mean (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbImportProfile) profile = make_profile (report);
  g_autoptr (GError) error = NULL;

  zb_import_profile_save (client->workspace, ZB_SCRATCH_FORM, "金蝶", profile, &error);
  g_assert_no_error (error);
  g_autoptr (ZbImportProfile) kept =
      zb_import_profile_read (client->workspace, ZB_SCRATCH_FORM, "金蝶", &error);
  g_assert_no_error (error);
  g_autoptr (ZbIncoming) incoming = import (report, OWN_WORDS, kept);
  check (incoming, "B2", ZB_INCOMING_NEW, "A.01.1", "51020");
  check (incoming, "C2", ZB_INCOMING_NEW, "A.01.2", "300000");
  g_assert_cmpuint (zb_incoming_cells (incoming)->len, ==, 2);
  g_autoptr (GPtrArray) names = zb_import_profile_list (client->workspace, ZB_SCRATCH_FORM, &error);
  g_assert_cmpuint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, "金蝶");
  zb_import_profile_drop (client->workspace, ZB_SCRATCH_FORM, "金蝶", &error);
  g_assert_no_error (error);
  g_assert_null (zb_import_profile_read (client->workspace, ZB_SCRATCH_FORM, "金蝶", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no import profile “金蝶” for B204-1");
}

static void
test_a_profile_names_only_what_is_there (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbImportProfile) profile = zb_import_profile_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (
      zb_import_profile_add_columns (profile, zb_report_form (report), "本期=A.9", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "“本期=A.9”: B204-1 has no “A.9”");
  g_clear_error (&error);
  g_assert_false (zb_import_profile_add_rows (profile, zb_report_form (report), "产值", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
}

/* Nothing is known at first, then the columns, then the rows too. */
static void
test_a_strange_file_asks_what_it_means (ZbScratchClient *client, gconstpointer data)
{
  static const char file[] = "样例公司\n科目,本期数,占比\n主营产值,51020,9\n税金,2,1\n";
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbImportProfile) profile = zb_import_profile_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbIncoming) first = import (report, file, profile);

  check (first, "B2", ZB_INCOMING_UNKNOWN_COLUMN, NULL, NULL);
  check (first, "C2", ZB_INCOMING_UNKNOWN_COLUMN, NULL, NULL);
  zb_import_profile_add_columns (profile, zb_report_form (report), "本期数=A.1,占比=", &error);
  g_assert_no_error (error);
  g_autoptr (ZbIncoming) second = import (report, file, profile);
  check (second, "B3", ZB_INCOMING_UNKNOWN_ROW, NULL, NULL);
  g_assert_cmpuint (zb_incoming_cells (second)->len, ==, 2);
  zb_import_profile_add_rows (profile, zb_report_form (report), "主营产值=A.01", &error);
  g_assert_no_error (error);
  g_autoptr (ZbIncoming) third = import (report, file, profile);
  check (third, "B3", ZB_INCOMING_NEW, "A.01.1", "51020");
  check (third, "B4", ZB_INCOMING_UNKNOWN_ROW, NULL, NULL);
}

static void
test_a_strange_file_is_refused (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = new_report (client);
  g_autoptr (ZbSpreadsheet) book = read_text ("日期,摘要\n2024-06-01,工资\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_sheet_import (book, report, NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==,
                   "book.csv: no table here has the rows and columns of B204-1");
}

static void
test_headings_are_compared_loosely (void)
{
  static const char *const pairs[][2] = {
      {"一、工业总产值（当年价格）", "工业总产值(当年价格)"},
      {" 其中： 出口交货值 ", "出口交货值"},
      {"1—本月", "1 - 本月"},
      {"本月（万元）", "本月"},
      {"of which: New Products", "new products"},
      {"（二）营业收入", "营业收入"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *one = zb_heading_normal (pairs[i][0]);
    g_autofree char *other = zb_heading_normal (pairs[i][1]);
    g_assert_cmpstr (one, ==, other);
  }
  g_assert_cmpstr (zb_heading_measure ("本月（万元）")->id, ==, "CNY10000");
  g_assert_cmpstr (zb_heading_unit_line ("金额单位：千元")->id, ==, "CNY1000");
  g_assert_cmpstr (zb_heading_unit_line ("Unit: ten thousand yuan")->id, ==, "CNY10000");
  g_assert_null (zb_heading_unit_line ("编制单位：样例公司"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/client/sheet-import/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,       \
              function, zb_scratch_client_tear_down)
  ADD ("names-and-codes-find-cells", test_names_and_codes_find_cells);
  ADD ("each-figure-gets-its-verdict", test_each_figure_gets_its_verdict);
  ADD ("measures-are-converted", test_measures_are_converted);
  ADD ("another-measure-is-refused", test_another_measure_is_refused);
  ADD ("rows-are-added-by-name", test_rows_are_added_by_name);
  ADD ("a-profile-says-what-heads-mean", test_a_profile_says_what_heads_mean);
  ADD ("a-profile-names-only-what-is-there", test_a_profile_names_only_what_is_there);
  ADD ("a-strange-file-asks-what-it-means", test_a_strange_file_asks_what_it_means);
  ADD ("a-strange-file-is-refused", test_a_strange_file_is_refused);
#undef ADD
  g_test_add_func ("/client/sheet-import/headings-are-compared-loosely",
                   test_headings_are_compared_loosely);
  return g_test_run ();
}
