/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/respondents.h"

#include "validators/error.h"

#include <string.h>

typedef enum {
  NODE_TRUE,
  NODE_FALSE,
  NODE_AND,
  NODE_OR,
  NODE_NOT,
  NODE_FILLED,
  NODE_COMPARE,
  NODE_IN
} NodeKind;

typedef struct {
  char *from, *to; /* equal for a single code */
} Range;

typedef struct _ZbRespondents Node;

struct _ZbRespondents {
  NodeKind kind;
  Node *left, *right;
  char *attribute;
  char *operator;
  char *text;
  GArray *ranges; /* Range */
};

typedef struct {
  const char *start, *at;
  char *token; /* the word or sign being looked at; NULL at the end */
  gsize token_at;
  gboolean quoted;
  guint depth;
} Parser;

static void
clear_range (gpointer data)
{
  Range *range = data;

  g_free (range->from);
  g_free (range->to);
}

static Node *
node_new (NodeKind kind, Node *left, Node *right)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->left = left;
  node->right = right;
  return node;
}

void
zb_respondents_free (ZbRespondents *node)
{
  if (node == NULL)
    return;
  zb_respondents_free (node->left);
  zb_respondents_free (node->right);
  g_free (node->attribute);
  g_free (node->operator);
  g_free (node->text);
  g_clear_pointer (&node->ranges, g_array_unref);
  g_free (node);
}

static gboolean
is_word_byte (char byte)
{
  return g_ascii_isalnum (byte) || byte == '_' || byte == '-' || (guchar)byte >= 0x80;
}

/* The length of the sign or word at @at. A dot belongs to "reg.NAME"; two are a range. */
static gsize
token_length (const char *at)
{
  static const char *const signs[] = {"<=", ">=", "<>", "..", "<", ">", "=", "(", ")", ","};
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i]))
      return strlen (signs[i]);
  while (is_word_byte (at[length]) ||
         (at[length] == '.' && length > 0 && is_word_byte (at[length + 1])))
    length++;
  return length;
}

static gboolean
fail_at_token (Parser *parser, const char *wanted, GError **error)
{
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX,
               "respondents, column %" G_GSIZE_FORMAT ": expected %s, found %s%s%s",
               parser->token_at + 1, wanted, parser->token != NULL ? "\"" : "",
               parser->token != NULL ? parser->token : "the end",
               parser->token != NULL ? "\"" : "");
  return FALSE;
}

static gboolean
next_quoted (Parser *parser, GError **error)
{
  const char *end = strchr (parser->at + 1, '"');

  if (end == NULL)
    return fail_at_token (parser, "a closing quote", error);
  parser->token = g_strndup (parser->at + 1, (gsize)(end - parser->at) - 1);
  parser->quoted = TRUE;
  parser->at = end + 1;
  return TRUE;
}

static gboolean
next (Parser *parser, GError **error)
{
  gsize length;

  while (g_ascii_isspace (*parser->at))
    parser->at++;
  g_clear_pointer (&parser->token, g_free);
  parser->quoted = FALSE;
  parser->token_at = (gsize)(parser->at - parser->start);
  if (*parser->at == '\0')
    return TRUE;
  if (*parser->at == '"')
    return next_quoted (parser, error);
  length = token_length (parser->at);
  if (length == 0) {
    parser->token = g_strndup (parser->at, 1);
    return fail_at_token (parser, "a condition", error);
  }
  parser->token = g_strndup (parser->at, length);
  parser->at += length;
  return TRUE;
}

static gboolean
sees (const Parser *parser, const char *token)
{
  return !parser->quoted && g_strcmp0 (parser->token, token) == 0;
}

static gboolean
expect (Parser *parser, const char *token, GError **error)
{
  return sees (parser, token) ? next (parser, error) : fail_at_token (parser, token, error);
}

static gboolean
take_attribute (Parser *parser, char **ret_name, GError **error)
{
  if (parser->quoted || parser->token == NULL || !g_str_has_prefix (parser->token, "reg."))
    return fail_at_token (parser, "reg.ATTRIBUTE", error);
  *ret_name = g_strdup (parser->token + strlen ("reg."));
  return next (parser, error);
}

static gboolean
take_text (Parser *parser, char **ret_text, GError **error)
{
  if (parser->token == NULL || (!parser->quoted && !is_word_byte (parser->token[0])))
    return fail_at_token (parser, "a code", error);
  *ret_text = g_strdup (parser->token);
  return next (parser, error);
}

static gboolean
take_ranges (Parser *parser, GArray *ranges, GError **error)
{
  gboolean more = TRUE;

  while (more) {
    Range *range;

    g_array_set_size (ranges, ranges->len + 1);
    range = &g_array_index (ranges, Range, ranges->len - 1);
    if (!take_text (parser, &range->from, error))
      return FALSE;
    if (!sees (parser, ".."))
      range->to = g_strdup (range->from);
    else if (!next (parser, error) || !take_text (parser, &range->to, error))
      return FALSE;
    more = sees (parser, ",");
    if (more && !next (parser, error))
      return FALSE;
  }
  return TRUE;
}

static Node *
parse_comparison (Parser *parser, GError **error)
{
  static const char *const operators[] = {"=", "<>", "<", "<=", ">", ">=", NULL};
  g_autoptr (ZbRespondents) node = node_new (NODE_COMPARE, NULL, NULL);

  if (!take_attribute (parser, &node->attribute, error))
    return NULL;
  if (sees (parser, "in")) {
    node->kind = NODE_IN;
    node->ranges = g_array_new (FALSE, TRUE, sizeof (Range));
    g_array_set_clear_func (node->ranges, clear_range);
    return next (parser, error) && take_ranges (parser, node->ranges, error)
               ? g_steal_pointer (&node)
               : NULL;
  }
  if (parser->token == NULL || parser->quoted || !g_strv_contains (operators, parser->token)) {
    fail_at_token (parser, "in or a comparison", error);
    return NULL;
  }
  node->operator= g_strdup (parser->token);
  return next (parser, error) && take_text (parser, &node->text, error) ? g_steal_pointer (&node)
                                                                        : NULL;
}

static Node *
parse_filled (Parser *parser, GError **error)
{
  g_autoptr (ZbRespondents) node = node_new (NODE_FILLED, NULL, NULL);

  if (next (parser, error) && expect (parser, "(", error) &&
      take_attribute (parser, &node->attribute, error) && expect (parser, ")", error))
    return g_steal_pointer (&node);
  return NULL;
}

static Node *parse_or (Parser *parser, GError **error);

static Node *
parse_brackets (Parser *parser, GError **error)
{
  g_autoptr (ZbRespondents) node = NULL;

  if (!next (parser, error))
    return NULL;
  node = parse_or (parser, error);
  return node != NULL && expect (parser, ")", error) ? g_steal_pointer (&node) : NULL;
}

static Node *
parse_constant (Parser *parser, NodeKind kind, GError **error)
{
  return next (parser, error) ? node_new (kind, NULL, NULL) : NULL;
}

static Node *
parse_not (Parser *parser, GError **error)
{
  Node *node = NULL;

  if (parser->depth >= ZB_RESPONDENTS_MAX_DEPTH) {
    fail_at_token (parser, "less nesting", error);
    return NULL;
  }
  parser->depth++;
  if (sees (parser, "not")) {
    Node *inner = next (parser, error) ? parse_not (parser, error) : NULL;

    node = inner != NULL ? node_new (NODE_NOT, inner, NULL) : NULL;
  } else if (sees (parser, "(")) {
    node = parse_brackets (parser, error);
  } else if (sees (parser, "filled")) {
    node = parse_filled (parser, error);
  } else if (sees (parser, "true") || sees (parser, "false")) {
    node = parse_constant (parser, sees (parser, "true") ? NODE_TRUE : NODE_FALSE, error);
  } else {
    node = parse_comparison (parser, error);
  }
  parser->depth--;
  return node;
}

/* A chain of @operand joined by @word. */
static Node *
parse_chain (Parser *parser,
             const char *word,
             NodeKind kind,
             Node *(*operand) (Parser *parser, GError **error),
             GError **error)
{
  g_autoptr (ZbRespondents) left = operand (parser, error);

  while (left != NULL && sees (parser, word)) {
    Node *right = next (parser, error) ? operand (parser, error) : NULL;

    if (right == NULL)
      return NULL;
    left = node_new (kind, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

static Node *
parse_and (Parser *parser, GError **error)
{
  return parse_chain (parser, "and", NODE_AND, parse_not, error);
}

static Node *
parse_or (Parser *parser, GError **error)
{
  return parse_chain (parser, "or", NODE_OR, parse_and, error);
}

static Node *
parse_all (Parser *parser, GError **error)
{
  g_autoptr (ZbRespondents) node = NULL;

  if (!next (parser, error))
    return NULL;
  if (parser->token == NULL && !parser->quoted)
    return node_new (NODE_TRUE, NULL, NULL);
  node = parse_or (parser, error);
  if (node != NULL && parser->token != NULL) {
    fail_at_token (parser, "and, or, or the end", error);
    return NULL;
  }
  return g_steal_pointer (&node);
}

ZbRespondents *
zb_respondents_parse (const char *text, GError **error)
{
  Parser parser = {.start = text != NULL ? text : ""};
  Node *node;

  if (strlen (parser.start) > ZB_RESPONDENTS_MAX_LENGTH) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX,
                 "respondents: the condition is longer than %d bytes", ZB_RESPONDENTS_MAX_LENGTH);
    return NULL;
  }
  parser.at = parser.start;
  node = parse_all (&parser, error);
  g_free (parser.token);
  return node;
}

/* Codes by their beginnings, as long as the bound. */
static gboolean
in_range (const char *value, const Range *range)
{
  return strncmp (value, range->from, strlen (range->from)) >= 0 &&
         strncmp (value, range->to, strlen (range->to)) <= 0;
}

static gboolean
in_ranges (const char *value, const GArray *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    if (in_range (value, &g_array_index (ranges, Range, i)))
      return TRUE;
  return FALSE;
}

static gboolean
compares (const char *value, const char *operator, const char * text)
{
  int order = strcmp (value, text);

  if (g_str_equal (operator, "<>"))
    return order != 0;
  if (order == 0)
    return strchr (operator, '=') != NULL;
  return strchr (operator, order<0 ? '<' : '>') != NULL;
}

gboolean
zb_respondents_match_by (const ZbRespondents *node, ZbRespondentAttribute attribute, gpointer data)
{
  const char *value = node->attribute != NULL ? attribute (node->attribute, data) : NULL;

  switch (node->kind) {
  case NODE_TRUE:
    return TRUE;
  case NODE_AND:
    return zb_respondents_match_by (node->left, attribute, data) &&
           zb_respondents_match_by (node->right, attribute, data);
  case NODE_OR:
    return zb_respondents_match_by (node->left, attribute, data) ||
           zb_respondents_match_by (node->right, attribute, data);
  case NODE_NOT:
    return !zb_respondents_match_by (node->left, attribute, data);
  case NODE_FILLED:
    return value != NULL && value[0] != '\0';
  case NODE_COMPARE:
    return value != NULL && compares (value, node->operator, node->text);
  case NODE_IN:
    return value != NULL && in_ranges (value, node->ranges);
  case NODE_FALSE:
  default:
    return FALSE;
  }
}

static const char *
look_up_cb (const char *name, gpointer data)
{
  return g_hash_table_lookup (data, name);
}

gboolean
zb_respondents_match (const ZbRespondents *node, GHashTable *attributes)
{
  return zb_respondents_match_by (node, look_up_cb, attributes);
}
