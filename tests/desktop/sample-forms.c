/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/sample-forms.h"

/* The texts of B204-1 in both languages. */
typedef struct {
  const char *name[2];
  const char *unit[2];
  const char *code;
  const char *figures[4];
  guint indent;
} Printed;

static const Printed section_a[] = {
    {{"工业总产值（当年价格）", "Gross industrial output value (current prices)"},
     {"千元", "CNY 1,000"},
     "01",
     {"52340", "298760", "47115", "268902"},
     0},
    {{"其中：新产品产值", "of which: new products"},
     {"千元", "CNY 1,000"},
     "02",
     {"9800", "55210", "8300", "47600"},
     1},
    {{"工业销售产值（当年价格）", "Industrial sales value (current prices)"},
     {"千元", "CNY 1,000"},
     "03",
     {"51020", "291480", "46300", "264900"},
     0},
    {{"其中：出口交货值", "of which: export delivery value"},
     {"千元", "CNY 1,000"},
     "04",
     {"21400", "120350", "20050", "116200"},
     1},
    {{"企业用电量", "Electricity used"},
     {"万千瓦时", "10,000 kWh"},
     "05",
     {"186.40", "1082.70", "179.90", "1046.30"},
     0},
};
static const Printed section_b[] = {
    {{"显示器件制造", "Display devices"},
     {"千元", "CNY 1,000"},
     "3974",
     {"40000", "231560", "36200", "207402"},
     0},
    {{"计算机外围设备制造", "Computer peripherals"},
     {"千元", "CNY 1,000"},
     "3913",
     {"12340", "67200", "10915", "61500"},
     0},
};
static const Printed section_c[] = {
    {{"液晶显示屏", "LCD panels"},
     {"万片", "10,000"},
     "397401",
     {"318.2", "1842.6", "290.5", "1655.0"},
     0},
    {{"显示器", "Monitors"}, {"万台", "10,000"}, "391301", {"4.61", "25.90", "4.20", "24.10"}, 0},
};

static void
add_b204_head (SampleGrid *grid, guint l, const char *first, const char *second)
{
  static const char *const texts[][2] = {
      {"计量单位", "Unit"},  {"代码", "Code"},
      {"本年", "This year"}, {"上年同期", "Same period last year"},
      {"本月", "Month"},     {"1—本月", "Year to date"},
      {"甲", "A"},           {"乙", "B"},
      {"丙", "C"},
  };
  ZbGridHead *head = zb_grid_head_new (3, 7);
  zb_grid_head_add (head, l == 0 ? first : second, 0, 2, 0, 1);
  zb_grid_head_add (head, texts[0][l], 0, 2, 1, 1);
  zb_grid_head_add (head, texts[1][l], 0, 2, 2, 1);
  for (guint half = 0; half < 2; half++) {
    guint column = 3 + 2 * half;
    zb_grid_head_add (head, texts[2 + half][l], 0, 1, column, 2);
    zb_grid_head_add (head, texts[4][l], 1, 1, column, 1);
    zb_grid_head_add (head, texts[5][l], 1, 1, column + 1, 1);
  }
  for (guint i = 0; i < 3; i++)
    zb_grid_head_add (head, texts[6 + i][l], 2, 1, i, 1);
  for (guint i = 3; i < 7; i++)
    zb_grid_head_add (head, (const char *[]){"1", "2", "3", "4"}[i - 3], 2, 1, i, 1);
  sample_grid_take_head (grid, head);
}

static void
add_printed (SampleGrid *grid, guint l, const Printed *rows, guint n, gboolean removable)
{
  for (guint i = 0; i < n; i++) {
    sample_grid_add_cells (grid, rows[i].name[l], rows[i].unit[l], rows[i].code, rows[i].figures,
                           removable);
    guint row = zb_grid_model_get_n_rows (ZB_GRID_MODEL (grid)) - 1;
    sample_grid_set_indent (grid, row, 0, rows[i].indent);
    for (guint column = 5; column < 7; column++)
      sample_grid_set_flags (grid, row, column, ZB_GRID_CELL_PREFILLED);
  }
}

SampleGrid *
sample_grid_new_b204 (gboolean chinese)
{
  guint l = chinese ? 0 : 1;
  static const char *const titles[][2] = {
      {"一、工业产销总值", "A. Output and sales value"},
      {"二、工业总产值按行业小类分", "B. Gross output value by industry class"},
      {"三、主要工业产品产量", "C. Output of main industrial products"},
      {"＋ 添加行业小类（回车，按代码、名称或拼音查找）",
       "+ Add an industry class (Enter, search by code or name)"},
      {"＋ 添加产品", "+ Add a product"},
      {"说明：上年同期数由系统从上年已验收数据预填，修改须说明原因。",
       "Note: last year's figures are filled in from accepted reports; a change needs a reason."},
  };
  SampleGrid *grid = sample_grid_new (7, 3);
  sample_grid_add_banner (grid, ZB_GRID_ROW_TITLE, titles[0][l]);
  add_b204_head (grid, l, "指标名称", "Indicator");
  add_printed (grid, l, section_a, G_N_ELEMENTS (section_a), FALSE);
  sample_grid_add_banner (grid, ZB_GRID_ROW_TITLE, titles[1][l]);
  add_b204_head (grid, l, "行业名称", "Industry class");
  add_printed (grid, l, section_b, G_N_ELEMENTS (section_b), TRUE);
  sample_grid_add_banner (grid, ZB_GRID_ROW_ADD, titles[3][l]);
  sample_grid_add_banner (grid, ZB_GRID_ROW_TITLE, titles[2][l]);
  add_b204_head (grid, l, "产品名称", "Product");
  add_printed (grid, l, section_c, G_N_ELEMENTS (section_c), TRUE);
  sample_grid_add_banner (grid, ZB_GRID_ROW_ADD, titles[4][l]);
  sample_grid_add_banner (grid, ZB_GRID_ROW_NOTE, titles[5][l]);
  return grid;
}

/* B203, printed in two halves beside each other. */
static const Printed b203[] = {
    {{"流动资产合计", "Current assets"}, {NULL, NULL}, "201", {"186420", "171350", NULL, NULL}, 0},
    {{"其中：应收账款", "of which: accounts receivable"},
     {NULL, NULL},
     "202",
     {"62310", "58740", NULL, NULL},
     1},
    {{"存货", "Inventories"}, {NULL, NULL}, "205", {"48930", "51200", NULL, NULL}, 0},
    {{"其中：产成品", "of which: finished goods"},
     {NULL, NULL},
     "206",
     {"17250", "16480", NULL, NULL},
     1},
    {{"资产总计", "Total assets"}, {NULL, NULL}, "213", {"412880", "389620", NULL, NULL}, 0},
    {{"负债合计", "Total liabilities"}, {NULL, NULL}, "217", {"198340", "190110", NULL, NULL}, 0},
    {{"所有者权益合计", "Owners' equity"},
     {NULL, NULL},
     "218",
     {"214540", "199510", NULL, NULL},
     0},
    {{"营业收入", "Operating revenue"}, {NULL, NULL}, "301", {"288930", "259800", NULL, NULL}, 0},
    {{"其中：主营业务收入", "of which: main business"},
     {NULL, NULL},
     "302",
     {"281100", "253400", NULL, NULL},
     1},
    {{"营业成本", "Operating cost"}, {NULL, NULL}, "307", {"231700", "211650", NULL, NULL}, 0},
    {{"其中：主营业务成本", "of which: main business"},
     {NULL, NULL},
     "308",
     {"226900", "207800", NULL, NULL},
     1},
    {{"税金及附加", "Taxes and surcharges"}, {NULL, NULL}, "309", {"1840", "1690", NULL, NULL}, 0},
    {{"销售费用", "Selling expenses"}, {NULL, NULL}, "312", {"9460", "8810", NULL, NULL}, 0},
    {{"管理费用", "Administrative expenses"},
     {NULL, NULL},
     "313",
     {"12380", "11740", NULL, NULL},
     0},
    {{"研发费用", "R&D expenses"}, {NULL, NULL}, "331", {"14920", "12630", NULL, NULL}, 0},
    {{"财务费用", "Financial expenses"}, {NULL, NULL}, "317", {"2310", "2680", NULL, NULL}, 0},
    {{"其中：利息收入", "of which: interest income"},
     {NULL, NULL},
     "318",
     {"460", "390", NULL, NULL},
     1},
    {{"利息费用", "Interest expense"}, {NULL, NULL}, "319", {"2650", "2890", NULL, NULL}, 1},
    {{"投资收益", "Investment income"}, {NULL, NULL}, "322", {"820", "640", NULL, NULL}, 0},
    {{"净敞口套期收益", "Net hedging gain"}, {NULL, NULL}, "334", {"0", "0", NULL, NULL}, 0},
    {{"公允价值变动收益", "Fair-value gain"}, {NULL, NULL}, "321", {"-150", "90", NULL, NULL}, 0},
    {{"信用减值损失（损失以“-”号记）", "Credit impairment (loss negative)"},
     {NULL, NULL},
     "333",
     {"-730", "-510", NULL, NULL},
     0},
    {{"资产减值损失（损失以“-”号记）", "Asset impairment (loss negative)"},
     {NULL, NULL},
     "320",
     {"-1260", "-980", NULL, NULL},
     0},
    {{"资产处置收益", "Disposal gain"}, {NULL, NULL}, "329", {"40", "0", NULL, NULL}, 0},
    {{"其他收益", "Other income"}, {NULL, NULL}, "330", {"2180", "1930", NULL, NULL}, 0},
    {{"营业利润", "Operating profit"}, {NULL, NULL}, "323", {"17220", "11770", NULL, NULL}, 0},
    {{"营业外收入", "Non-operating income"}, {NULL, NULL}, "325", {"260", "180", NULL, NULL}, 0},
    {{"营业外支出", "Non-operating expense"}, {NULL, NULL}, "326", {"190", "120", NULL, NULL}, 0},
    {{"利润总额", "Total profit"}, {NULL, NULL}, "327", {"17290", "11830", NULL, NULL}, 0},
    {{"所得税费用", "Income tax"}, {NULL, NULL}, "328", {"2590", "1770", NULL, NULL}, 0},
    {{"应付职工薪酬（本期贷方累计发生额）", "Payroll accrued"},
     {NULL, NULL},
     "401",
     {"36840", "33950", NULL, NULL},
     0},
    {{"应交增值税（本期累计发生额）", "VAT payable"},
     {NULL, NULL},
     "402",
     {"7930", "7110", NULL, NULL},
     0},
    {{"期末用工人数（人）", "Workers at period end"},
     {NULL, NULL},
     "601",
     {"1284", "1251", NULL, NULL},
     0},
    {{"平均用工人数（人）", "Average workers"},
     {NULL, NULL},
     "602",
     {"1270", "1246", NULL, NULL},
     0},
};

SampleGrid *
sample_grid_new_b203 (gboolean chinese)
{
  guint l = chinese ? 0 : 1;
  static const char *const texts[][2] = {
      {"指标名称", "Indicator"},
      {"代码", "Code"},
      {"1—本月", "Year to date"},
      {"上年同期", "Last year"},
  };
  SampleGrid *grid = sample_grid_new (8, 2);
  ZbGridHead *head = zb_grid_head_new (1, 8);
  for (guint column = 0; column < 8; column++) {
    zb_grid_head_add (head, texts[column % 4][l], 0, 1, column, 1);
    ZbGridColumn info = {.width_chars = column % 4 == 0 ? 20 : 5,
                         .weight = column % 4 == 0   ? 3
                                   : column % 4 == 1 ? 0
                                                     : 2,
                         .rule = column == 3};
    sample_grid_set_column (grid, column, info);
  }
  sample_grid_take_head (grid, head);
  guint half = G_N_ELEMENTS (b203) / 2;
  for (guint i = 0; i < half; i++) {
    const Printed *left = &b203[i];
    const Printed *right = &b203[i + half];
    const char *const figures[] = {left->figures[0], left->figures[1],  right->name[l],
                                   right->code,      right->figures[0], right->figures[1]};
    sample_grid_add_cells (grid, left->name[l], NULL, left->code, figures, FALSE);
    sample_grid_set_indent (grid, i + 1, 0, left->indent);
    sample_grid_set_indent (grid, i + 1, 4, right->indent);
    sample_grid_set_flags (grid, i + 1, 4, ZB_GRID_CELL_STUB);
    sample_grid_set_flags (grid, i + 1, 5, ZB_GRID_CELL_STUB);
  }
  return grid;
}
