/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/form-check.h"

#include "forms/form-lookup.h"
#include "validators/cell-place.h"
#include "validators/finding-private.h"
#include "validators/operands.h"

#include <stdlib.h>
#include <string.h>

struct _ZbFormCheck {
  ZbFindingSource source;
  const ZbReport *report;
  const ZbForm *form;
  const ZbCellDemands *demands;
  guint revision;
  gboolean joint;
  ZbFinding **kept;  /* by demand: of fixed sections; NULL where there is none */
  GPtrArray **found; /* by section, then of the fields: (nullable) ZbFinding, of all else */
};

typedef enum {
  FAULT_NONE,
  FAULT_REQUIRED,
  FAULT_REQUIRED_TEXT,
  FAULT_CODE,
  FAULT_JOINT,
  FAULT_DATE,
  FAULT_KEY,
  FAULT_NIL
} Fault;

static const struct {
  const char *rule;
  ZbSeverity severity;
  ZbText text; /* with {name} and {value} */
} faults[] = {
    [FAULT_REQUIRED] =
        {"required",
         ZB_SEVERITY_HARD,
         {(char *)"{name} 未填写：必须填写，没有发生的填 0。",
          (char *)"{name} is blank and must be filled in; enter 0 if there was none."}},
    [FAULT_REQUIRED_TEXT] = {"required",
                             ZB_SEVERITY_HARD,
                             {(char *)"{name} 未填写：必须填写。",
                              (char *)"{name} is blank and must be filled in."}},
    [FAULT_CODE] = {"code",
                    ZB_SEVERITY_HARD,
                    {(char *)"{name} 的代码 {value} 不在规定的代码表中。",
                     (char *)"{name}: the code {value} is not in its list."}},
    [FAULT_JOINT] = {"joint",
                     ZB_SEVERITY_HARD,
                     {(char *)"{name}：1—2月合并报送，本栏应为空，现为 {value}。",
                      (char *)"{name}: January and February are reported together and this stays "
                              "blank, it is {value}."}},
    [FAULT_DATE] = {"date",
                    ZB_SEVERITY_HARD,
                    {(char *)"{name}：{value} 不是有效的日期（年-月-日）。",
                     (char *)"{name}: {value} is no date (year-month-day)."}},
    [FAULT_KEY] =
        {"key",
         ZB_SEVERITY_INFO,
         {(char *)"{name}：代码 {value} 不在本套代码表中，请核对；确有此项的可以照常报送。",
          (char *)"{name}: our list has no code {value}; check it, and report it as it is if it "
                  "is right."}},
    [FAULT_NIL] =
        {"nil",
         ZB_SEVERITY_HARD,
         {(char *)"{name}：零申报或撤回的报表不应填有数据，现为 {value}。",
          (char *)"{name}: a nil report or withdrawal holds no figures, this is {value}."}},
};

static char *
fill_in (const char *template, const char *name, const char *value)
{
  GString *text = g_string_new (template);

  g_string_replace (text, "{value}", value, 1);
  g_string_replace (text, "{name}", name, 1);
  return g_string_free (text, FALSE);
}

static const ZbFormCheck *
check_of (const ZbFindingSource *source)
{
  return (const ZbFormCheck *)source;
}

static gboolean
is_of_field (const ZbFormCheck *check, const ZbFinding *finding)
{
  return finding->tale->subject.section == check->form->n_sections;
}

static ZbCellPlace
place_of (const ZbFormCheck *check, const ZbFinding *finding)
{
  const ZbFindingSubject *subject = &finding->tale->subject;

  return zb_cell_place_of_report (check->report, subject->section, subject->row, subject->column);
}

static ZbOperand *
field_operand (const ZbFormCheck *check, const ZbFinding *finding)
{
  guint index = finding->tale->subject.column;
  const ZbField *field = zb_form_field (check->form, index);
  ZbOperand *operand = g_new0 (ZbOperand, 1);
  char period[ZB_PERIOD_TEXT_SIZE];

  operand->form = g_strdup (check->form->id);
  operand->section = g_strdup ("head");
  operand->row = g_strdup (field->id);
  operand->column = g_strdup ("");
  operand->period = g_strdup (zb_period_format (zb_report_period (check->report), period));
  operand->value = g_strdup (zb_report_field (check->report, index));
  operand->label.zh = g_strdup (field->label.zh);
  operand->label.en = g_strdup (field->label.en);
  return operand;
}

static void
tell_figures (const ZbFindingSource *source, const ZbFinding *finding, ZbFindingFigures *figures)
{
  const ZbFormCheck *check = check_of (source);
  Fault fault = (Fault)finding->tale->subject.fault;
  ZbCellPlace place;
  ZbOperand *operand;

  if (is_of_field (check, finding)) {
    operand = field_operand (check, finding);
  } else {
    place = place_of (check, finding);
    operand = zb_operand_new (&place);
  }
  figures->relation = g_strdup (
      fault == FAULT_REQUIRED || fault == FAULT_REQUIRED_TEXT ? "filled" : faults[fault].rule);
  figures->measure = g_strdup (operand->measure);
  g_ptr_array_add (figures->operands, operand);
}

/* "资产总计[213]1—本月" */
static char *
name_cell (const ZbCellPlace *place, const char *language)
{
  g_autofree char *row = zb_cell_place_row_name (place, language);
  g_autofree char *column = zb_cell_place_column_name (place, language);

  return g_strdup_printf ("%s[%s]%s%s", row, place->row,
                          g_str_has_prefix (language, "zh") ? "" : ", ", column);
}

/* What the finding is about: a field, a section whose list lacks a key, or a cell. */
static char *
name_subject (const ZbFormCheck *check, const ZbFinding *finding, const char *language)
{
  const ZbFindingSubject *subject = &finding->tale->subject;
  ZbCellPlace place;

  if (is_of_field (check, finding))
    return g_strdup (zb_text_get (&zb_form_field (check->form, subject->column)->label, language));
  if (subject->fault == FAULT_KEY)
    return g_strdup (zb_text_get (&check->form->sections[subject->section].title, language));
  place = place_of (check, finding);
  return name_cell (&place, language);
}

static char *
value_of_subject (const ZbFormCheck *check, const ZbFinding *finding)
{
  const ZbFindingSubject *subject = &finding->tale->subject;
  ZbCellPlace place;

  if (is_of_field (check, finding)) {
    const char *value = zb_report_field (check->report, subject->column);

    return g_strdup (value == NULL ? "" : value);
  }
  if (subject->fault == FAULT_KEY)
    return g_strdup (zb_report_row_key (check->report, subject->section, subject->row));
  place = place_of (check, finding);
  return zb_cell_place_display (&place, "zh");
}

static ZbText
tell_message (const ZbFindingSource *source, const ZbFinding *finding)
{
  const ZbFormCheck *check = check_of (source);
  const ZbText *text = &faults[finding->tale->subject.fault].text;
  g_autofree char *zh = name_subject (check, finding, "zh");
  g_autofree char *en = name_subject (check, finding, "en");
  g_autofree char *value = value_of_subject (check, finding);

  return (ZbText){.zh = fill_in (text->zh, zh, value), .en = fill_in (text->en, en, value)};
}

static char *
tell_digest (const ZbFindingSource *source, const ZbFinding *finding, guint revision)
{
  return zb_operand_digest (finding->instance, revision, zb_finding_figures (finding)->operands);
}

static const ZbFindingSource teller = {tell_figures, tell_message, tell_digest};

static guint
n_demands (const ZbFormCheck *check)
{
  return check->demands->starts[check->form->n_sections];
}

static const ZbCellSpec *
spec_of (const ZbFormCheck *check, guint section, const ZbCellDemand *demand)
{
  const ZbSection *of = &check->form->sections[section];

  return &of->specs[demand->row * of->n_columns + demand->column];
}

ZbFormCheck *
zb_form_check_new (const ZbReport *report,
                   const ZbCellDemands *demands,
                   guint revision,
                   gboolean joint)
{
  ZbFormCheck *check = g_new0 (ZbFormCheck, 1);

  check->source = teller;
  check->report = report;
  check->form = zb_report_form (report);
  check->demands = demands;
  check->revision = revision;
  check->joint = joint;
  check->kept = g_new0 (ZbFinding *, n_demands (check) + 1);
  check->found = g_new0 (GPtrArray *, check->form->n_sections + 1);
  return check;
}

void
zb_form_check_free (ZbFormCheck *check)
{
  if (check == NULL)
    return;
  for (guint i = 0; i < n_demands (check); i++)
    g_clear_pointer (&check->kept[i], zb_finding_free);
  for (guint i = 0; i <= check->form->n_sections; i++)
    g_clear_pointer (&check->found[i], g_ptr_array_unref);
  g_free (check->kept);
  g_free (check->found);
  g_free (check);
}

gboolean
zb_form_check_is_nil (const ZbFormCheck *check)
{
  ZbReportKind kind = zb_report_kind (check->report);

  return kind == ZB_REPORT_NIL || kind == ZB_REPORT_WITHDRAWAL;
}

/* A date as files write it, 2024-07-08. */
static gboolean
is_date (const char *text)
{
  for (guint i = 0; i < 10; i++) {
    if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;
  }
  return text[10] == '\0' && g_date_valid_dmy ((GDateDay)atoi (text + 8),
                                               (GDateMonth)atoi (text + 5), (GDateYear)atoi (text));
}

static Fault
fault_of_text (const ZbCellSpec *spec, const char *text)
{
  if (spec->type == ZB_CELL_CODE && spec->codes != NULL &&
      zb_code_list_find (spec->codes, text) == NULL)
    return FAULT_CODE;
  if (spec->type == ZB_CELL_DATE && !is_date (text))
    return FAULT_DATE;
  return FAULT_NONE;
}

static Fault
fault_of_blank (const ZbCellSpec *spec)
{
  return spec->type == ZB_CELL_NUMBER ? FAULT_REQUIRED : FAULT_REQUIRED_TEXT;
}

static Fault
fault_of_cell (const ZbFormCheck *check, const ZbCellSpec *spec, const ZbCell *cell)
{
  gboolean not_now = check->joint && (spec->flags & ZB_CELL_NOT_IN_JOINT) != 0;

  if (cell->state == ZB_STATE_BLANK)
    return (spec->flags & ZB_CELL_REQUIRED) == 0 || not_now ? FAULT_NONE : fault_of_blank (spec);
  if (cell->state != ZB_STATE_VALUE)
    return FAULT_NONE;
  if (not_now)
    return FAULT_JOINT;
  return spec->type == ZB_CELL_NUMBER ? FAULT_NONE : fault_of_text (spec, cell->text);
}

/* The finding of @fault; @item is taken. */
static ZbFinding *
new_finding (const ZbFormCheck *check, const ZbFindingSubject *subject, char *item)
{
  ZbFinding *finding = zb_finding_new (&check->source, subject);

  finding->rule = g_strdup_printf ("%s#%s", check->form->id, faults[subject->fault].rule);
  finding->instance = g_strdup_printf ("%s/%s", finding->rule, item);
  finding->revision = check->revision;
  finding->severity = faults[subject->fault].severity;
  finding->outcome = ZB_OUTCOME_FAIL;
  g_free (item);
  return finding;
}

static ZbFinding *
new_cell_finding (const ZbFormCheck *check, guint section, guint row, guint column, Fault fault)
{
  ZbFindingSubject subject = {
      .section = section, .row = row, .column = column, .fault = (int)fault};
  ZbCellPlace place = zb_cell_place_of_report (check->report, section, row, column);

  return new_finding (check, &subject, zb_form_item_id (check->form, section, place.row, column));
}

static void
take_finding (ZbFormCheck *check, guint group, ZbFinding *finding)
{
  if (check->found[group] == NULL)
    check->found[group] = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_finding_free);
  g_ptr_array_add (check->found[group], finding);
}

static void
check_cell (ZbFormCheck *check, guint section, guint row, const ZbCellDemand *demand)
{
  ZbCell cell = zb_report_cell (check->report, section, row, demand->column);
  Fault fault = fault_of_cell (check, spec_of (check, section, demand), &cell);

  if (fault != FAULT_NONE)
    take_finding (check, section, new_cell_finding (check, section, row, demand->column, fault));
}

/* A class that our list lacks: told, never in the way. */
static void
check_key (ZbFormCheck *check, guint index, guint row)
{
  const ZbSection *section = &check->form->sections[index];
  ZbFindingSubject subject = {.section = index, .row = row, .fault = FAULT_KEY};

  if (zb_report_row_entry (check->report, index, row) == NULL)
    take_finding (check, index,
                  new_finding (check, &subject,
                               g_strdup_printf ("%s.%s", section->id,
                                                zb_report_row_key (check->report, index, row))));
}

static void
check_nil (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];

  for (guint row = 0; row < zb_report_n_rows (check->report, index); row++) {
    for (guint column = 0; column < section->n_columns; column++) {
      if (zb_report_cell (check->report, index, row, column).state == ZB_STATE_VALUE)
        take_finding (check, index, new_cell_finding (check, index, row, column, FAULT_NIL));
    }
  }
}

/* A fault that is there still keeps its finding, so that a form of which much is blank costs little
 * between two key presses; its figures may be others. Returns whether there is another fault. */
static gboolean
keep_finding (ZbFormCheck *check, guint section, guint demand, Fault fault)
{
  const ZbCellDemand *at = &check->demands->demands[demand];
  ZbFinding **kept = &check->kept[demand];
  Fault before = *kept == NULL ? FAULT_NONE : (Fault)(*kept)->tale->subject.fault;

  if (fault == before) {
    if (*kept != NULL)
      zb_finding_forget (*kept);
    return FALSE;
  }
  g_clear_pointer (kept, zb_finding_free);
  if (fault != FAULT_NONE)
    *kept = new_cell_finding (check, section, at->row, at->column, fault);
  return TRUE;
}

static gboolean
check_fixed (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];
  const guint8 *states = zb_report_states (check->report, index);
  const ZbCellDemands *all = check->demands;
  gboolean is_nil = zb_form_check_is_nil (check), changed = FALSE;

  for (guint i = all->starts[index]; i < all->starts[index + 1]; i++) {
    const ZbCellDemand *demand = &all->demands[i];
    Fault fault = FAULT_NONE;

    /* A required figure that is there needs no second look. */
    if (!is_nil && (!demand->plain ||
                    states[demand->row * section->n_columns + demand->column] != ZB_STATE_VALUE)) {
      ZbCell cell = zb_report_cell (check->report, index, demand->row, demand->column);

      fault = fault_of_cell (check, spec_of (check, index, demand), &cell);
    }
    changed |= keep_finding (check, index, i, fault);
  }
  return changed;
}

static void
check_rows (ZbFormCheck *check, guint index)
{
  const ZbCellDemands *all = check->demands;

  for (guint row = 0; row < zb_report_n_rows (check->report, index); row++) {
    check_key (check, index, row);
    for (guint i = all->starts[index]; i < all->starts[index + 1]; i++)
      check_cell (check, index, row, &all->demands[i]);
  }
}

gboolean
zb_form_check_section (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];
  gboolean changed = check->found[index] != NULL;

  g_clear_pointer (&check->found[index], g_ptr_array_unref);
  if (!section->dynamic)
    changed |= check_fixed (check, index);
  if (zb_form_check_is_nil (check))
    check_nil (check, index);
  else if (section->dynamic)
    check_rows (check, index);
  return changed || check->found[index] != NULL;
}

gboolean
zb_form_check_fields (ZbFormCheck *check)
{
  guint index = check->form->n_sections;
  guint n = zb_form_check_is_nil (check) ? 0 : zb_form_n_fields (check->form);
  gboolean changed = check->found[index] != NULL;

  g_clear_pointer (&check->found[index], g_ptr_array_unref);
  for (guint i = 0; i < n; i++) {
    const ZbField *field = zb_form_field (check->form, i);
    const char *value = zb_report_field (check->report, i);
    ZbFindingSubject subject = {.section = index, .column = i};

    if (value != NULL)
      subject.fault = fault_of_text (&field->spec, value);
    else if ((field->spec.flags & ZB_CELL_REQUIRED) != 0)
      subject.fault = fault_of_blank (&field->spec);
    if (subject.fault != FAULT_NONE)
      take_finding (check, index,
                    new_finding (check, &subject, g_strdup_printf ("head.%s", field->id)));
  }
  return changed || check->found[index] != NULL;
}

void
zb_form_check_collect (const ZbFormCheck *check, GPtrArray *findings)
{
  const guint *starts = check->demands->starts;

  for (guint i = 0; i <= check->form->n_sections; i++) {
    for (guint k = starts[i]; k < starts[i + 1]; k++)
      if (check->kept[k] != NULL)
        g_ptr_array_add (findings, check->kept[k]);
    for (guint k = 0; check->found[i] != NULL && k < check->found[i]->len; k++)
      g_ptr_array_add (findings, g_ptr_array_index (check->found[i], k));
  }
}
