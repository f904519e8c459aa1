/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/form-check.h"

#include "forms/form-lookup.h"
#include "validators/cell-place.h"
#include "validators/operands.h"

#include <stdlib.h>
#include <string.h>

/* A cell, or a column of a dynamic section, of which the form demands something. */
typedef struct {
  guint row, column;
  const ZbCellSpec *spec;
  gboolean plain; /* a figure that only has to be there */
} Demand;

struct _ZbFormCheck {
  const ZbReport *report;
  const ZbForm *form;
  guint revision;
  gboolean joint;
  GArray **demands;     /* Demand, by section */
  GPtrArray **findings; /* ZbFinding, by section, then those of the fields */
};

static void
find_demands (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];
  guint n = section->n_columns * (section->dynamic ? 1 : section->n_rows);

  check->demands[index] = g_array_new (FALSE, FALSE, sizeof (Demand));
  for (guint i = 0; i < n; i++) {
    const ZbCellSpec *spec = &section->specs[i];
    Demand demand = {.row = i / section->n_columns, .column = i % section->n_columns, .spec = spec};
    gboolean required = (spec->flags & ZB_CELL_REQUIRED) != 0;
    gboolean not_now = check->joint && (spec->flags & ZB_CELL_NOT_IN_JOINT) != 0;

    demand.plain = spec->type == ZB_CELL_NUMBER && !not_now;
    if (required || not_now || spec->type == ZB_CELL_CODE || spec->type == ZB_CELL_DATE)
      g_array_append_val (check->demands[index], demand);
  }
}

ZbFormCheck *
zb_form_check_new (const ZbReport *report, guint revision, gboolean joint)
{
  ZbFormCheck *check = g_new0 (ZbFormCheck, 1);
  guint n;

  check->report = report;
  check->form = zb_report_form (report);
  check->revision = revision;
  check->joint = joint;
  n = check->form->n_sections;
  check->demands = g_new0 (GArray *, n + 1);
  check->findings = g_new0 (GPtrArray *, n + 1);
  for (guint i = 0; i < n; i++)
    find_demands (check, i);
  for (guint i = 0; i <= n; i++)
    check->findings[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_finding_free);
  return check;
}

void
zb_form_check_free (ZbFormCheck *check)
{
  if (check == NULL)
    return;
  for (guint i = 0; i < check->form->n_sections; i++)
    g_array_unref (check->demands[i]);
  for (guint i = 0; i <= check->form->n_sections; i++)
    g_ptr_array_unref (check->findings[i]);
  g_free (check->demands);
  g_free (check->findings);
  g_free (check);
}

gboolean
zb_form_check_is_nil (const ZbFormCheck *check)
{
  ZbReportKind kind = zb_report_kind (check->report);

  return kind == ZB_REPORT_NIL || kind == ZB_REPORT_WITHDRAWAL;
}

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

static char *
fill_in (const char *template, const char *name, const char *value)
{
  GString *text = g_string_new (template);

  g_string_replace (text, "{value}", value, 1);
  g_string_replace (text, "{name}", name, 1);
  return g_string_free (text, FALSE);
}

/* Takes @operand. */
static void
add_finding (ZbFormCheck *check,
             guint group,
             Fault fault,
             const char *item,
             ZbOperand *operand,
             const char *const names[2],
             const char *value)
{
  ZbFinding *finding = zb_finding_new ();

  finding->rule = g_strdup_printf ("%s#%s", check->form->id, faults[fault].rule);
  finding->instance = g_strdup_printf ("%s/%s", finding->rule, item);
  finding->revision = check->revision;
  finding->severity = faults[fault].severity;
  finding->outcome = ZB_OUTCOME_FAIL;
  finding->relation = g_strdup (
      fault == FAULT_REQUIRED || fault == FAULT_REQUIRED_TEXT ? "filled" : faults[fault].rule);
  finding->measure = g_strdup (operand->measure);
  g_ptr_array_add (finding->operands, operand);
  finding->operand_digest =
      zb_operand_digest (finding->instance, finding->revision, finding->operands);
  finding->message.zh = fill_in (faults[fault].text.zh, names[0], value);
  finding->message.en = fill_in (faults[fault].text.en, names[1], value);
  g_ptr_array_add (check->findings[group], finding);
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

static void
add_cell_finding (ZbFormCheck *check, guint section, guint row, guint column, Fault fault)
{
  ZbCellPlace place = zb_cell_place_of_report (check->report, section, row, column);
  g_autofree char *item = zb_form_item_id (check->form, section, place.row, column);
  g_autofree char *zh = name_cell (&place, "zh");
  g_autofree char *en = name_cell (&place, "en");
  g_autofree char *value = zb_cell_place_display (&place, "zh");

  add_finding (check, section, fault, item, zb_operand_new (&place), (const char *[]){zh, en},
               value);
}

static void
check_cell (ZbFormCheck *check, guint section, guint row, const Demand *demand)
{
  ZbCell cell = zb_report_cell (check->report, section, row, demand->column);
  Fault fault = fault_of_cell (check, demand->spec, &cell);

  if (fault != FAULT_NONE)
    add_cell_finding (check, section, row, demand->column, fault);
}

/* A class that our list lacks: told, never in the way. */
static void
check_key (ZbFormCheck *check, guint index, guint row)
{
  const ZbSection *section = &check->form->sections[index];
  const char *key = zb_report_row_key (check->report, index, row);
  ZbCellPlace place = zb_cell_place_of_report (check->report, index, row, 0);
  g_autofree char *item = NULL;
  const char *names[2];

  if (zb_code_list_find (section->keys, key) != NULL)
    return;
  item = g_strdup_printf ("%s.%s", section->id, key);
  names[0] = zb_text_get (&section->title, "zh");
  names[1] = zb_text_get (&section->title, "en");
  add_finding (check, index, FAULT_KEY, item, zb_operand_new (&place), names, key);
}

static void
check_nil (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];

  for (guint row = 0; row < zb_report_n_rows (check->report, index); row++) {
    for (guint column = 0; column < section->n_columns; column++) {
      if (zb_report_cell (check->report, index, row, column).state == ZB_STATE_VALUE)
        add_cell_finding (check, index, row, column, FAULT_NIL);
    }
  }
}

/* Whether two lists of findings say the same. */
static gboolean
are_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const ZbFinding *left = g_ptr_array_index (a, i), *right = g_ptr_array_index (b, i);

    if (strcmp (left->instance, right->instance) != 0 ||
        strcmp (left->operand_digest, right->operand_digest) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Puts away the findings of a group, so that new ones can be gathered and compared. */
static GPtrArray *
put_away (ZbFormCheck *check, guint group)
{
  GPtrArray *before = check->findings[group];

  if (before->len == 0)
    return NULL;
  check->findings[group] = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_finding_free);
  return before;
}

/* Whether the findings of a group differ from those put away. Equal ones are put back, for others
 * hold pointers to them. Takes *@before. */
static gboolean
changed_since (ZbFormCheck *check, guint group, GPtrArray **before)
{
  GPtrArray *now = check->findings[group];

  if (*before == NULL)
    return now->len > 0;
  if (!are_equal (*before, now))
    return TRUE;
  check->findings[group] = g_steal_pointer (before);
  g_ptr_array_unref (now);
  return FALSE;
}

static void
check_fixed (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];
  const guint8 *states = zb_report_states (check->report, index);
  const GArray *demands = check->demands[index];

  for (guint i = 0; i < demands->len; i++) {
    const Demand *demand = &g_array_index (demands, Demand, i);

    /* A required figure that is there needs no second look. */
    if (demand->plain &&
        states[demand->row * section->n_columns + demand->column] == ZB_STATE_VALUE)
      continue;
    check_cell (check, index, demand->row, demand);
  }
}

gboolean
zb_form_check_section (ZbFormCheck *check, guint index)
{
  const ZbSection *section = &check->form->sections[index];
  const GArray *demands = check->demands[index];
  g_autoptr (GPtrArray) before = put_away (check, index);

  if (zb_form_check_is_nil (check)) {
    check_nil (check, index);
    return changed_since (check, index, &before);
  }
  if (!section->dynamic) {
    check_fixed (check, index);
    return changed_since (check, index, &before);
  }
  for (guint row = 0; row < zb_report_n_rows (check->report, index); row++) {
    check_key (check, index, row);
    for (guint i = 0; i < demands->len; i++)
      check_cell (check, index, row, &g_array_index (demands, Demand, i));
  }
  return changed_since (check, index, &before);
}

static void
add_field_finding (ZbFormCheck *check, const ZbField *field, const char *value, Fault fault)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *item = g_strdup_printf ("head.%s", field->id);
  ZbOperand *operand = g_new0 (ZbOperand, 1);

  operand->form = g_strdup (check->form->id);
  operand->section = g_strdup ("head");
  operand->row = g_strdup (field->id);
  operand->column = g_strdup ("");
  operand->period = g_strdup (zb_period_format (zb_report_period (check->report), period));
  operand->value = g_strdup (value);
  operand->label.zh = g_strdup (field->label.zh);
  operand->label.en = g_strdup (field->label.en);
  add_finding (
      check, check->form->n_sections, fault, item, operand,
      (const char *[]){zb_text_get (&field->label, "zh"), zb_text_get (&field->label, "en")},
      value == NULL ? "" : value);
}

gboolean
zb_form_check_fields (ZbFormCheck *check)
{
  g_autoptr (GPtrArray) before = put_away (check, check->form->n_sections);
  guint n = zb_form_check_is_nil (check) ? 0 : zb_form_n_fields (check->form);

  for (guint i = 0; i < n; i++) {
    const ZbField *field = zb_form_field (check->form, i);
    const char *value = zb_report_field (check->report, i);
    Fault fault;

    if (value == NULL)
      fault =
          (field->spec.flags & ZB_CELL_REQUIRED) != 0 ? fault_of_blank (&field->spec) : FAULT_NONE;
    else
      fault = fault_of_text (&field->spec, value);
    if (fault != FAULT_NONE)
      add_field_finding (check, field, value, fault);
  }
  return changed_since (check, check->form->n_sections, &before);
}

gboolean
zb_form_check_all (ZbFormCheck *check)
{
  gboolean changed = zb_form_check_fields (check);

  for (guint i = 0; i < check->form->n_sections; i++)
    changed |= zb_form_check_section (check, i);
  return changed;
}

void
zb_form_check_collect (const ZbFormCheck *check, GPtrArray *findings)
{
  for (guint i = 0; i <= check->form->n_sections; i++) {
    for (guint j = 0; j < check->findings[i]->len; j++)
      g_ptr_array_add (findings, g_ptr_array_index (check->findings[i], j));
  }
}
