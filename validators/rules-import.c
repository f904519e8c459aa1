/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/rules-import.h"

#include "forms/form-lookup.h"
#include "validators/error.h"
#include "validators/parser.h"
#include "validators/relation.h"
#include "validators/rules-format.h"

#include <string.h>

typedef struct {
  ZbRelationSource source;
  GString *rules;
  guint n_rules;
} Importer;

/* "核实 " or "soft: " at the beginning; the default is hard. */
static const char *
read_level (const char *at, const char **ret_level)
{
  static const struct {
    const char *word, *level;
  } words[] = {
      {"准强制性", "quasi"}, {"准强制", "quasi"}, {"强制性", "hard"}, {"强制", "hard"},
      {"核实性", "soft"},    {"核实", "soft"},    {"提示性", "info"}, {"提示", "info"},
      {"hard", "hard"},      {"quasi", "quasi"},  {"soft", "soft"},   {"info", "info"},
  };

  *ret_level = "hard";
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (!g_str_has_prefix (at, words[i].word))
      continue;
    *ret_level = words[i].level;
    at += strlen (words[i].word);
    break;
  }
  return at + strspn (at, " \t:");
}

/* "grid C3 = [01,1]" */
static gboolean
read_anchor (Importer *importer, const char *statement)
{
  const ZbForm *form = importer->source.form;
  ZbSheetAnchor anchor;
  g_auto (GStrv) parts = NULL;
  gsize length;

  if (!g_str_has_prefix (statement, "grid "))
    return FALSE;
  statement += 5 + strspn (statement + 5, " ");
  length = zb_sheet_scan (statement, &anchor.column, &anchor.row);
  parts = g_strsplit_set (statement + length, "=[],. ", -1);
  for (guint s = 0; length > 0 && s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    int row = -1, column = -1;
    gboolean named = form->n_sections == 1;

    for (guint i = 0; parts[i] != NULL; i++) {
      if (*parts[i] == '\0')
        continue;
      if (!named && strcmp (parts[i], section->id) == 0)
        named = TRUE;
      else if (row < 0)
        row = zb_section_find_row (section, parts[i]);
      else
        column = zb_section_find_column (section, parts[i]);
    }
    if (!named || row < 0 || column < 0)
      continue;
    anchor.section = s;
    anchor.form_row = (guint)row;
    anchor.form_column = (guint)column;
    importer->source.anchor = anchor;
    importer->source.has_anchor = TRUE;
    return TRUE;
  }
  return FALSE;
}

/* Hands a rule on if it can be parsed; else tells the parser's error where the relation began. */
static void
accept_rule (Importer *importer, gsize start, const char *level, const char *each, char *relation)
{
  gboolean implies = strstr (relation, "=>") != NULL || strstr (relation, "->") != NULL;
  gboolean has_when = strstr (relation, "when ") != NULL;
  g_autofree char *rule = g_strdup_printf (
      "#%u %s %s%s%s%s%s\n", importer->n_rules + 1, level, each == NULL ? "" : "each ",
      each == NULL ? "" : each, each == NULL ? "" : " : ", implies && !has_when ? "when " : "",
      g_strstrip (relation));
  g_autofree char *alone =
      g_strdup_printf ("form %s revision 1\n%s", importer->source.form->id, rule);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autofree char *laid_out = zb_rules_format (importer->source.text->source, alone, found, NULL);

  if (laid_out == NULL) {
    zb_diagnose (importer->source.diagnostics, importer->source.text, start, TRUE,
                 ((const ZbDiagnostic *)found->pdata[0])->message);
    return;
  }
  importer->n_rules++;
  g_string_append (importer->rules, rule);
}

static void
import_statement (Importer *importer, gsize start, const char *statement)
{
  g_autoptr (GString) relation = g_string_new (NULL);
  g_autofree char *each = NULL;
  const char *level;
  gsize number = strspn (statement, "0123456789");
  const char *at = statement;

  /* "1. ", "1、": a number in front of the relation. */
  if (number > 0 && (at[number] == ',' || (at[number] == '.' && at[number + 1] == ' ')))
    at += number + 1 + strspn (at + number + 1, " ");
  at = read_level (at, &level);
  if (zb_relation_rewrite (&importer->source, start + (gsize)(at - statement),
                           start + strlen (statement), relation, &each))
    accept_rule (importer, start, level, each, relation->str);
}

/* Statements end with their line or at a semicolon. */
static void
import_statements (Importer *importer)
{
  const char *folded = importer->source.text->folded->str;
  gsize at = 0;

  while (folded[at] != '\0') {
    gsize skipped = strspn (folded + at, "; \t\r\n");
    gsize length = strcspn (folded + at + skipped, ";\r\n");
    g_autofree char *statement = g_strndup (folded + at + skipped, length);

    at += skipped;
    if (length > 0 && !read_anchor (importer, statement))
      import_statement (importer, at, statement);
    at += length;
  }
}

/* A rules file of our own begins with the form it is for. */
static gboolean
is_rules_file (const ZbRuleText *text)
{
  const char *at = text->folded->str + strspn (text->folded->str, " \t\r\n");

  return g_str_has_prefix (at, "form ") || g_str_has_prefix (at, "表 ");
}

char *
zb_rules_import (const ZbForm *form,
                 const ZbCatalogue *catalogue,
                 const char *source,
                 const char *relations,
                 GPtrArray *diagnostics,
                 GError **error)
{
  g_autoptr (ZbRuleText) text = zb_rule_text_new (source, relations, error);
  Importer importer = {
      .source = {.form = form, .catalogue = catalogue, .text = text, .diagnostics = diagnostics}};
  char *laid_out;

  if (text == NULL)
    return NULL;
  if (is_rules_file (text))
    return zb_rules_format (source, relations, diagnostics, error);
  importer.rules = g_string_new (NULL);
  g_string_append_printf (importer.rules, "form %s revision 1\n", form->id);
  import_statements (&importer);
  laid_out = importer.n_rules == 0
                 ? NULL
                 : zb_rules_format (source, importer.rules->str, diagnostics, error);
  if (importer.n_rules == 0)
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX, "%s: no relation could be read",
                 source);
  g_string_free (importer.rules, TRUE);
  return laid_out;
}
