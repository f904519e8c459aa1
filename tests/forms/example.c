/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/zip-writer.h"
#include "forms/error.h"

#include <string.h>

const char zb_example_industry[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='industry' version='2017' valid-from='2018-01'\n"
    " english='partial'>\n"
    "<title xml:lang='zh'>行业</title><title xml:lang='en'>Industries</title>\n"
    "<source>Excerpt</source>\n"
    "<code code='C' level='section'><name xml:lang='zh'>制造业</name>"
    "<name xml:lang='en'>Manufacturing</name></code>\n"
    "<code code='39' parent='C' level='division'><name xml:lang='zh'>计算机、通信</name></code>\n"
    "<code code='3913' parent='39' level='class'><name xml:lang='zh'>计算机外围设备制造</name>"
    "<name xml:lang='en'>Computer peripherals</name></code>\n"
    "<code code='3974' parent='39' level='class' valid-from='2018-01'>"
    "<name xml:lang='zh'>显示器件制造</name><name xml:lang='en'>Display devices</name>"
    "<attribute name='has_products'>true</attribute></code>\n"
    "</codelist>\n";

const char zb_example_products[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='products' version='2024'>\n"
    "<title xml:lang='zh'>产品</title><title xml:lang='en'>Products</title>\n"
    "<code code='391301' level='product' measure='MACHINE10000' scale='2'>"
    "<name xml:lang='zh'>显示器</name><name xml:lang='en'>Monitors</name>"
    "<attribute name='class'>3913</attribute></code>\n"
    "<code code='397401' level='product' measure='SHEET10000' scale='1'>"
    "<name xml:lang='zh'>液晶显示屏</name><name xml:lang='en'>LCD panels</name></code>\n"
    "</codelist>\n";

const char zb_example_yes_no[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='yes-no' version='2012'>\n"
    "<title xml:lang='zh'>是否</title><title xml:lang='en'>Yes or no</title>\n"
    "<code code='1'><name xml:lang='zh'>是</name><name xml:lang='en'>Yes</name></code>\n"
    "<code code='2'><name xml:lang='zh'>否</name><name xml:lang='en'>No</name></code>\n"
    "</codelist>\n";

const char zb_example_rules[] = "form T-01 revision 3\n";

#define LABEL(zh, en) "<label xml:lang='zh'>" zh "</label><label xml:lang='en'>" en "</label>"

const char
    zb_example_form[] =
        "<form xmlns='urn:zhibao:form:1' id='T-01' code='试验01' edition='2024' revision='3'\n"
        " system='s1' period='month' january='joint' valid-from='2024-02' expires='2025-12'>\n"
        "<title xml:lang='zh'>试验表</title><title xml:lang='en'>Test form</title>\n"
        "<issuer xml:lang='zh'>某局</issuer><issuer xml:lang='en'>Some bureau</issuer>\n"
        "<deadline days='9' time='12:00'/>\n"
        "<respondents>reg.industry in 06..46</respondents>\n"
        "<codelists><use id='industry'/><use id='products'/><use id='yes-no'/></codelists>\n"
        "<head>\n"
        "<field id='in-production' type='code' codes='yes-no' required='true'>" LABEL (
            "是否投产",
            "In production") "</field>\n"
                             "<field id='shifts' type='number' scale='1'>" LABEL ("班次",
                                                                                  "Shifts") "</"
                                                                                            "field>"
                                                                                            "\n"
                                                                                            "</"
                                                                                            "head>"
                                                                                            "\n"
                                                                                            "<secti"
                                                                                            "on "
                                                                                            "id='A'"
                                                                                            " measu"
                                                                                            "re='"
                                                                                            "CNY100"
                                                                                            "0' "
                                                                                            "scale="
                                                                                            "'0'>\n"
                                                                                            "<title"
                                                                                            " xml:"
                                                                                            "lang='"
                                                                                            "zh'>"
                                                                                            "一</"
                                                                                            "title>"
                                                                                            "<title"
                                                                                            " xml:"
                                                                                            "lang='"
                                                                                            "en'>I<"
                                                                                            "/title"
                                                                                            ">\n"
                                                                                            "<colum"
                                                                                            "ns><"
                                                                                            "group"
                                                                                            ">" LABEL ("本年",
                                                                                                       "This year") "\n"
                                                                                                                    "<column code='1' not-in-joint='true'>" LABEL (
                                                                                                                        "本月", "Month") "</column></group>\n"
                                                                                                                                         "<column code='2' prefilled='1@-1y'>" LABEL ("上年", "Last year") "</column></columns>\n"
                                                                                                                                                                                                           "<row code='01' required='true'>" LABEL ("产值", "Output") "</row>\n"
                                                                                                                                                                                                                                                                      "<row code='02' measure='KWH10000' scale='2' indent='1'>" LABEL ("电",
                                                                                                                                                                                                                                                                                                                                       "Power") "<note xml:lang='zh'>注</note><note xml:lang='en'>Note</note></row>\n"
                                                                                                                                                                                                                                                                                                                                                "<row code='03'>" LABEL ("合计",
                                                                                                                                                                                                                                                                                                                                                                         "Total") "<cell column='1' computed='true'/>"
                                                                                                                                                                                                                                                                                                                                                                                  "<cell column='2' na='true'/></row>\n"
                                                                                                                                                                                                                                                                                                                                                                                  "</section>\n"
                                                                                                                                                                                                                                                                                                                                                                                  "<section id='B' keys='industry' key-level='class' max-rows='3' measure='CNY1000'>\n"
                                                                                                                                                                                                                                                                                                                                                                                  "<columns><column code='1'>" LABEL ("本月", "Month") "</column>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                       "<column code='V' prefilled='@-1y'>" LABEL ("上年",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "Last year") "</column></columns>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "</section>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "<section id='C' keys='products'>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                "<columns><column code='1' prefilled='1@prev'>" LABEL ("数量",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "Quantity") "</column>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "<column code='2' measure='CNY' scale='2'>" LABEL (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "金额", "Value") "</column></columns>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "</section>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "<section id='D'>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        "<columns><column code='1' type='code' codes='yes-no'>" LABEL ("是否",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "Yes") "</column>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "<column code='2' type='text' max-length='5'>" LABEL (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "文字",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "Text") "</column>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "<column code='3' type='date'>" LABEL ("日期",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "Date") "</column></columns>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "<row code='甲'>" LABEL (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "甲",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "First") "</row>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      "<row code='乙'>" LABEL (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "乙",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                          "Second") "</row>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "</section>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "<signers>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "<field id='preparer' type='text' max-length='10'>" LABEL ("填表人",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "Prepared by") "</field>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "<field id='report-date' type='date'>" LABEL (
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "报出日期",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "Date sent") "</field>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "</signers>\n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "</form>\n";

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

const char zb_example_report[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<report xmlns=\"urn:zhibao:report:1\" form=\"T-01\" edition=\"2024.3\" package=\"sample\" "
    "unit=\"9135020061202218XY\" period=\"2024-06\" kind=\"correction\" replaces=\"message-7\" "
    "on-behalf=\"district\">\n"
    "  <head>\n"
    "    <f id=\"in-production\">1</f>\n"
    "    <f id=\"shifts\">2.5</f>\n"
    "    <f id=\"preparer\">黄雅文</f>\n"
    "  </head>\n"
    "  <s id=\"A\">\n"
    "    <c r=\"01\" c=\"1\">-52340</c>\n"
    "    <c r=\"01\" c=\"2\" st=\"withheld\"/>\n"
    "    <c r=\"02\" c=\"2\">186.40</c>\n"
    "    <c r=\"03\" c=\"1\">0</c>\n"
    "  </s>\n"
    "  <s id=\"B\">\n"
    "    <row key=\"3913\">\n"
    "      <c c=\"1\">12340</c>\n"
    "    </row>\n"
    "    <row key=\"3974\"/>\n"
    "  </s>\n"
    "  <s id=\"D\">\n"
    "    <c r=\"甲\" c=\"1\">1</c>\n"
    "    <c r=\"甲\" c=\"2\"> a &lt;</c>\n"
    "    <c r=\"乙\" c=\"3\">2024-06-30</c>\n"
    "  </s>\n"
    "  <explanations>\n"
    "    <explanation rule=\"T-01#10\" revision=\"3\" operands=\"" DIGEST
    "\" reason=\"market\" author=\"黄雅文\" time=\"2024-07-09T12:00:00+08:00\">订单增加，"
    "来自两个新客户</explanation>\n"
    "    <explanation rule=\"T-01#7/A.01\" revision=\"3\" operands=\"" DIGEST
    "\" reason=\"new-product\" author=\"x\" time=\"2024-07-09T12:00:00+08:00\">two\n"
    "lines</explanation>\n"
    "  </explanations>\n"
    "  <prefill-changes>\n"
    "    <change cell=\"A.01.2\" from=\"1\" to=\"\">error</change>\n"
    "    <change cell=\"B.3974.V\" from=\"1\" to=\"2\">audit</change>\n"
    "  </prefill-changes>\n"
    "  <context digest=\"" DIGEST "\"/>\n"
    "  <attachments>\n"
    "    <attachment name=\"files/a.pdf\" type=\"application/pdf\" size=\"1024\" "
    "digest=\"" DIGEST "\"/>\n"
    "  </attachments>\n"
    "</report>\n";

static gpointer
read_lists_cb (gpointer unused)
{
  static const char *const texts[] = {zb_example_industry, zb_example_products, zb_example_yes_no};
  GHashTable *lists = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    ZbCodeList *list = zb_code_list_read ("list.xml", texts[i], strlen (texts[i]), &error);

    g_assert_no_error (error);
    g_hash_table_insert (lists, (gpointer)zb_code_list_id (list), list);
  }
  return lists;
}

ZbCodeList *
zb_example_find_list (const char *id, gpointer data)
{
  static GOnce once = G_ONCE_INIT;

  return g_hash_table_lookup (g_once (&once, read_lists_cb, NULL), id);
}

char *
zb_example_edit (const char *text, const char *from, const char *to)
{
  const char *place = strstr (text, from);

  g_assert_nonnull (place);
  return g_strdup_printf ("%.*s%s%s", (int)(place - text), text, to, place + strlen (from));
}

ZbForm *
zb_example_form_with (const char *from, const char *to, GError **error)
{
  g_autofree char *text = zb_example_edit (zb_example_form, from, to);

  return zb_form_read ("form.xml", text, strlen (text), zb_example_find_list, NULL, error);
}

ZbForm *
zb_example_form_new (void)
{
  g_autoptr (GError) error = NULL;
  ZbForm *form = zb_form_read ("form.xml", zb_example_form, strlen (zb_example_form),
                               zb_example_find_list, NULL, &error);

  g_assert_no_error (error);
  return form;
}

ZbPeriod
zb_example_period (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period = {0};

  zb_period_parse (text, &period, &error);
  g_assert_no_error (error);
  return period;
}

void
zb_example_assert_refused (const char *document,
                           ZbExampleReader reader,
                           const ZbExampleRefusal *refusals,
                           guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = zb_example_edit (document, refusals[i].from, refusals[i].to);
    g_autoptr (GError) error = NULL;

    g_assert_null (reader (text, &error));
    g_assert_nonnull (error);
    g_assert_cmpstr (error->message, ==, refusals[i].message);
    g_assert_error (error, ZB_FORMS_ERROR, refusals[i].code);
  }
}

ZbReport *
zb_example_report_new (const char *period)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  return zb_report_new (form, DIGEST, "9135020061202218XY", zb_example_period (period));
}

static void
add_entry (ZbZipWriter *writer, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  zb_zip_writer_add (writer, name, bytes);
}

GBytes *
zb_example_bundle_new (const char *form, const char *rules)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;
  GBytes *bundle;

  add_entry (writer, "codelists/industry.xml", zb_example_industry);
  add_entry (writer, "codelists/products.xml", zb_example_products);
  add_entry (writer, "codelists/yes-no.xml", zb_example_yes_no);
  add_entry (writer, "form.rules", rules);
  add_entry (writer, "form.xml", form);
  bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bundle;
}

static ZbPackage *
package_of (const char *form)
{
  g_autoptr (GBytes) bundle = zb_example_bundle_new (form, zb_example_rules);
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_package_read_bundle ("T-01.zip", bundle, &error);

  g_assert_no_error (error);
  return package;
}

ZbPackage *
zb_example_package_new (void)
{
  return package_of (zb_example_form);
}

ZbCatalogue *
zb_example_catalogue_new (void)
{
  g_autofree char *dated = zb_example_edit (
      zb_example_form, "valid-from='2024-02' expires='2025-12'", "valid-from='2026-01'");
  g_autofree char *edition = zb_example_edit (dated, "edition='2024'", "edition='2026'");
  g_autoptr (ZbPackage) first = zb_example_package_new (), second = package_of (edition);
  ZbCatalogue *catalogue = zb_catalogue_new ();

  zb_catalogue_add (catalogue, first);
  zb_catalogue_add (catalogue, second);
  return catalogue;
}
