/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-draft.h"
#include "forms/form-lookup.h"

static ZbFormDraft *
make_draft (void)
{
  ZbFormDraft *draft = zb_form_draft_new ();

  draft->id = g_strdup ("T-01");
  draft->edition = g_strdup ("2026");
  draft->system = g_strdup ("s1");
  draft->title.zh = g_strdup ("测试表");
  draft->issuer.zh = g_strdup ("局");
  draft->issuer.en = g_strdup ("Bureau");
  draft->period_kind = ZB_PERIOD_MONTH;
  draft->valid_from = (ZbPeriod){ZB_PERIOD_MONTH, 2026, 1};
  draft->deadline_days = 9;
  draft->deadline_minute = 720;
  return draft;
}

static void
add_group (ZbDraftSection *section, const char *label, guint parent)
{
  ZbDraftGroup group = {{g_strdup (label), NULL}, parent};

  g_array_append_val (section->groups, group);
}

static void
add_column (ZbDraftSection *section, const char *code, guint group)
{
  ZbDraftColumn column = {g_strdup (code), {g_strdup ("栏"), g_strdup ("Column")}, group};

  g_array_append_val (section->columns, column);
}

static void
add_row (ZbDraftSection *section, const char *code, const char *measure, int scale)
{
  ZbDraftRow row = {g_strdup (code),
                    {g_strdup ("行"), g_strdup ("Row")},
                    1,
                    measure ? zb_measure_find (measure) : NULL,
                    scale,
                    0};

  g_array_append_val (section->rows, row);
}

static ZbForm *
read_back (const ZbFormDraft *draft, GError **error)
{
  g_autoptr (GBytes) bytes = zb_form_draft_write (draft);
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  return zb_form_read ("form.xml", text, length, NULL, NULL, error);
}

static void
test_reads_back_what_was_written (void)
{
  g_autoptr (ZbFormDraft) draft = make_draft ();
  ZbDraftSection *section = zb_form_draft_add_section (draft);
  g_autoptr (GError) error = NULL;

  section->measure = zb_measure_find ("CNY1000");
  add_column (section, "1", 0);
  add_row (section, "01", NULL, -1);
  add_row (section, "02", "KWH10000", 2);
  zb_form_draft_add_signers (draft);
  g_autoptr (ZbForm) form = read_back (draft, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (form->code, ==, "T-01");
  g_assert_cmpstr (form->title.en, ==, "测试表");
  g_assert_cmpuint (form->deadline_minute, ==, 720);
  g_assert_cmpuint (form->n_signers, ==, 5);
  g_assert_cmpuint (form->sections[0].rows[1].indent, ==, 1);
  g_assert_cmpstr (form->sections[0].specs[0].measure->id, ==, "CNY1000");
  g_assert_cmpstr (form->sections[0].specs[1].measure->id, ==, "KWH10000");
  g_assert_cmpuint (form->sections[0].specs[1].scale, ==, 2);
}

static void
test_nests_the_heads_of_columns (void)
{
  g_autoptr (ZbFormDraft) draft = make_draft ();
  ZbDraftSection *section = zb_form_draft_add_section (draft);
  g_autoptr (GError) error = NULL;

  add_group (section, "外", 0);
  add_group (section, "内一", 1);
  add_group (section, "内二", 1);
  add_column (section, "1", 2);
  add_column (section, "2", 2);
  add_column (section, "3", 3);
  add_column (section, "4", 0);
  add_row (section, "01", NULL, -1);
  g_autoptr (ZbForm) form = read_back (draft, &error);
  g_assert_no_error (error);
  const ZbSection *read = &form->sections[0];
  g_assert_cmpuint (read->n_groups, ==, 3);
  g_assert_cmpuint (read->columns[0].group, ==, read->columns[1].group);
  g_assert_cmpuint (read->columns[2].group, !=, read->columns[1].group);
  g_assert_cmpuint (read->groups[read->columns[2].group - 1].parent, ==,
                    read->groups[read->columns[0].group - 1].parent);
  g_assert_cmpuint (read->columns[3].group, ==, 0);
}

static void
test_writes_drafts_that_are_no_forms (void)
{
  g_autoptr (ZbFormDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;

  zb_form_draft_add_section (draft);
  g_autoptr (ZbForm) form = read_back (draft, &error);
  g_assert_null (form);
  g_assert_nonnull (error);
}

static void
test_names_a_code_list_once (void)
{
  g_autoptr (ZbFormDraft) draft = make_draft ();

  zb_form_draft_use (draft, "industry");
  zb_form_draft_use (draft, "industry");
  g_assert_cmpuint (draft->code_lists->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/form-draft/reads-back-what-was-written",
                   test_reads_back_what_was_written);
  g_test_add_func ("/forms/form-draft/nests-the-heads-of-columns", test_nests_the_heads_of_columns);
  g_test_add_func ("/forms/form-draft/writes-drafts-that-are-no-forms",
                   test_writes_drafts_that_are_no_forms);
  g_test_add_func ("/forms/form-draft/names-a-code-list-once", test_names_a_code_list_once);
  return g_test_run ();
}
