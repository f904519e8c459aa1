/* SPDX-License-Identifier: Apache-2.0 */
/* faults [--smoke] [--kills N] [--pages N] [--only NAME] [--json]: brings faults about on a serving
 * node and tells what came of it; status 1 if anything that was acknowledged is lost, there twice
 * or unproven. With --tap (as Meson's tests call it) each kind of fault is a test. */
#include "tests/faults/faults.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *name;
  void (*run) (const ZbFaultSize *size, GPtrArray *reports);
} Fault;

static const Fault faults[] = {
    {"kill", zb_faults_kill},     {"write", zb_faults_write},
    {"clock", zb_faults_clock},   {"damage", zb_faults_damage},
    {"outage", zb_faults_outage}, {"connection", zb_faults_connection},
    {"bureau", zb_faults_bureau},
};

static const ZbFaultSize whole = {.kills = 200,
                                  .pages = 200,
                                  .writes = 400,
                                  .errands = 400,
                                  .vanishings = 200,
                                  .outage_ms = 8000,
                                  .outages = 5};
static const ZbFaultSize smoke = {.kills = 2,
                                  .pages = 6,
                                  .writes = 6,
                                  .errands = 3,
                                  .vanishings = 3,
                                  .outage_ms = 500,
                                  .outages = 1};

static GPtrArray *
reports_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)zb_fault_report_free);
}

static gboolean
are_clean (const GPtrArray *reports)
{
  for (guint i = 0; i < reports->len; i++)
    if (!zb_fault_report_is_clean (reports->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
write_json (const GPtrArray *reports)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_boolean (json, "clean", are_clean (reports));
  zb_json_writer_begin_array (json, "faults");
  for (guint i = 0; i < reports->len; i++)
    zb_fault_report_write (reports->pdata[i], json);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  g_print ("%s\n", text);
}

/* @only: nullable. */
static int
run_campaign (const ZbFaultSize *size, const char *only, gboolean as_json)
{
  g_autoptr (GPtrArray) reports = reports_new ();

  if (!as_json)
    zb_fault_report_print_head ();
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    guint before = reports->len;
    if (only && strcmp (only, faults[i].name) != 0)
      continue;
    faults[i].run (size, reports);
    for (guint k = before; k < reports->len && !as_json; k++)
      zb_fault_report_print (reports->pdata[k]);
  }
  if (reports->len == 0) {
    g_print ("./faults: there is no fault \"%s%s%s\"\n", only, size->role ? " " : "",
             size->role ? size->role : "");
    return 2;
  }
  if (as_json)
    write_json (reports);
  else
    g_print ("%s\n", are_clean (reports) ? "Nothing acknowledged was lost or doubled."
                                         : "NOT CLEAN: see above.");
  return are_clean (reports) ? 0 : 1;
}

/* What the servers say of themselves would drown the figures. */
static void
send_log_away (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "faults.log", NULL);

  if (!freopen (path, "w", stderr))
    g_print ("%s cannot be written\n", path);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GPtrArray) reports = reports_new ();

  fault->run (&smoke, reports);
  g_assert_cmpuint (reports->len, >, 0);
  for (guint i = 0; i < reports->len; i++) {
    const ZbFaultReport *report = reports->pdata[i];
    for (guint k = 0; k < report->problems->len; k++)
      g_test_message ("%s: %s", report->name, (char *)report->problems->pdata[k]);
    g_assert_cmpuint (report->times, >, 0);
    g_assert_true (zb_fault_report_is_clean (report));
  }
}

static int
run_tests (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *path = g_strconcat ("/faults/", faults[i].name, NULL);
    g_test_add_data_func (path, &faults[i], test_fault);
  }
  return g_test_run ();
}

int
main (int argc, char **argv)
{
  gboolean as_json = FALSE, short_one = FALSE;
  g_autofree char *only = NULL;
  int kills = 0, pages = 0;
  const GOptionEntry entries[] = {
      {"smoke", 0, 0, G_OPTION_ARG_NONE, &short_one, "each fault a few times only", NULL},
      {"kills", 0, 0, G_OPTION_ARG_INT, &kills, "of each process; 200 unless said", "N"},
      {"pages", 0, 0, G_OPTION_ARG_INT, &pages, "that are damaged; 200 unless said", "N"},
      {"only", 0, 0, G_OPTION_ARG_STRING, &only,
       "kill, write, bureau, clock, damage, outage or connection; or \"kill witness\": that "
       "process",
       "FAULT"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "one object instead of the table", NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  if (argc > 1 && (strcmp (argv[1], "--tap") == 0 || argv[1][1] != '-'))
    return run_tests (argc, argv);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || kills < 0) {
    g_printerr ("./faults: %s\n", error ? error->message : "--kills takes a number");
    return 2;
  }
  setlocale (LC_ALL, "");
  send_log_away ();
  ZbFaultSize size = short_one ? smoke : whole;
  if (kills > 0)
    size.kills = (guint)kills;
  if (pages > 0)
    size.pages = (guint)pages;
  g_auto (GStrv) words = g_strsplit (only ? only : "", " ", 2);
  size.role = words[0] ? words[1] : NULL;
  return run_campaign (&size, words[0], as_json);
}
