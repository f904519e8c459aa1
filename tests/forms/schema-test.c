/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/parameters.h"
#include "forms/revision-map.h"
#include "forms/report-reader.h"
#include "tests/forms/example.h"
#include "tests/forms/source-catalogue.h"

#include <libxml/xmlschemas.h>
#include <string.h>

/* The published schemas and the readers must agree: what a reader takes, its schema takes, and both
 * refuse what breaks the structure. */

static gboolean
take_form (const char *text, gsize length)
{
  g_autoptr (ZbForm) form = zb_form_read ("x.xml", text, length, zb_example_find_list, NULL, NULL);

  return form != NULL;
}

static gboolean
take_code_list (const char *text, gsize length)
{
  g_autoptr (ZbCodeList) list = zb_code_list_read ("x.xml", text, length, NULL);

  return list != NULL;
}

static const char map_example[] =
    "<map xmlns='urn:zhibao:map:1' form='T-01' from='2020' to='2024'>\n"
    "<section id='A' from='A'><columns><kept codes='1 2'/></columns>\n"
    "<rows><kept codes='01'/><renamed code='02' from='0'/>\n"
    "<split from='7'><into code='8' share='0.4'/><into code='9' share='0.6'/></split>\n"
    "<merged code='03'><of code='x'/><of code='y'/></merged></rows></section>\n"
    "<new-section id='C'/><dropped-section from='E'/></map>";

static gboolean
take_map (const char *text, gsize length)
{
  g_autoptr (ZbRevisionMap) map = zb_revision_map_read ("x.xml", text, length, NULL);

  return map != NULL;
}

static gboolean
take_parameters (const char *text, gsize length)
{
  g_autoptr (ZbParameters) parameters = zb_parameters_read ("x.xml", text, length, NULL);

  return parameters != NULL;
}

static gpointer
make_catalogue (gpointer unused)
{
  return zb_example_catalogue_new ();
}

static gboolean
take_report (const char *text, gsize length)
{
  static GOnce once = G_ONCE_INIT;
  const ZbCatalogue *catalogue = g_once (&once, make_catalogue, NULL);
  g_autoptr (ZbReport) report = zb_report_read_sample ("x.xml", text, length, catalogue, NULL);

  return report != NULL;
}

static const char parameters_example[] =
    "<parameters xmlns='urn:zhibao:parameters:1'>\n"
    "<parameter name='wage' measure='CNY'>\n"
    "<title xml:lang='zh'>工资</title><title xml:lang='en'>Wage</title>\n"
    "<value from='2020-01'>1800</value><value from='2022-04'> 2030.50 </value></parameter>\n"
    "</parameters>";

typedef struct {
  const char *schema; /* file in forms/schema */
  const char *example;
  gboolean (*take) (const char *text, gsize length);
  xmlSchema *compiled; /* owned */
} Kind;

static Kind kinds[] = {
    {"form.xsd", zb_example_form, take_form, NULL},
    {"codelist.xsd", zb_example_industry, take_code_list, NULL},
    {"parameters.xsd", parameters_example, take_parameters, NULL},
    {"report.xsd", zb_example_report, take_report, NULL},
    {"map.xsd", map_example, take_map, NULL},
};

enum { FORM, CODE_LIST, PARAMETERS, REPORT, MAP };

static void
ignore_cb (void *data, xmlError *error)
{
}

static void
compile_schemas (void)
{
  xmlSetStructuredErrorFunc (NULL, ignore_cb);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *path =
        g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "schema", kinds[i].schema, NULL);
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt (path);

    kinds[i].compiled = xmlSchemaParse (parser);
    g_assert_nonnull (kinds[i].compiled);
    xmlSchemaFreeParserCtxt (parser);
  }
}

static void
free_schemas (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    xmlSchemaFree (kinds[i].compiled);
}

static gboolean
is_valid (const Kind *kind, const char *text, gsize length)
{
  xmlDoc *document = xmlReadMemory (text, (int)length, "x.xml", NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  xmlSchemaValidCtxt *context;
  gboolean valid;

  if (document == NULL)
    return FALSE;
  context = xmlSchemaNewValidCtxt (kind->compiled);
  valid = xmlSchemaValidateDoc (context, document) == 0;
  xmlSchemaFreeValidCtxt (context);
  xmlFreeDoc (document);
  return valid;
}

static void
test_examples_are_valid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gsize length = strlen (kinds[i].example);

    g_test_message ("%s", kinds[i].schema);
    g_assert_true (kinds[i].take (kinds[i].example, length));
    g_assert_true (is_valid (&kinds[i], kinds[i].example, length));
  }
}

static guint
validate_below (const char *below, const Kind *kind)
{
  g_autofree char *path = zb_source_catalogue_path (below);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint validated = 0;
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (below, name, NULL);
    g_autofree char *file = zb_source_catalogue_path (inner);
    g_autofree char *text = NULL;
    gsize length = 0;

    if (g_file_test (file, G_FILE_TEST_IS_DIR))
      validated += validate_below (inner, kind);
    if (!g_str_has_suffix (name, ".xml"))
      continue;
    g_test_message ("%s", inner);
    g_assert_true (g_file_get_contents (file, &text, &length, NULL));
    g_assert_true (is_valid (kind, text, length));
    validated++;
  }
  return validated;
}

static void
test_catalogue_is_valid (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  g_assert_cmpuint (validate_below ("codelists", &kinds[CODE_LIST]), >=, 13);
  g_assert_cmpuint (validate_below ("parameters", &kinds[PARAMETERS]), >=, 1);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    g_autofree char *below = g_build_filename (form->system, form->id, form->edition, NULL);
    g_autofree char *samples = g_build_filename (below, "samples", NULL);
    g_autofree char *inner = g_build_filename (below, "form.xml", NULL);
    g_autofree char *path = zb_source_catalogue_path (inner);
    g_autofree char *text = NULL;
    gsize length = 0;

    g_assert_true (g_file_get_contents (path, &text, &length, NULL));
    g_assert_true (is_valid (&kinds[FORM], text, length));
    g_assert_cmpuint (validate_below (samples, &kinds[REPORT]), >=, 2);
  }
}

typedef struct {
  guint kind;
  const char *from, *to;
} Break;

/* Each breaks the structure in one way. */
static const Break breaks[] = {
    {MAP, "form='T-01'", ""},
    {MAP, "from='2020'", "from='20 20'"},
    {MAP, "<columns><kept codes='1 2'/></columns>", ""},
    {MAP, "<kept codes='01'/>", "<kept/>"},
    {MAP, "code='02' from='0'", "code='02'"},
    {MAP, "share='0.4'", "share='.4'"},
    {MAP, "<of code='x'/>", ""},
    {MAP, "<dropped-section from='E'/>", "<dropped-section/>"},
    {FORM, "id='T-01'", "id='t-01'"},
    {FORM, " system='s1'", ""},
    {FORM, "january='joint'", "january='skipped'"},
    {FORM, "valid-from='2024-02'", "valid-from='2024-2'"},
    {FORM, "expires='2025-12'", "until='2025-12'"},
    {FORM, "<title xml:lang='en'>Test form</title>", ""},
    {FORM, "<title xml:lang='en'>", "<title xml:lang='de'>"},
    {FORM, "<title xml:lang='en'>", "<title xml:lang='zh'>"},
    {FORM, "<title xml:lang='en'>", "<title>"},
    {FORM, "试验表", "  "},
    {FORM, "<deadline days='9' time='12:00'/>", ""},
    {FORM, "time='12:00'", "time='24:30'"},
    {FORM, "days='9'", "days='-9'"},
    {FORM, "<respondents>", "<respondents><b/>"},
    {FORM, "<use id='products'/>", "<use id='industry'/>"},
    {FORM, "<section id='B'", "<section id='A'"},
    {FORM, "<row code='02'", "<row code='01'"},
    {FORM, "<row code='02'", "<row code='0 2'"},
    {FORM, "indent='1'", "indent='10'"},
    {FORM, "<column code='2' prefilled", "<column code='1' prefilled"},
    {FORM, "prefilled='1@-1y'", "prefilled='1'"},
    {FORM, "computed='true'", "computed='yes'"},
    {FORM, "<cell column='2'", "<cell column='1'"},
    {FORM, "scale='2' indent", "scale='7' indent"},
    {FORM, "type='date'", "type='time'"},
    {FORM, "<field id='shifts'", "<field id='in-production'"},
    {FORM, "</form>", "<row code='9'/></form>"},
    {FORM, "urn:zhibao:form:1", "urn:zhibao:form:2"},
    {CODE_LIST, "version='2017'", ""},
    {CODE_LIST, "english='partial'", "english='some'"},
    {CODE_LIST, "code='3913'", "code='3974'"},
    {CODE_LIST, "code='3913'", "code='39 13'"},
    {CODE_LIST, "parent='C'", "parent='X'"},
    {CODE_LIST, "valid-from='2018-01'>", "valid-from='2018-13'>"},
    {CODE_LIST, "<attribute name='has_products'>", "<attribute>"},
    {CODE_LIST, "<source>Excerpt</source>", "<source/>"},
    {CODE_LIST, "<name xml:lang='zh'>制造业</name>", "<name xml:lang='en'>x</name>"},
    {PARAMETERS, "name='wage'", "name='Wage'"},
    {PARAMETERS, "from='2022-04'", "from='2022'"},
    {PARAMETERS, "from='2022-04'", "from='2020-01'"},
    {PARAMETERS, "2030.50", "2030.5000000"},
    {PARAMETERS, "2030.50", "2,030"},
    {PARAMETERS, "<value from='2020-01'>1800</value>", "<value>1800</value>"},
    {REPORT, " kind=\"correction\"", ""},
    {REPORT, "kind=\"correction\"", "kind=\"final\""},
    {REPORT, "unit=\"9135", "unit=\"913"},
    {REPORT, "edition=\"2024.3\"", "edition=\"2024\""},
    {REPORT, "replaces=\"message-7\"", "replaces=\"\""},
    {REPORT, "on-behalf=", "behalf="},
    {REPORT, "<f id=\"shifts\">", "<f id=\"in-production\">"},
    {REPORT, "<f id=\"shifts\">2.5</f>", "<f id=\"shifts\"/>"},
    {REPORT, "<s id=\"D\">", "<s id=\"A\">"},
    {REPORT, "<c r=\"02\" c=\"2\">", "<c r=\"01\" c=\"2\">"},
    {REPORT, "<c r=\"02\" c=\"2\">", "<c c=\"2\">"},
    {REPORT, "st=\"withheld\"", "st=\"hidden\""},
    {REPORT, "<row key=\"3974\"/>", "<c c=\"1\">1</c>"},
    {REPORT, "key=\"3974\"", "key=\"3913\""},
    {REPORT, "<c c=\"1\">12340", "<c r=\"1\" c=\"1\">12340"},
    {REPORT, "rule=\"T-01#10\"", "rule=\"T-01#7/A.01\""},
    {REPORT, "revision=\"3\"", "revision=\"0\""},
    {REPORT, "+08:00", "Z"},
    {REPORT, "lines</explanation>", "lines </explanation>"},
    {REPORT, "to=\"2\"", ""},
    {REPORT, "size=\"1024\"", "size=\"1k\""},
    {REPORT, "files/a.pdf", "/a.pdf"},
    {REPORT, "<context digest=", "<context xdigest="},
    {REPORT, "</explanations>", "</explanations><head><f id=\"shifts\">1.0</f></head>"},
    {REPORT, "<attachments>", "text<attachments>"},
};

static void
test_both_refuse_broken_structure (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++) {
    const Kind *kind = &kinds[breaks[i].kind];
    g_autofree char *text = zb_example_edit (kind->example, breaks[i].from, breaks[i].to);

    g_test_message ("%s: %s becomes %s", kind->schema, breaks[i].from, breaks[i].to);
    g_assert_false (kind->take (text, strlen (text)));
    g_assert_false (is_valid (kind, text, strlen (text)));
  }
}

/* Deletes, doubles or exchanges pieces that begin with a tag or an attribute, or changes a letter.
 */
static char *
mutate (const char *text, GRand *rand)
{
  g_auto (GStrv) pieces = g_strsplit (text, g_rand_boolean (rand) ? "<" : " ", -1);
  const char *joint =
      strstr (text, pieces[0]) != NULL && text[strlen (pieces[0])] == '<' ? "<" : " ";
  gint32 n = (gint32)g_strv_length (pieces);
  gint32 at = g_rand_int_range (rand, 1, n), other = g_rand_int_range (rand, 1, n);
  static const char letters[] = " aA09'\"=<>/-_.:@#";
  char *kept = pieces[at];

  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    pieces[at] = g_strconcat (kept, joint, pieces[other], NULL);
    g_free (kept);
    break;
  case 1:
    pieces[at] = pieces[other];
    pieces[other] = kept;
    break;
  case 2:
    pieces[at] = g_strdup ("");
    g_free (kept);
    break;
  default:
    if (*kept != '\0')
      kept[g_rand_int_range (rand, 0, (gint32)strlen (kept))] =
          letters[g_rand_int_range (rand, 0, sizeof letters - 1)];
    break;
  }
  return g_strjoinv (joint, pieces);
}

static void
test_schema_takes_what_the_reader_takes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2017);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    guint taken = 0, refused = 0;

    for (guint j = 0; j < 3000; j++) {
      g_autofree char *text = mutate (kinds[i].example, rand);

      if (!kinds[i].take (text, strlen (text))) {
        refused++;
        continue;
      }
      taken++;
      if (!is_valid (&kinds[i], text, strlen (text)))
        g_error ("%s refuses what the reader takes:\n%s", kinds[i].schema, text);
    }
    g_test_message ("%s: %u taken, %u refused", kinds[i].schema, taken, refused);
    g_assert_cmpuint (taken, >, 100);
    g_assert_cmpuint (refused, >, 100);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  compile_schemas ();
  g_test_add_func ("/forms/schema/examples-are-valid", test_examples_are_valid);
  g_test_add_func ("/forms/schema/catalogue-is-valid", test_catalogue_is_valid);
  g_test_add_func ("/forms/schema/both-refuse-broken-structure", test_both_refuse_broken_structure);
  g_test_add_func ("/forms/schema/takes-what-the-reader-takes",
                   test_schema_takes_what_the_reader_takes);
  status = g_test_run ();
  free_schemas ();
  return status;
}
