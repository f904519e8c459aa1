/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding-json.h"

#include "validators/error.h"
#include "validators/finding-private.h"

#include <string.h>

static void
write_text (ZbJsonWriter *writer, const char *key, const ZbText *text)
{
  zb_json_writer_begin_object (writer, key);
  zb_json_writer_string (writer, "zh", text->zh);
  zb_json_writer_string (writer, "en", text->en);
  zb_json_writer_end_object (writer);
}

/* "A.01.1", with the form in front where it is another one: "B203:A.301.1". */
static char *
cell_id (const ZbFinding *finding, const ZbOperand *operand)
{
  gsize length = strcspn (finding->rule, "#");
  gboolean own =
      strlen (operand->form) == length && strncmp (finding->rule, operand->form, length) == 0;
  const char *separator = *operand->column == '\0' ? "" : ".";

  return g_strdup_printf ("%s%s%s.%s%s%s", own ? "" : operand->form, own ? "" : ":",
                          operand->section, operand->row, separator, operand->column);
}

static void
write_cells (ZbJsonWriter *writer, const ZbFinding *finding)
{
  g_autoptr (GHashTable) written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *operands = zb_finding_figures (finding)->operands;

  zb_json_writer_begin_array (writer, "cells");
  for (guint i = 0; i < operands->len; i++) {
    char *id = cell_id (finding, g_ptr_array_index (operands, i));

    if (!g_hash_table_contains (written, id))
      zb_json_writer_string (writer, NULL, id);
    g_hash_table_add (written, id);
  }
  zb_json_writer_end_array (writer);
}

static void
write_operand (ZbJsonWriter *writer, const ZbOperand *operand)
{
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "form", operand->form);
  zb_json_writer_string (writer, "section", operand->section);
  zb_json_writer_string (writer, "row", operand->row);
  zb_json_writer_string (writer, "column", operand->column);
  zb_json_writer_string (writer, "period", operand->period);
  zb_json_writer_string (writer, "value", operand->value);
  zb_json_writer_string (writer, "measure", operand->measure);
  write_text (writer, "label", &operand->label);
  zb_json_writer_integer (writer, "sign", operand->sign);
  zb_json_writer_integer (writer, "side", operand->side);
  zb_json_writer_end_object (writer);
}

void
zb_finding_write_json (const ZbFinding *finding, ZbJsonWriter *writer, const char *key)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);

  zb_json_writer_begin_object (writer, key);
  zb_json_writer_string (writer, "rule", finding->rule);
  zb_json_writer_string (writer, "instance", finding->instance);
  zb_json_writer_integer (writer, "revision", finding->revision);
  zb_json_writer_string (writer, "severity", zb_severity_to_string (finding->severity));
  zb_json_writer_string (writer, "outcome", zb_outcome_to_string (finding->outcome));
  write_cells (writer, finding);
  zb_json_writer_begin_array (writer, "operands");
  for (guint i = 0; i < figures->operands->len; i++)
    write_operand (writer, g_ptr_array_index (figures->operands, i));
  zb_json_writer_end_array (writer);
  zb_json_writer_string (writer, "lhs", figures->lhs);
  zb_json_writer_string (writer, "rhs", figures->rhs);
  zb_json_writer_string (writer, "difference", figures->difference);
  zb_json_writer_string (writer, "difference_percent", figures->difference_percent);
  zb_json_writer_string (writer, "relation", figures->relation);
  zb_json_writer_string (writer, "tolerance", figures->tolerance);
  zb_json_writer_string (writer, "measure", figures->measure);
  write_text (writer, "message", zb_finding_message (finding));
  zb_json_writer_string (writer, "operand_digest", zb_finding_operand_digest (finding));
  zb_json_writer_string (writer, "explanation",
                         zb_explanation_state_to_string (finding->explanation));
  zb_json_writer_string (writer, "waiver", finding->waiver);
  zb_json_writer_end_object (writer);
}

static char *
read_string (const ZbJson *json, const char *key)
{
  return g_strdup (zb_json_get_string (json, key));
}

static void
read_text (const ZbJson *json, const char *key, ZbText *text)
{
  const ZbJson *object = zb_json_get (json, key);

  text->zh = read_string (object, "zh");
  text->en = read_string (object, "en");
}

/* The number of the name among @n names told by @name_of; -1 if it is none. */
static int
number_of (const char *name, int n, const char *(*name_of) (int number))
{
  for (int i = 0; name != NULL && i < n; i++) {
    if (strcmp (name, name_of (i)) == 0)
      return i;
  }
  return -1;
}

static const char *
severity_name (int number)
{
  return zb_severity_to_string ((ZbSeverity)number);
}

static const char *
outcome_name (int number)
{
  return zb_outcome_to_string ((ZbOutcome)number);
}

static const char *
explanation_name (int number)
{
  return zb_explanation_state_to_string ((ZbExplanationState)number);
}

static ZbOperand *
read_operand (const ZbJson *json)
{
  ZbOperand *operand = g_new0 (ZbOperand, 1);

  operand->form = read_string (json, "form");
  operand->section = read_string (json, "section");
  operand->row = read_string (json, "row");
  operand->column = read_string (json, "column");
  operand->period = read_string (json, "period");
  operand->value = read_string (json, "value");
  operand->measure = read_string (json, "measure");
  read_text (json, "label", &operand->label);
  operand->sign = (int)CLAMP (zb_json_integer (zb_json_get (json, "sign"), 0), -1, 1);
  operand->side = (int)CLAMP (zb_json_integer (zb_json_get (json, "side"), 0), 0, 1);
  return operand;
}

static gboolean
is_whole (const ZbOperand *operand)
{
  return operand->form != NULL && operand->section != NULL && operand->row != NULL &&
         operand->column != NULL && operand->period != NULL;
}

static ZbFinding *
refuse (const char *what, GError **error)
{
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID, "finding: “%s” is missing or wrong",
               what);
  return NULL;
}

static gboolean
read_operands (GPtrArray *into, const ZbJson *operands, GError **error)
{
  for (guint i = 0; operands != NULL && i < zb_json_length (operands); i++) {
    ZbOperand *operand = read_operand (zb_json_at (operands, i));

    g_ptr_array_add (into, operand);
    if (!is_whole (operand)) {
      refuse ("operands", error);
      return FALSE;
    }
  }
  return TRUE;
}

static void
read_figures (ZbFinding *finding, const ZbJson *json)
{
  ZbFindingTale *tale = finding->tale;
  ZbFindingFigures *figures = &tale->figures;

  figures->lhs = read_string (json, "lhs");
  figures->rhs = read_string (json, "rhs");
  figures->difference = read_string (json, "difference");
  figures->difference_percent = read_string (json, "difference_percent");
  figures->relation = read_string (json, "relation");
  figures->tolerance = read_string (json, "tolerance");
  figures->measure = read_string (json, "measure");
  read_text (json, "message", &tale->message);
  tale->operand_digest = read_string (json, "operand_digest");
  finding->waiver = read_string (json, "waiver");
}

ZbFinding *
zb_finding_read_json (const ZbJson *json, GError **error)
{
  g_autoptr (ZbFinding) finding = zb_finding_new (NULL, NULL);
  int severity = number_of (zb_json_get_string (json, "severity"), 4, severity_name);
  int outcome = number_of (zb_json_get_string (json, "outcome"), 5, outcome_name);
  int explanation = number_of (zb_json_get_string (json, "explanation"), 4, explanation_name);
  gint64 revision = zb_json_integer (zb_json_get (json, "revision"), -1);

  finding->rule = read_string (json, "rule");
  finding->instance = read_string (json, "instance");
  if (finding->rule == NULL)
    return refuse ("rule", error);
  if (finding->instance == NULL)
    return refuse ("instance", error);
  if (severity < 0)
    return refuse ("severity", error);
  if (outcome < 0)
    return refuse ("outcome", error);
  if (explanation < 0)
    return refuse ("explanation", error);
  if (revision < 0 || revision > G_MAXUINT)
    return refuse ("revision", error);
  finding->severity = (ZbSeverity)severity;
  finding->outcome = (ZbOutcome)outcome;
  finding->explanation = (ZbExplanationState)explanation;
  finding->revision = (guint)revision;
  read_figures (finding, json);
  if (finding->tale->message.zh == NULL || finding->tale->message.en == NULL)
    return refuse ("message", error);
  if (!read_operands (finding->tale->figures.operands, zb_json_get (json, "operands"), error))
    return NULL;
  return g_steal_pointer (&finding);
}

char *
zb_finding_to_line (const ZbFinding *finding, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh");
  g_autofree char *waiver =
      finding->waiver == NULL
          ? g_strdup ("")
          : g_strconcat (chinese ? "（市局已豁免：" : " (waived by the bureau: ", finding->waiver,
                         chinese ? "）" : ")", NULL);

  return g_strdup_printf ("%s %s %s%s", finding->instance,
                          zb_text_get (zb_severity_label (finding->severity), language),
                          zb_text_get (zb_finding_message (finding), language), waiver);
}
