/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/code-item.h"

#include <string.h>

#include "desktop/widgets/pinyin.h"

struct _ZbCodeItem {
  GObject parent_instance;

  char *code;
  char *name;
  char *other;
  char *note;
  /* Made when first searched for. */
  char *folded_code;
  char *folded_names[2];
  char *initials[2];
};

G_DEFINE_FINAL_TYPE (ZbCodeItem, zb_code_item, G_TYPE_OBJECT)

static void
zb_code_item_finalize (GObject *object)
{
  ZbCodeItem *item = ZB_CODE_ITEM (object);
  g_free (item->code);
  g_free (item->name);
  g_free (item->other);
  g_free (item->note);
  g_free (item->folded_code);
  for (guint i = 0; i < 2; i++) {
    g_free (item->folded_names[i]);
    g_free (item->initials[i]);
  }
  G_OBJECT_CLASS (zb_code_item_parent_class)->finalize (object);
}

static void
zb_code_item_class_init (ZbCodeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_code_item_finalize;
}

static void
zb_code_item_init (ZbCodeItem *item)
{
}

ZbCodeItem *
zb_code_item_new (const char *code, const char *name, const char *other, const char *note)
{
  ZbCodeItem *item = g_object_new (ZB_TYPE_CODE_ITEM, NULL);
  item->code = g_strdup (code);
  item->name = g_strdup (name);
  item->other = g_strdup (other);
  item->note = g_strdup (note);
  return item;
}

const char *
zb_code_item_get_code (ZbCodeItem *item)
{
  return item->code;
}

const char *
zb_code_item_get_name (ZbCodeItem *item)
{
  return item->name;
}

const char *
zb_code_item_get_other (ZbCodeItem *item)
{
  return item->other;
}

const char *
zb_code_item_get_note (ZbCodeItem *item)
{
  return item->note;
}

static void
prepare (ZbCodeItem *item)
{
  if (item->folded_code != NULL)
    return;
  const char *names[2] = {item->name, item->other != NULL ? item->other : ""};
  item->folded_code = g_utf8_casefold (item->code, -1);
  for (guint i = 0; i < 2; i++) {
    item->folded_names[i] = g_utf8_casefold (names[i], -1);
    item->initials[i] = zb_pinyin_initials (names[i]);
  }
}

/* Whether @word stands in @text at the start of one of its words. */
static gboolean
starts_a_word (const char *text, const char *word)
{
  for (const char *p = strstr (text, word); p != NULL; p = strstr (p + 1, word))
    if (p == text || !g_ascii_isalnum (p[-1]))
      return TRUE;
  return FALSE;
}

static gboolean
has_initials (const char *initials, const char *letters)
{
  for (const char *p = initials; *p != '\0'; p++)
    if (zb_pinyin_has_prefix (p, letters))
      return TRUE;
  return FALSE;
}

#define NO_MATCH G_MAXUINT

/* How well a word fits: 0 exactly, more is worse. */
static guint
rate_word (ZbCodeItem *item, const char *word)
{
  if (g_str_equal (item->folded_code, word))
    return 0;
  if (g_str_has_prefix (item->folded_code, word))
    return 1;
  for (guint i = 0; i < 2; i++)
    if (g_str_has_prefix (item->folded_names[i], word))
      return strlen (item->folded_names[i]) == strlen (word) ? 0 : 2;
  for (guint i = 0; i < 2; i++)
    if (starts_a_word (item->folded_names[i], word))
      return 3;
  for (guint i = 0; i < 2; i++)
    if (zb_pinyin_has_prefix (item->initials[i], word))
      return 4;
  for (guint i = 0; i < 2; i++)
    if (strstr (item->folded_names[i], word) != NULL)
      return 5;
  /* One letter stands in nearly every text. */
  if (word[0] != '\0' && word[1] != '\0')
    for (guint i = 0; i < 2; i++)
      if (has_initials (item->initials[i], word))
        return 6;
  return strstr (item->folded_code, word) != NULL ? 7 : NO_MATCH;
}

static guint
rate (ZbCodeItem *item, char *const *words)
{
  guint sum = 0;
  prepare (item);
  for (guint i = 0; words[i] != NULL; i++) {
    guint rating = words[i][0] != '\0' ? rate_word (item, words[i]) : 0;
    if (rating == NO_MATCH)
      return NO_MATCH;
    sum += rating;
  }
  return sum;
}

typedef struct {
  guint rating;
  guint position;
} Match;

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Match *left = a;
  const Match *right = b;
  if (left->rating != right->rating)
    return left->rating < right->rating ? -1 : 1;
  return left->position < right->position ? -1 : 1;
}

GPtrArray *
zb_code_item_search (GListModel *items, const char *query, guint limit)
{
  g_autofree char *folded = g_utf8_casefold (query, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  guint n_items = g_list_model_get_n_items (items);
  for (guint i = 0; i < n_items; i++) {
    g_autoptr (ZbCodeItem) item = g_list_model_get_item (items, i);
    Match match = {rate (item, words), i};
    if (match.rating != NO_MATCH)
      g_array_append_val (matches, match);
  }
  g_array_sort (matches, compare_matches);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < MIN (limit, matches->len); i++)
    g_ptr_array_add (found,
                     g_list_model_get_item (items, g_array_index (matches, Match, i).position));
  return found;
}
