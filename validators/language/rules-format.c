/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rules-format.h"

#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/language/rules-parser.h"
#include "validators/language/syntax-text.h"

#include <string.h>

/* A rule or a message where it stands in the file as written. */
typedef struct {
  gsize start, end; /* offsets in the original */
  const ZbRuleSyntax *rule;
  const ZbMessageSyntax *message;
} Item;

typedef struct {
  const ZbRuleText *text;
  GString *out;
  GArray *items;      /* Item, as they stand */
  guint next_comment; /* in text->comments */
} Writer;

static gsize
origin_of_end (const ZbRuleText *text, gsize end)
{
  gsize last = zb_rule_text_origin (text, end - 1);

  return (gsize)(g_utf8_next_char (text->original + last) - text->original);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const Item *left = a, *right = b;

  return left->start < right->start ? -1 : left->start > right->start;
}

static GArray *
list_items (const ZbRuleText *text, const ZbRulesSyntax *rules)
{
  GArray *items = g_array_new (FALSE, TRUE, sizeof (Item));

  for (guint i = 0; i < rules->rules->len; i++) {
    const ZbRuleSyntax *rule = g_ptr_array_index (rules->rules, i);
    Item item = {.start = zb_rule_text_origin (text, rule->start),
                 .end = origin_of_end (text, rule->end),
                 .rule = rule};

    g_array_append_val (items, item);
  }
  for (guint i = 0; i < rules->messages->len; i++) {
    const ZbMessageSyntax *message = g_ptr_array_index (rules->messages, i);
    Item item = {.start = zb_rule_text_origin (text, message->start),
                 .end = origin_of_end (text, message->end),
                 .message = message};

    g_array_append_val (items, item);
  }
  g_array_sort (items, compare_items);
  return items;
}

static guint
columns_of (const char *text, gsize length)
{
  guint columns = 0;

  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    columns += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return columns;
}

/* A line that is filled up to the width: breaks of rank 0 first, deeper ones only in what is too
 * long for a line of its own. */
typedef struct {
  GString *out;
  guint width; /* of the line so far */
  gboolean is_empty;
} Filling;

static const char rank_marks[] = {ZB_SYNTAX_BREAK_STRONG, ZB_SYNTAX_BREAK, '\x1d'};

/* Marks breaks within parentheses as the weakest. */
static void
rank_breaks (char *line)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (char *at = line; *at != '\0'; at++) {
    quoted ^= *at == '"';
    if (quoted)
      continue;
    if (*at == '(')
      depth++;
    else if (*at == ')')
      depth--;
    else if (depth > 0 && (*at == rank_marks[0] || *at == rank_marks[1]))
      *at = rank_marks[2];
  }
}

static void
begin_line (Filling *filling)
{
  g_string_append (filling->out, "\n    ");
  filling->width = 4;
  filling->is_empty = TRUE;
}

static void
put (Filling *filling, const char *piece, gsize length)
{
  if (!filling->is_empty)
    g_string_append_c (filling->out, ' ');
  for (gsize i = 0; i < length; i++)
    g_string_append_c (filling->out, memchr (rank_marks, piece[i], 3) != NULL ? ' ' : piece[i]);
  filling->width += !filling->is_empty + columns_of (piece, length);
  filling->is_empty = FALSE;
}

static void
fill (Filling *filling, const char *line, gsize length, guint rank)
{
  while (length > 0) {
    const char *end = memchr (line, rank_marks[rank], length);
    gsize piece = end == NULL ? length : (gsize)(end - line);
    guint columns = columns_of (line, piece);
    gboolean fits = filling->width + 1 + columns <= ZB_RULES_FORMAT_WIDTH;

    gboolean is_long = rank < 2 && 4 + columns > ZB_RULES_FORMAT_WIDTH;

    if (!fits && !filling->is_empty && (rank == 0 || !is_long))
      begin_line (filling);
    if (!fits && is_long)
      fill (filling, line, piece, rank + 1);
    else
      put (filling, line, piece);
    line += piece + 1;
    length -= end == NULL ? length : piece + 1;
  }
}

/* Appends @line, whose breaks become blanks or, where it grows too long, ends of lines. */
static void
append_wrapped (GString *out, char *line, guint indent)
{
  Filling filling = {.out = out, .width = indent, .is_empty = TRUE};

  g_string_append_printf (out, "%*s", (int)indent, "");
  rank_breaks (line);
  fill (&filling, line, strlen (line), 0);
  g_string_append_c (out, '\n');
}

static const char *
level_name (ZbSeverity level)
{
  static const char *const names[] = {"info", "soft", "quasi", "hard"};

  return names[level];
}

/* "#7 quasi side bureau each c in 1..2 :" */
static void
append_head (GString *out, const ZbRuleSyntax *rule)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "#%s", rule->name);
  if (rule->level_if != NULL) {
    g_string_append (line, " severity (");
    zb_syntax_append (line, rule->level_if);
    g_string_append_printf (line, " ? %s : %s)", level_name (rule->level),
                            level_name (rule->level_otherwise));
  } else if (!rule->is_calc || rule->level != ZB_SEVERITY_HARD) {
    g_string_append_printf (line, " %s", level_name (rule->level));
  }
  if (rule->bureau_only)
    g_string_append (line, " side bureau");
  if (rule->is_calc)
    g_string_append (line, " calc");
  for (guint i = 0; i < rule->each->len; i++) {
    g_string_append_printf (line, "%ceach ", ZB_SYNTAX_BREAK_STRONG);
    zb_syntax_append_each (line, g_ptr_array_index (rule->each, i));
    g_string_append (line, " :");
  }
  append_wrapped (out, line->str, 0);
}

static void
append_body (GString *out, const ZbRuleSyntax *rule)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (rule->when != NULL) {
    g_string_append (line, "when ");
    zb_syntax_append (line, rule->when);
    g_string_append_printf (line, " =>%c", ZB_SYNTAX_BREAK_STRONG);
  }
  if (rule->is_calc) {
    zb_syntax_append (line, rule->target);
    g_string_append_printf (line, " :=%c", ZB_SYNTAX_BREAK_STRONG);
  }
  zb_syntax_append (line, rule->body);
  append_wrapped (out, line->str, 2);
}

static void
append_rule (GString *out, const ZbRuleSyntax *rule)
{
  static const char *const blanks[] = {NULL, "zero", "skip", "fail"};

  append_head (out, rule);
  append_body (out, rule);
  if (rule->tolerance->len > 0) {
    g_string_append (out, "  within ");
    zb_syntax_append_tolerance (out, rule->tolerance);
    g_string_append_c (out, '\n');
  }
  if (rule->blank != ZB_BLANK_DEFAULT)
    g_string_append_printf (out, "  blank = %s\n", blanks[rule->blank]);
  if (rule->explain_length > 0)
    g_string_append_printf (out, "  explain %u\n", rule->explain_length);
  if (rule->message != NULL)
    g_string_append_printf (out, "  message %s\n", rule->message);
}

/* How many lines end in the original between @from and @to. */
static guint
lines_between (const ZbRuleText *text, gsize from, gsize to)
{
  guint n = 0;

  for (gsize i = from; i < to; i++)
    n += text->original[i] == '\n';
  return n;
}

static void
append_comment (Writer *writer, const ZbRuleComment *comment)
{
  g_autofree char *line =
      g_strndup (writer->text->original + comment->start, comment->end - comment->start);

  g_string_append_printf (writer->out, "%s\n", g_strchomp (line));
}

static void
separate (Writer *writer)
{
  if (!g_str_has_suffix (writer->out->str, "\n\n"))
    g_string_append_c (writer->out, '\n');
}

/* Writes the comments up to @end; the text before them ended at @after. What stands on its line
 * stays there, a paragraph stays one. Returns whether the last of them belongs to what follows. */
static gboolean
write_comments (Writer *writer, gsize after, gsize start, gsize end)
{
  const GArray *comments = writer->text->comments;
  gboolean any = FALSE;

  while (writer->next_comment < comments->len) {
    const ZbRuleComment *comment = &g_array_index (comments, ZbRuleComment, writer->next_comment);

    if (comment->start >= end)
      break;
    if (writer->out->len > 0 && !any && lines_between (writer->text, after, comment->start) == 0) {
      g_string_truncate (writer->out, writer->out->len - 1);
      g_string_append_c (writer->out, ' ');
    } else if (writer->out->len == 0) {
      any = TRUE;
    } else if (!any || (comment->start < start &&
                        lines_between (writer->text, after, comment->start) > 1)) {
      separate (writer);
      any = TRUE;
    }
    append_comment (writer, comment);
    after = comment->end;
    writer->next_comment++;
  }
  return any && (after >= start || lines_between (writer->text, after, start) <= 1);
}

static void
write_item (Writer *writer, guint index, gsize after)
{
  const Item *item = &g_array_index (writer->items, Item, index);
  const Item *before = index == 0 ? NULL : &g_array_index (writer->items, Item, index - 1);
  guint n_comments = writer->next_comment;
  gboolean attached = write_comments (writer, after, item->start, item->end);
  gboolean follows_message = before != NULL && before->message != NULL && item->message != NULL &&
                             writer->next_comment == n_comments;

  if (!attached && !follows_message)
    separate (writer);
  if (item->rule != NULL)
    append_rule (writer->out, item->rule);
  else
    g_string_append_printf (writer->out, "message %s\n  zh \"%s\"\n  en \"%s\"\n",
                            item->message->id, item->message->zh, item->message->en);
}

static char *
write_all (const ZbRuleText *text, const ZbRulesSyntax *rules)
{
  g_autoptr (GArray) items = list_items (text, rules);
  Writer writer = {.text = text, .out = g_string_new (NULL), .items = items};
  gsize start = zb_rule_text_origin (text, rules->start);
  gsize after = origin_of_end (text, rules->end);

  /* What stands above the heading stays above it. */
  write_comments (&writer, 0, start, start);
  g_string_append_printf (writer.out, "form %s revision %u\n", rules->form, rules->revision);
  for (guint i = 0; i < items->len; i++) {
    write_item (&writer, i, after);
    after = g_array_index (items, Item, i).end;
  }
  write_comments (&writer, after, strlen (text->original), G_MAXSIZE);
  return g_string_free (writer.out, FALSE);
}

char *
zb_rules_format (const char *source, const char *rules, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (ZbRuleText) text = zb_rule_text_new (source, rules, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (ZbRulesSyntax) syntax = NULL;
  const ZbDiagnostic *first;

  if (text == NULL)
    return NULL;
  syntax = zb_rules_parse (text, found);
  if (found->len == 0)
    return write_all (text, syntax);
  first = g_ptr_array_index (found, 0);
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX, "%s:%d:%d: %s", source, first->line,
               first->column, first->message);
  if (diagnostics != NULL)
    g_ptr_array_extend_and_steal (diagnostics, g_steal_pointer (&found));
  return NULL;
}
