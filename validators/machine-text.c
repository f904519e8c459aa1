/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/machine.h"

#include "validators/credit-code.h"
#include "validators/size-class.h"

#include <string.h>

static const char *
keep_text (ZbMachine *machine, char *text)
{
  if (machine->scratch == NULL)
    machine->scratch = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (machine->scratch, text);
  return text;
}

static const ZbExpression *
expression_of (const ZbMachine *machine, const ZbOp *op)
{
  return g_ptr_array_index (machine->program->expressions, (guint)op->index);
}

static ZbFigure
to_number (const char *text)
{
  ZbWide digits;
  guint scale;

  if (!zb_wide_parse (text, &digits, &scale) || scale > (guint)-ZB_LATE_EXPONENT ||
      !zb_wide_scale (digits, (guint)-ZB_LATE_EXPONENT - scale, &digits))
    return zb_figure_flagged (ZB_FIGURE_BLANK);
  return zb_figure_whole (digits);
}

static gboolean
is_separator (gunichar character)
{
  return character == ',' || character == ';' || character == 0xFF0C || character == 0xFF1B ||
         character == 0x3001 || g_unichar_isspace (character);
}

/* Counts the choices of "1,3,99"; @wanted (nullable) counts only that one. */
static guint
count_choices (const char *text, const char *wanted)
{
  guint n = 0;

  while (*text != '\0') {
    const char *start;

    while (*text != '\0' && is_separator (g_utf8_get_char (text)))
      text = g_utf8_next_char (text);
    start = text;
    while (*text != '\0' && !is_separator (g_utf8_get_char (text)))
      text = g_utf8_next_char (text);
    if (text > start && (wanted == NULL || (strlen (wanted) == (gsize)(text - start) &&
                                            strncmp (start, wanted, (gsize)(text - start)) == 0)))
      n++;
  }
  return n;
}

static ZbFigure
substring (ZbMachine *machine, const ZbExpression *expression, const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  glong first = MIN ((glong)expression->digits - 1, length);
  glong last = MIN (first + (glong)expression->index, length);

  return zb_figure_text (keep_text (machine, g_utf8_substring (text, first, last)));
}

static gboolean
is_true (const char *text)
{
  return strcmp (text, "1") == 0 || strcmp (text, "true") == 0 || strcmp (text, "yes") == 0;
}

static ZbFigure
is_listed (const ZbExpression *expression, const char *text)
{
  const ZbCode *code = zb_code_list_find (expression->list, text);

  return zb_figure_condition (code != NULL &&
                              (!expression->flag || zb_code_list_is_leaf (expression->list, code)));
}

/* 9 stands for a digit, A for a letter, X for either, ? for any character, * for any rest. */
static gboolean
is_like (const char *pattern, const char *text)
{
  for (; *pattern != '\0' && *pattern != '*'; pattern = g_utf8_next_char (pattern)) {
    gunichar character = g_utf8_get_char (text);
    gboolean is_digit = character < 0x80 && g_ascii_isdigit ((char)character);
    gboolean is_letter = g_unichar_isalpha (character);

    if (character == 0 || (*pattern == '9' && !is_digit) || (*pattern == 'A' && !is_letter) ||
        (*pattern == 'X' && !is_digit && !is_letter) ||
        (strchr ("9AX?", *pattern) == NULL && g_utf8_get_char (pattern) != character))
      return FALSE;
    text = g_utf8_next_char (text);
  }
  return *pattern == '*' || *text == '\0';
}

static ZbFigure
look_up (const ZbMachine *machine, const ZbExpression *expression, const char *text)
{
  const ZbCode *code = zb_code_list_find (expression->list, text);
  const char *name = g_ptr_array_index (machine->world->references->names, expression->index);

  return zb_figure_text (code == NULL ? NULL
                                      : zb_code_list_attribute (expression->list, code, name));
}

static ZbFigure
of_text (ZbMachine *machine, const ZbOp *op, const char *text)
{
  switch ((ZbOpCode)op->code) {
  case ZB_OP_TO_NUMBER:
    return to_number (text);
  case ZB_OP_LENGTH:
    return zb_figure_whole (g_utf8_strlen (text, -1));
  case ZB_OP_CHOICES:
    return zb_figure_whole (count_choices (text, NULL));
  case ZB_OP_SUBSTRING:
    return substring (machine, expression_of (machine, op), text);
  case ZB_OP_CREDIT_CODE:
    return zb_figure_condition (zb_credit_code_check (text, NULL));
  case ZB_OP_ORGANISATION_CODE:
    return zb_figure_condition (zb_organisation_code_check (text, NULL));
  case ZB_OP_LISTED:
    return is_listed (expression_of (machine, op), text);
  case ZB_OP_TRUTH:
    return zb_figure_condition (is_true (text));
  case ZB_OP_LIKE:
    return zb_figure_condition (
        is_like (g_ptr_array_index (machine->world->references->names, (guint)op->index), text));
  case ZB_OP_LOOKUP:
    return look_up (machine, expression_of (machine, op), text);
  default:
    g_return_val_if_reached (zb_figure_flagged (ZB_FIGURE_MISSING));
  }
}

/* Ops that take one text. */
static void
run_of_text (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure *top = zb_machine_top (machine);

  /* An attribute that the list or the register does not give is not true. */
  if (op->code == ZB_OP_TRUTH && top->flags == ZB_FIGURE_BLANK)
    *top = zb_figure_condition (FALSE);
  else if (top->flags != 0)
    *top = zb_figure_flagged (top->flags);
  else
    *top = of_text (machine, op, top->text);
}

static void
run_chosen (ZbMachine *machine)
{
  const ZbFigure *choice = zb_machine_take (machine);
  ZbFigure *text = zb_machine_top (machine);

  if ((choice->flags | text->flags) != 0)
    *text = zb_figure_flagged (choice->flags | text->flags);
  else
    *text = zb_figure_condition (count_choices (text->text, choice->text) > 0);
}

static void
run_size_class (ZbMachine *machine)
{
  const ZbFigure *revenue = zb_machine_take (machine);
  const ZbFigure *staff = zb_machine_take (machine);
  ZbFigure *industry = zb_machine_top (machine);
  guint flags = revenue->flags | staff->flags | industry->flags;

  if (flags != 0)
    *industry = zb_figure_flagged (flags);
  else
    *industry = zb_figure_text (
        zb_size_class (industry->text, staff->num / staff->den, revenue->num / revenue->den));
}

static const char *
row_text (const ZbMachine *machine, const ZbOp *op)
{
  const ZbExpression *expression = expression_of (machine, op);
  guint domain = (guint)machine->domains[expression->variable];
  guint row = machine->rows[expression->variable];
  const ZbBoundDomain *bound = &machine->world->domains[domain];
  const ZbCodeList *list;
  const ZbCode *entry;

  if (op->code == ZB_OP_KEY)
    return zb_report_row_key (bound->report, bound->section, row);
  entry = zb_world_entry (machine->world, domain, row, &list);
  if (entry == NULL)
    return NULL;
  if (op->code == ZB_OP_PARENT)
    return entry->parent;
  return zb_code_list_attribute (
      list, entry, g_ptr_array_index (machine->world->references->names, expression->index));
}

/* Counts a text that was read; a blank one has no zero to stand for it. */
static void
count_text (ZbMachine *machine, ZbFigure *text, const ZbOp *op)
{
  zb_machine_count_cell (machine, text,
                         op->policy == ZB_POLICY_ZERO ? ZB_POLICY_SKIP : (ZbPolicy)op->policy);
}

static void
run_key_text (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure *top = zb_machine_top (machine);

  if (top->flags != 0)
    *top = zb_figure_flagged (top->flags);
  else
    *top = zb_world_key_text (machine->world, (guint)op->index, top->text);
  count_text (machine, top, op);
}

/* Ops that take nothing off the stack. */
static void
run_leaf (ZbMachine *machine, const ZbOp *op)
{
  const ZbWorld *world = machine->world;
  guint index = (guint)op->index;
  ZbFigure *top = zb_machine_put (machine);

  switch ((ZbOpCode)op->code) {
  case ZB_OP_TEXT:
    *top = zb_figure_text (g_ptr_array_index (world->references->names, index));
    return;
  case ZB_OP_TEXT_CELL:
    *top = zb_world_slot_text (world, index);
    count_text (machine, top, op);
    return;
  case ZB_OP_TEXT_ROW_CELL:
    *top = zb_world_row_text (world, index, machine->rows[op->n]);
    count_text (machine, top, op);
    return;
  case ZB_OP_FIELD:
    *top = zb_world_field (world, index);
    return;
  case ZB_OP_REGISTER:
    *top = zb_world_register (world, index);
    return;
  case ZB_OP_DAY:
    *top = zb_figure_text (world->days[index]);
    return;
  default: /* ZB_OP_KEY, ZB_OP_PARENT, ZB_OP_ENTRY */
    *top = zb_figure_text (row_text (machine, op));
    return;
  }
}

void
zb_machine_text_op (ZbMachine *machine, const ZbOp *op)
{
  switch ((ZbOpCode)op->code) {
  case ZB_OP_TEXT:
  case ZB_OP_TEXT_CELL:
  case ZB_OP_TEXT_ROW_CELL:
  case ZB_OP_FIELD:
  case ZB_OP_REGISTER:
  case ZB_OP_DAY:
  case ZB_OP_KEY:
  case ZB_OP_PARENT:
  case ZB_OP_ENTRY:
    run_leaf (machine, op);
    return;
  case ZB_OP_TEXT_KEY_CELL:
    run_key_text (machine, op);
    return;
  case ZB_OP_CHOSEN:
    run_chosen (machine);
    return;
  case ZB_OP_SIZE_CLASS:
    run_size_class (machine);
    return;
  default:
    run_of_text (machine, op);
    return;
  }
}
