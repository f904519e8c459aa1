/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/rules-import.h"

#include "forms/form-lookup.h"
#include "validators/error.h"
#include "validators/language/parser.h"
#include "validators/review/relation.h"
#include "validators/language/rules-format.h"

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

/* A relation that was read. */
typedef struct {
  gsize start, end; /* in the folded text */
  const char *level;
  char *each;    /* (nullable) */
  GString *text; /* as it was written anew … */
  GArray *marks; /* … and where its parts came from */
} Read;

static void
read_clear (Read *read)
{
  g_free (read->each);
  g_string_free (read->text, TRUE);
  g_array_unref (read->marks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, read_clear)

/* What stood where @alone, in which the relation's text begins at @begin, is wrong: the place of
 * the part it was made from, or what is missing at the end. */
static gsize
find_origin (const Read *read, const char *alone, gsize begin, const ZbDiagnostic *diagnostic)
{
  const char *line = strchr (alone, '\n') + 1;
  gsize at = (gsize)(g_utf8_offset_to_pointer (line, diagnostic->column - 1) - alone);
  gsize origin = read->start;

  if (diagnostic->line != 2 || alone[at] == '\n')
    return read->end;
  for (guint i = 0; at >= begin && i < read->marks->len; i++) {
    const ZbRelationMark *mark = &g_array_index (read->marks, ZbRelationMark, i);

    if (mark->written <= at - begin)
      origin = mark->read;
  }
  return origin;
}

/* Hands a rule on if it can be parsed; else tells what the parser says of it. */
static void
accept_rule (Importer *importer, const Read *read)
{
  const char *relation = read->text->str;
  gboolean implies = strstr (relation, "=>") != NULL || strstr (relation, "->") != NULL;
  gboolean has_when = strstr (relation, "when ") != NULL;
  const char *each = read->each;
  g_autofree char *head = g_strdup_printf (
      "#%u %s %s%s%s%s", importer->n_rules + 1, read->level, each == NULL ? "" : "each ",
      each == NULL ? "" : each, each == NULL ? "" : " : ", implies && !has_when ? "when " : "");
  g_autofree char *before =
      g_strdup_printf ("form %s revision 1\n%s", importer->source.form->id, head);
  g_autofree char *alone = g_strdup_printf ("%s%s\n", before, relation);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autofree char *laid_out = zb_rules_format (importer->source.text->source, alone, found, NULL);

  if (laid_out == NULL) {
    const ZbDiagnostic *first = found->pdata[0];

    zb_diagnose (importer->source.diagnostics, importer->source.text,
                 find_origin (read, alone, strlen (before), first), TRUE, first->message);
    return;
  }
  importer->n_rules++;
  g_string_append_printf (importer->rules, "%s%s\n", head, relation);
}

static void
import_statement (Importer *importer, gsize start, const char *statement)
{
  g_auto (Read) read = {.text = g_string_new (NULL),
                        .marks = g_array_new (FALSE, FALSE, sizeof (ZbRelationMark))};
  gsize number = strspn (statement, "0123456789");
  const char *at = statement;

  /* "1. ", "1、": a number in front of the relation. */
  if (number > 0 && (at[number] == ',' || (at[number] == '.' && at[number + 1] == ' ')))
    at += number + 1 + strspn (at + number + 1, " ");
  at = read_level (at, &read.level);
  read.start = start + (gsize)(at - statement);
  read.end = start + strlen (statement);
  if (zb_relation_rewrite (&importer->source, read.start, read.end, read.text, read.marks,
                           &read.each))
    accept_rule (importer, &read);
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
