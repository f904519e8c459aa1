/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "formats/zip-writer.h"
#include "forms/form-lookup.h"
#include "validators/check-private.h"
#include "validators/language/diagnostic.h"
#include "validators/finding-maker.h"

#include <string.h>

#define UNIT "9135020061202218XY"

static const char classes[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='classes' version='1'>"
    "<title xml:lang='zh'>行业</title><title xml:lang='en'>Classes</title>"
    "<code code='39' level='division'><name xml:lang='zh'>电子</name>"
    "<name xml:lang='en'>Electronics</name></code>"
    "<code code='3911' parent='39' level='class'><name xml:lang='zh'>计算机整机</name>"
    "<name xml:lang='en'>Computers</name></code>"
    "<code code='3913' parent='39' level='class'><name xml:lang='zh'>外围设备</name>"
    "<name xml:lang='en'>Peripherals</name><attribute name='has_products'>1</attribute></code>"
    "<code code='3974' parent='39' level='class'><name xml:lang='zh'>显示器件</name>"
    "<name xml:lang='en'>Displays</name><attribute name='weight'>0.5</attribute></code>"
    "</codelist>";

static const char goods[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='goods' version='1'>"
    "<title xml:lang='zh'>产品</title><title xml:lang='en'>Goods</title>"
    "<code code='391301' level='good' measure='MACHINE10000' scale='2'>"
    "<name xml:lang='zh'>显示器</name><name xml:lang='en'>Monitors</name></code>"
    "<code code='391302' parent='391301' level='good' measure='MACHINE' scale='0'>"
    "<name xml:lang='zh'>其中：曲面</name><name xml:lang='en'>of which: curved</name></code>"
    "<code code='397401' level='good' measure='SHEET10000' scale='1'>"
    "<name xml:lang='zh'>液晶屏</name><name xml:lang='en'>Panels</name></code>"
    "</codelist>";

static const char yes_no[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='yes-no' version='1'>"
    "<title xml:lang='zh'>是否</title><title xml:lang='en'>Yes or no</title>"
    "<code code='1'><name xml:lang='zh'>是</name><name xml:lang='en'>Yes</name></code>"
    "<code code='2'><name xml:lang='zh'>否</name><name xml:lang='en'>No</name></code>"
    "</codelist>";

static void
add_label (GString *xml, const char *zh, const char *en)
{
  g_string_append_printf (xml, "<label xml:lang='zh'>%s</label><label xml:lang='en'>%s</label>", zh,
                          en);
}

static void
add_title (GString *xml, const char *zh, const char *en)
{
  g_string_append_printf (xml, "<title xml:lang='zh'>%s</title><title xml:lang='en'>%s</title>", zh,
                          en);
}

static void
add_row (GString *xml, const char *attributes, const char *zh, const char *en, const char *cells)
{
  g_string_append_printf (xml, "<row %s>", attributes);
  add_label (xml, zh, en);
  g_string_append_printf (xml, "%s</row>", cells);
}

static void
add_column (GString *xml, const char *attributes, const char *zh, const char *en)
{
  g_string_append_printf (xml, "<column %s>", attributes);
  add_label (xml, zh, en);
  g_string_append (xml, "</column>");
}

static void
add_field (GString *xml, const char *attributes, const char *zh, const char *en)
{
  g_string_append_printf (xml, "<field %s>", attributes);
  add_label (xml, zh, en);
  g_string_append (xml, "</field>");
}

static GString *
form_start (const char *attributes, const char *zh, const char *en)
{
  GString *xml = g_string_new (NULL);

  g_string_append_printf (xml,
                          "<form xmlns='urn:zhibao:form:1' edition='2024' revision='1' "
                          "system='s1' valid-from='%s' %s>",
                          strstr (attributes, "quarter") != NULL ? "2020-Q1" : "2020-01",
                          attributes);
  add_title (xml, zh, en);
  g_string_append (xml, "<issuer xml:lang='zh'>某局</issuer><issuer xml:lang='en'>A "
                        "bureau</issuer><deadline days='9' time='12:00'/>");
  return xml;
}

static void
add_section_a (GString *xml)
{
  static const struct {
    const char *attributes, *zh, *en, *cells;
  } rows[] = {
      {"code='01'", "产值", "Output", "<cell column='2' required='true'/>"},
      {"code='02' indent='1'", "其中：新产品", "of which: new products", ""},
      {"code='03'", "销售", "Sales", "<cell column='2' weight='2'/>"},
      {"code='04' measure='CNY10000' scale='2'", "税金", "Taxes", ""},
      {"code='05' measure='KWH10000' scale='2'", "用电", "Power", ""},
      {"code='06' measure='PERSON'", "人数", "Staff", ""},
      {"code='07' scale='1'", "系数", "Coefficient", ""},
      {"code='08' computed='true'", "合计", "Total", ""},
      {"code='09' computed='true'", "总计", "Grand total", ""},
      {"code='10' measure='PERCENT' scale='1'", "占比", "Share", ""},
  };

  g_string_append (xml, "<section id='A'>");
  add_title (xml, "一、总值", "I. Totals");
  g_string_append (xml, "<columns>");
  add_column (xml, "code='1' not-in-joint='true'", "本月", "Month");
  add_column (xml, "code='2'", "累计", "Year to date");
  add_column (xml, "code='3' prefilled='1@-1y'", "上年", "Last year");
  g_string_append (xml, "</columns>");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean money = strstr (rows[i].attributes, "measure") == NULL && i != 6;
    g_autofree char *attributes =
        g_strconcat (rows[i].attributes, money ? " measure='CNY1000'" : "",
                     strstr (rows[i].attributes, "scale") == NULL ? " scale='0'" : "", NULL);

    add_row (xml, attributes, rows[i].zh, rows[i].en, rows[i].cells);
  }
  g_string_append (xml, "</section>");
}

static void
add_dynamic_sections (GString *xml)
{
  g_string_append (xml, "<section id='B' keys='classes' key-level='class' max-rows='20' "
                        "measure='CNY1000' scale='0'>");
  add_title (xml, "二、分行业", "II. By class");
  g_string_append (xml, "<columns>");
  add_column (xml, "code='1' not-in-joint='true'", "本月", "Month");
  add_column (xml, "code='2'", "累计", "Year to date");
  g_string_append (xml, "</columns></section><section id='C' keys='goods' max-rows='20'>");
  add_title (xml, "三、产品", "III. Goods");
  g_string_append (xml, "<columns>");
  add_column (xml, "code='1'", "本月", "Month");
  add_column (xml, "code='2'", "累计", "Year to date");
  add_column (xml, "code='3' measure='CNY' scale='0'", "金额", "Value");
  g_string_append (xml, "</columns></section><section id='D'>");
  add_title (xml, "四、其他", "IV. Other");
  g_string_append (xml, "<columns>");
  add_column (xml, "code='1'", "内容", "Answer");
  g_string_append (xml, "</columns>");
  add_row (xml, "code='01'", "是否", "Yes or no", "<cell column='1' type='code' codes='yes-no'/>");
  add_row (xml, "code='02'", "说明", "Text", "<cell column='1' type='text' max-length='60'/>");
  add_row (xml, "code='03'", "日期", "Date", "<cell column='1' type='date'/>");
  g_string_append (xml, "</section>");
}

static char *
form_x (void)
{
  GString *xml =
      form_start ("id='X-01' code='X-01' period='month' january='joint'", "试验表", "Test form");

  g_string_append (xml, "<codelists><use id='classes'/><use id='goods'/><use id='yes-no'/>"
                        "</codelists><head>");
  add_field (xml, "id='kind' type='code' codes='yes-no'", "类型", "Kind");
  add_field (xml, "id='note' type='text' max-length='40'", "备注", "Note");
  add_field (xml, "id='start' type='date'", "开始", "Start");
  g_string_append (xml, "</head>");
  add_section_a (xml);
  add_dynamic_sections (xml);
  g_string_append (xml, "<signers>");
  add_field (xml, "id='preparer' type='text' max-length='40'", "填表人", "Prepared by");
  g_string_append (xml, "</signers></form>");
  return g_string_free (xml, FALSE);
}

static char *
form_y (void)
{
  GString *xml = form_start ("id='Y-01' code='季01' period='quarter'", "季表", "Quarterly form");

  g_string_append (xml, "<section id='A' measure='CNY' scale='2'><columns>");
  add_column (xml, "code='E'", "期末", "Closing");
  add_column (xml, "code='B'", "期初", "Opening");
  g_string_append (xml, "</columns>");
  add_row (xml, "code='1'", "现金", "Cash", "");
  add_row (xml, "code='2'", "存款", "Deposits", "");
  add_row (xml, "code='3'", "合计", "Total", "");
  g_string_append (xml, "</section></form>");
  return g_string_free (xml, FALSE);
}

static char *
form_m (void)
{
  GString *xml = form_start ("id='M-01' code='M-01' period='month' january='collected'", "月表",
                             "Monthly form");

  g_string_append (xml, "<section id='A' measure='CNY1000' scale='0'><columns>");
  add_column (xml, "code='1'", "本月", "Month");
  g_string_append (xml, "</columns>");
  add_row (xml, "code='301'", "收入", "Revenue", "");
  add_row (xml, "code='302'", "其中：主营", "of which: main", "");
  g_string_append (xml, "</section></form>");
  return g_string_free (xml, FALSE);
}

static void
add_entry (ZbZipWriter *writer, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  zb_zip_writer_add (writer, name, bytes);
}

/* Takes @form. */
static void
add_package (ZbCatalogue *catalogue, char *form, const char *rules)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autofree char *text = form;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackage) package = NULL;
  g_autoptr (GBytes) bundle = NULL;

  if (strstr (text, "codelists") != NULL) {
    add_entry (writer, "codelists/classes.xml", classes);
    add_entry (writer, "codelists/goods.xml", goods);
    add_entry (writer, "codelists/yes-no.xml", yes_no);
  }
  add_entry (writer, "form.rules", rules);
  add_entry (writer, "form.xml", text);
  bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  package = zb_package_read_bundle ("stage.zip", bundle, &error);
  g_assert_no_error (error);
  zb_catalogue_add (catalogue, package);
}

static ZbPeriod
read_period (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  g_assert_true (zb_period_parse (text, &period, &error));
  g_assert_no_error (error);
  return period;
}

const ZbPackage *
zb_stage_package (const ZbStage *stage, const char *form)
{
  for (guint i = 0; i < zb_catalogue_n_packages (stage->catalogue); i++) {
    const ZbPackage *package = zb_catalogue_at (stage->catalogue, i);

    if (strcmp (zb_package_form (package)->id, form) == 0)
      return package;
  }
  g_assert_not_reached ();
}

static ZbReport *
new_report (const ZbStage *stage, const char *form, const char *period)
{
  const ZbPackage *package = zb_stage_package (stage, form);

  return zb_report_new (zb_package_form (package), zb_package_digest (package),
                        stage->report == NULL ? UNIT : zb_report_unit (stage->report),
                        read_period (period));
}

ZbStage *
zb_stage_new (const char *rules, const char *period)
{
  ZbStage *stage = g_new0 (ZbStage, 1);
  g_autofree char *text = g_strdup_printf ("form X-01 revision 1\n%s\n", rules);
  const ZbPackage *package;

  stage->catalogue = zb_catalogue_new ();
  add_package (stage->catalogue, form_x (), text);
  add_package (stage->catalogue, form_y (), "form Y-01 revision 1\n");
  add_package (stage->catalogue, form_m (), "form M-01 revision 1\n");
  package = zb_stage_package (stage, "X-01");
  stage->form = zb_package_form (package);
  stage->report = new_report (stage, "X-01", period);
  stage->context = zb_memory_context_new (stage->catalogue);
  stage->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  stage->ruleset =
      zb_ruleset_compile_package (package, stage->catalogue, stage->diagnostics, &stage->error);
  return stage;
}

void
zb_stage_restart (ZbStage *stage, const char *period, const char *unit)
{
  const ZbPackage *package = zb_stage_package (stage, "X-01");

  zb_report_unref (stage->report);
  stage->report =
      zb_report_new (stage->form, zb_package_digest (package), unit, read_period (period));
  zb_memory_context_free (stage->context);
  stage->context = zb_memory_context_new (stage->catalogue);
}

void
zb_stage_free (ZbStage *stage)
{
  zb_ruleset_unref (stage->ruleset);
  g_ptr_array_unref (stage->diagnostics);
  g_clear_error (&stage->error);
  zb_memory_context_free (stage->context);
  zb_report_unref (stage->report);
  zb_catalogue_unref (stage->catalogue);
  g_free (stage);
}

static gboolean
set_state (ZbReport *report, guint section, guint row, guint column, const char *value)
{
  static const struct {
    const char *name;
    ZbCellState state;
  } states[] = {{"NA", ZB_STATE_NOT_APPLICABLE},
                {"SCOPE", ZB_STATE_OUT_OF_SCOPE},
                {"WITHHELD", ZB_STATE_WITHHELD},
                {"", ZB_STATE_BLANK}};

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    if (strcmp (states[i].name, value) != 0)
      continue;
    zb_report_set_state (report, section, row, column, states[i].state);
    return TRUE;
  }
  return FALSE;
}

/* By way of the raw setters, so that computed cells may be filled too. */
static void
set_cell (ZbReport *report, const char *item, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  guint section = 0, column = 0;
  ZbCellSpec spec;
  ZbDecimal decimal;
  int row;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  row = zb_report_find_row (report, section, key);
  if (row < 0)
    row = zb_report_add_row (report, section, key, &error);
  g_assert_no_error (error);
  if (set_state (report, section, (guint)row, column, value))
    return;
  g_assert_true (zb_report_cell_spec (report, section, (guint)row, column, &spec));
  if (spec.type != ZB_CELL_NUMBER) {
    zb_report_set_text (report, section, (guint)row, column, value);
    return;
  }
  g_assert_true (zb_decimal_parse (value, spec.scale, &decimal, &error));
  g_assert_no_error (error);
  zb_report_set_number (report, section, (guint)row, column, decimal.digits);
}

static void
fill (ZbReport *report, const char *cells)
{
  g_auto (GStrv) parts = g_strsplit (cells, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    char *value = strchr (parts[i], '=');
    g_autoptr (GError) error = NULL;

    if (value == NULL)
      continue;
    *value++ = '\0';
    if (!g_str_has_prefix (parts[i], "head.")) {
      set_cell (report, parts[i], value);
      continue;
    }
    zb_report_set_field (report, (guint)zb_form_find_field (zb_report_form (report), parts[i] + 5),
                         *value == '\0' ? NULL : value, &error);
    g_assert_no_error (error);
  }
}

void
zb_stage_fill (ZbStage *stage, const char *cells)
{
  fill (stage->report, cells);
}

void
zb_stage_add (ZbStage *stage, const char *form, const char *period, const char *cells)
{
  g_autoptr (ZbReport) report = new_report (stage, form, period);

  fill (report, cells);
  zb_memory_context_add_report (stage->context, report);
}

ZbCheck *
zb_stage_check (ZbStage *stage, ZbCheckMode mode)
{
  ZbCheck *check;

  g_assert_no_error (stage->error);
  check = zb_check_new (stage->ruleset, stage->report, zb_memory_context_get (stage->context), mode,
                        FALSE);
  zb_check_run (check);
  return check;
}

char *
zb_stage_outcomes (const ZbCheck *check)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    const ZbInstance *instance = zb_check_instance (check, i);

    for (guint row = 0; row < check->states[i].n_rows; row++) {
      g_autofree char *name = NULL;

      zb_machine_bind_row (check->machine, instance->domain, row);
      name = zb_instance_name (check->ruleset, check->machine, instance);
      g_string_append_printf (text, "%s%s:%s", text->len == 0 ? "" : " ", strchr (name, '#') + 1,
                              zb_outcome_to_string ((ZbOutcome)check->states[i].outcomes[row]));
    }
  }
  return g_string_free (text, FALSE);
}

char *
zb_stage_judge (const char *rules, const char *period, const char *cells)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, period);
  g_autoptr (ZbCheck) check = NULL;

  zb_stage_fill (stage, cells);
  check = zb_stage_check (stage, ZB_CHECK_VERIFY);
  return zb_stage_outcomes (check);
}

const ZbFinding *
zb_stage_finding (const ZbCheck *check, const char *instance)
{
  const GPtrArray *findings = zb_check_findings (check);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = g_ptr_array_index (findings, i);

    if (strcmp (finding->instance, instance) == 0)
      return finding;
  }
  return NULL;
}
