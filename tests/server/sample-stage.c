/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/sample-stage.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "forms/form-set.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "server/store/mandate.h"
#include "server/store/submission.h"
#include "server/store/unit.h"
#include "validators/credit-code.h"
#include "validators/review/sample.h"

#include <string.h>

#define AGENT "91350203MA2XK7R35J"

static void
sample_case_free (SampleCase *sample)
{
  g_free (sample->name);
  g_free (sample->unit);
  g_free (sample->register_);
  g_free (sample->note);
  g_free (sample->expected);
  g_free (sample->message_id);
  g_free (sample->findings);
  zb_report_unref (sample->report);
  g_ptr_array_unref (sample->bodies);
  g_ptr_array_unref (sample->history);
  g_free (sample);
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

static char *
code_of (guint number)
{
  g_autofree char *organisation = g_strdup_printf ("%08u", number);
  g_autofree char *first = g_strdup_printf ("91350200%s%c", organisation,
                                            zb_organisation_code_check_character (organisation));

  return g_strdup_printf ("%s%c", first, zb_credit_code_check_character (first));
}

/* The report in @path as @unit's, of the package that serves its period. */
static ZbReport *
read_as (const SampleStage *stage, const char *path, const char *unit)
{
  g_autofree char *text = read_text (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) sample =
      zb_report_read_sample (path, text, strlen (text), stage->catalogue, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (stage->catalogue, zb_report_form (sample)->id,
                                          zb_report_period (sample), &error);
  g_assert_no_error (error);
  g_autofree char *named = g_strdup_printf ("package=\"%s\"", zb_package_digest (package));
  g_autofree char *of_package = replace (text, "package=\"sample\"", named);
  g_autofree char *own = replace (of_package, zb_report_unit (sample), unit);
  ZbReport *report = zb_report_read (path, own, strlen (own), stage->catalogue, &error);

  g_assert_no_error (error);
  return report;
}

static gboolean
is_beside (const SampleCase *sample,
           const ZbReport *other,
           const ZbPackage *head,
           const SampleStage *stage)
{
  ZbPeriod period = zb_report_period (sample->report);

  return head && zb_period_equal (zb_report_period (other), period) &&
         zb_form_set_head (stage->catalogue, zb_report_form (other)->id, period) == head;
}

/* A form of a set comes with those of the set that the sample has beside it; where the head is none
 * of them, it says that there is nothing. */
static void
add_bodies (const SampleStage *stage, SampleCase *sample)
{
  const ZbForm *form = zb_report_form (sample->report);
  ZbPeriod period = zb_report_period (sample->report);
  ZbPackage *head = zb_form_set_head (stage->catalogue, form->id, period);
  gboolean has_head = !head || zb_package_form (head) == form;

  g_ptr_array_add (sample->bodies, zb_report_ref (sample->report));
  for (guint i = 0; i < sample->history->len;) {
    ZbReport *other = sample->history->pdata[i];

    if (!is_beside (sample, other, head, stage)) {
      i++;
      continue;
    }
    gboolean first = zb_report_form (other) == zb_package_form (head);
    has_head = has_head || first;
    g_ptr_array_insert (sample->bodies, first ? 0 : -1, zb_report_ref (other));
    g_ptr_array_remove_index (sample->history, i);
  }
  if (has_head)
    return;
  ZbReport *nil =
      zb_report_new (zb_package_form (head), zb_package_digest (head), sample->unit, period);
  zb_report_set_kind (nil, ZB_REPORT_NIL);
  g_ptr_array_insert (sample->bodies, 0, nil);
}

static gint64
now (void)
{
  return g_get_real_time ();
}

/* Acts by the group: one by one each would wait for the disk. */
static void
commit (const SampleStage *stage, const GArray *acts)
{
  g_autofree ZbActResult *results = g_new0 (ZbActResult, acts->len);
  g_autoptr (GError) error = NULL;

  zb_store_commit (zb_test_node_store (stage->node), (const ZbAct *)acts->data, acts->len, results,
                   &error);
  g_assert_no_error (error);
  for (guint i = 0; i < acts->len; i++) {
    g_assert_no_error (results[i].error);
    zb_act_result_clear (&results[i]);
  }
}

static void
add_act (GArray *acts, ZbActKind kind, gconstpointer what)
{
  const ZbAct act = {.kind = kind, .what = what, .time = now (), .who = "test"};

  g_array_append_val (acts, act);
}

static void
change_free (gpointer data)
{
  ZbUnitChange *change = data;

  for (guint i = 0; i < change->n_values; i++) {
    g_free ((char *)change->values[i].name);
    g_free ((char *)change->values[i].value);
  }
  g_free ((ZbUnitValue *)change->values);
  g_free (change);
}

/* The unit with the sample's attributes. */
static ZbUnitChange *
read_unit (const SampleCase *sample)
{
  g_autofree char *text = read_text (sample->register_);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  ZbUnitValue *values = g_new0 (ZbUnitValue, g_strv_length (lines) + 1);
  ZbUnitChange *change = g_new0 (ZbUnitChange, 1);

  *change =
      (ZbUnitChange){.code = sample->unit, .day = "2015-01-01", .values = values, .reason = "test"};
  for (guint i = 0; lines[i]; i++) {
    const char *value = strchr (lines[i], '=');

    if (value)
      values[change->n_values++] =
          (ZbUnitValue){g_strndup (lines[i], (gsize)(value - lines[i])), g_strdup (value + 1)};
  }
  return change;
}

static void
add_units (const SampleStage *stage)
{
  g_autoptr (GArray) acts = g_array_new (FALSE, FALSE, sizeof (ZbAct));
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (change_free);

  for (guint i = 0; i < stage->cases->len; i++) {
    ZbUnitChange *change = read_unit (stage->cases->pdata[i]);

    g_ptr_array_add (changes, change);
    add_act (acts, ZB_ACT_UNIT, change);
  }
  commit (stage, acts);
}

/* The agent's, for every unit. */
static void
add_mandates (const SampleStage *stage)
{
  g_autoptr (GArray) acts = g_array_new (FALSE, FALSE, sizeof (ZbAct));
  g_autofree ZbMandate *mandates = g_new0 (ZbMandate, stage->cases->len);

  for (guint i = 0; i < stage->cases->len; i++) {
    SampleCase *sample = stage->cases->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbUnit) unit =
        zb_store_read_unit (zb_test_node_store (stage->node), sample->unit, "2024-01-01", &error);

    g_assert_no_error (error);
    sample->id = unit->id;
    mandates[i] = (ZbMandate){.tenant = (char *)"*",
                              .unit = unit->id,
                              .holder = (char *)AGENT,
                              .role = ZB_MANDATE_AGENT,
                              .from_day = (char *)"2015-01-01"};
    add_act (acts, ZB_ACT_MANDATE, &mandates[i]);
  }
  commit (stage, acts);
}

/* A report that lies in the store without having been judged: what a sample has behind it may be
 * wrong in itself. */
typedef struct {
  char *message, *edition, *digest;
  char period[ZB_PERIOD_TEXT_SIZE];
  GBytes *bytes;
  ZbPackedReport *packed;
  ZbSubmission submission;
  ZbActReceipt receipts[2];
} Stored;

static void
stored_free (gpointer data)
{
  Stored *stored = data;

  g_free (stored->message);
  g_free (stored->edition);
  g_free (stored->digest);
  g_bytes_unref (stored->bytes);
  zb_packed_report_free (stored->packed);
  g_free (stored);
}

static Stored *
stored_new (const SampleCase *sample, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  Stored *stored = g_new0 (Stored, 1);

  stored->message = zb_uuid_new (now ());
  stored->edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  stored->packed = zb_packed_report_new (report);
  stored->bytes = zb_report_write (report);
  stored->digest = zb_digest_hex_of_bytes (stored->bytes);
  stored->submission = (ZbSubmission){
      .sender = sample->unit,
      .message_id = stored->message,
      .digest = stored->digest,
      .container = stored->bytes,
      .carrier = "test",
      .signer = "test",
      .tenant = form->system,
      .form = form->id,
      .edition = stored->edition,
      .package = zb_report_package (report),
      .period = zb_period_format (zb_report_period (report), stored->period),
      .unit = sample->id,
      .received = now (),
      .report = stored->packed,
      .findings = "[]",
  };
  stored->receipts[0] = (ZbActReceipt){ZB_RECEIPT_ARRIVAL, stored->bytes, "arrival"};
  stored->receipts[1] = (ZbActReceipt){ZB_RECEIPT_OUTCOME, stored->bytes, "outcome"};
  return stored;
}

static void
add_history (const SampleStage *stage)
{
  g_autoptr (GArray) acts = g_array_new (FALSE, FALSE, sizeof (ZbAct));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (stored_free);

  for (guint i = 0; i < stage->cases->len; i++) {
    const SampleCase *sample = stage->cases->pdata[i];

    for (guint j = 0; j < sample->history->len; j++) {
      Stored *stored = stored_new (sample, sample->history->pdata[j]);
      const ZbAct act = {.kind = ZB_ACT_SUBMISSION,
                         .what = &stored->submission,
                         .time = now (),
                         .who = "test",
                         .receipts = stored->receipts,
                         .n_receipts = G_N_ELEMENTS (stored->receipts)};

      g_ptr_array_add (all, stored);
      g_array_append_val (acts, act);
    }
  }
  commit (stage, acts);
}

static void
add_case (const SampleStage *stage, const char *package, const char *path)
{
  SampleCase *sample = g_new0 (SampleCase, 1);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_strndup (base, strlen (base) - strlen (".xml"));
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *beside = g_strdup_printf ("%s/%s.findings", folder, name);
  g_autofree char *older = g_strdup_printf ("%s/history-%s", folder, name);
  g_autoptr (GPtrArray) paths = zb_sample_list (older);

  sample->name = g_strdup_printf ("%s/%s", package, name);
  sample->register_ = g_strdup_printf ("%s/%s.register", folder, name);
  sample->good = g_str_has_prefix (name, "good-");
  sample->unit = code_of (stage->cases->len + 1);
  sample->expected = read_text (beside);
  sample->report = read_as (stage, path, sample->unit);
  sample->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  sample->history = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_ptr_array_add (stage->cases, sample);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (sample->history, read_as (stage, paths->pdata[i], sample->unit));
  add_bodies (stage, sample);
}

/* Opens the sample's period once, by the head of its set. */
static void
open_period (const SampleStage *stage, const SampleCase *sample, GHashTable *opened)
{
  const ZbReport *head = sample->bodies->pdata[0];
  const char *form = zb_report_form (head)->id;
  char period[ZB_PERIOD_TEXT_SIZE];
  char *key = g_strdup_printf ("%s %s", form, zb_period_format (zb_report_period (head), period));

  if (g_hash_table_add (opened, key))
    zb_test_node_open_period (stage->node, form, period);
}

static void
add_samples (const SampleStage *stage, const char *root)
{
  g_autoptr (GHashTable) opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < zb_catalogue_n_packages (stage->catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (stage->catalogue, i));
    g_autofree char *name = g_strdup_printf ("%s/%s", form->id, form->edition);
    g_autofree char *folder =
        g_build_filename (root, form->system, form->id, form->edition, "samples", NULL);
    g_autoptr (GPtrArray) paths = zb_sample_list (folder);

    g_assert_cmpuint (paths->len, >=, 6);
    for (guint j = 0; j < paths->len; j++) {
      add_case (stage, name, paths->pdata[j]);
      open_period (stage, stage->cases->pdata[stage->cases->len - 1], opened);
    }
  }
}

void
sample_stage_init (SampleStage *stage)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);

  stage->node = zb_test_node_found_with (root);
  zb_test_node_open (stage->node);
  stage->catalogue = zb_catalogue_ref (
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (stage->node))->rulebook));
  stage->agent = zb_test_node_add_enterprise (stage->node, AGENT, "厦门代理记账有限公司");
  stage->cases = g_ptr_array_new_with_free_func ((GDestroyNotify)sample_case_free);
  add_samples (stage, root);
  add_units (stage);
  add_mandates (stage);
  add_history (stage);
}

void
sample_stage_clear (SampleStage *stage)
{
  g_ptr_array_unref (stage->cases);
  zb_catalogue_unref (stage->catalogue);
  zb_test_person_free (stage->agent);
  zb_test_node_free (stage->node);
}
