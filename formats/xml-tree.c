/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-tree.h"

#include "formats/error.h"
#include "formats/file.h"
#include "formats/xml-trace.h"

#include <stddef.h>
#include <string.h>

/* Nodes and their attributes are cut from blocks: a code list has tens of thousands of them. */
typedef struct _Block Block;
struct _Block {
  Block *before;
  max_align_t pieces[];
};

enum { FIRST_BLOCK = 4 * 1024, LAST_BLOCK = 256 * 1024 };

/* Strings and nodes of one document; all nodes point here and are freed together. */
typedef struct {
  char *source;          /* owned */
  GBytes *trace;         /* (nullable) what was read, where the strings lie; else … */
  GStringChunk *strings; /* … owned: copies of them; NULL if there are none */
  Block *blocks;         /* owned: the newest, the others by before */
  gsize block_size;      /* of the next block */
  gsize used, room;      /* of the newest, in bytes */
} Tree;

struct _ZbXmlNode {
  Tree *tree;
  const char *ns;
  const char *name;
  const char *text;
  const char **attributes; /* (nullable), NULL-terminated; belong to the tree */
  int line;
  ZbXmlNode *parent;
  ZbXmlNode *first_child;
  ZbXmlNode *last_child;
  ZbXmlNode *next;
};

typedef struct {
  Tree *tree;
  ZbXmlNode *root;
  ZbXmlNode *open;
} Building;

/* Equal strings are not shared: finding them by hash would let a document whose strings collide
 * cost the square of their number. */
static const char *
copy (Tree *tree, const char *text, gsize length)
{
  if (tree->strings == NULL)
    tree->strings = g_string_chunk_new (4096);
  return g_string_chunk_insert_len (tree->strings, text, (gssize)length);
}

static const char *
keep (Tree *tree, const char *text)
{
  return text == NULL || tree->trace != NULL ? text : copy (tree, text, strlen (text));
}

/* The string of a neighbour, which mostly says the same. */
static const char *
keep_like (Tree *tree, const char *kept, const char *text)
{
  return kept != NULL && g_strcmp0 (kept, text) == 0 ? kept : keep (tree, text);
}

/* Zeroed, and freed with the tree. */
static gpointer
allocate (Tree *tree, gsize size)
{
  gsize padded = (size + sizeof (max_align_t) - 1) / sizeof (max_align_t) * sizeof (max_align_t);
  gpointer piece;

  if (tree->room - tree->used < padded) {
    gsize room = MAX (tree->block_size, padded);
    Block *block = g_malloc0 (sizeof (Block) + room);

    block->before = tree->blocks;
    tree->blocks = block;
    tree->room = room;
    tree->used = 0;
    tree->block_size = MIN (2 * tree->block_size, LAST_BLOCK);
  }
  piece = (char *)tree->blocks->pieces + tree->used;
  tree->used += padded;
  return piece;
}

static const char **
keep_attributes (Tree *tree, const char *const *attributes)
{
  guint n = attributes != NULL ? g_strv_length ((char **)attributes) : 0;
  const char **kept = n > 0 ? allocate (tree, (n + 1) * sizeof *kept) : NULL;

  for (guint i = 0; i < n; i++)
    kept[i] = keep (tree, attributes[i]);
  return kept;
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  Building *building = user_data;
  ZbXmlNode *node = allocate (building->tree, sizeof *node);
  ZbXmlNode *parent = building->open;
  const ZbXmlNode *sibling = parent != NULL ? parent->last_child : NULL;

  node->tree = building->tree;
  node->ns = keep_like (node->tree, parent != NULL ? parent->ns : NULL, element->ns);
  node->name = keep_like (node->tree, sibling != NULL ? sibling->name : NULL, element->name);
  node->text = "";
  node->line = element->line;
  node->attributes = keep_attributes (node->tree, element->attributes);
  node->parent = parent;
  if (parent == NULL)
    building->root = node;
  else if (parent->last_child == NULL)
    parent->first_child = node;
  else
    parent->last_child->next = node;
  if (parent != NULL)
    parent->last_child = node;
  building->open = node;
  return TRUE;
}

static const char *
keep_stripped (Tree *tree, const char *text)
{
  gsize length;

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return text[length] == '\0' ? keep (tree, text) : copy (tree, text, length);
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  Building *building = user_data;
  ZbXmlNode *node = building->open;

  if (*text != '\0')
    node->text = keep_stripped (node->tree, text);
  building->open = node->parent;
  return TRUE;
}

static void
tree_free (Tree *tree)
{
  while (tree->blocks != NULL) {
    Block *block = tree->blocks;

    tree->blocks = block->before;
    g_free (block);
  }
  g_clear_pointer (&tree->strings, g_string_chunk_free);
  g_clear_pointer (&tree->trace, g_bytes_unref);
  g_free (tree->source);
  g_free (tree);
}

static const ZbXmlHandler builder = {start_cb, end_cb};

static Tree *
tree_new (const char *source)
{
  Tree *tree = g_new0 (Tree, 1);

  tree->source = g_strdup (source);
  tree->block_size = FIRST_BLOCK;
  return tree;
}

static ZbXmlNode *
finish (const Building *building, gboolean read)
{
  if (read)
    return building->root;
  tree_free (building->tree);
  return NULL;
}

ZbXmlNode *
zb_xml_tree_read (
    const char *source, const void *bytes, gsize length, const ZbXmlLimits *limits, GError **error)
{
  Building building = {.tree = tree_new (source)};

  return finish (&building,
                 zb_xml_read (source, bytes, length, limits, &builder, &building, error));
}

ZbXmlNode *
zb_xml_tree_read_trace (const char *source, GBytes *trace, GError **error)
{
  Building building = {.tree = tree_new (source)};

  building.tree->trace = g_bytes_ref (trace);
  return finish (&building, zb_xml_trace_read (source, trace, &builder, &building, error));
}

ZbXmlNode *
zb_xml_tree_read_file (const char *path, const ZbXmlLimits *limits, GError **error)
{
  gsize max_bytes = limits != NULL ? limits->max_bytes : zb_xml_default_limits.max_bytes;
  g_autoptr (GBytes) bytes = zb_file_read (path, max_bytes, error);

  if (bytes == NULL)
    return NULL;
  return zb_xml_tree_read (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), limits,
                           error);
}

void
zb_xml_tree_free (ZbXmlNode *root)
{
  if (root != NULL)
    tree_free (root->tree);
}

const char *
zb_xml_node_name (const ZbXmlNode *node)
{
  return node->name;
}

const char *
zb_xml_node_ns (const ZbXmlNode *node)
{
  return node->ns;
}

const char *
zb_xml_node_text (const ZbXmlNode *node)
{
  return node->text;
}

int
zb_xml_node_line (const ZbXmlNode *node)
{
  return node->line;
}

const char *
zb_xml_node_source (const ZbXmlNode *node)
{
  return node->tree->source;
}

const char *
zb_xml_node_get (const ZbXmlNode *node, const char *attribute)
{
  const char **pair = node->attributes;

  for (; pair != NULL && pair[0] != NULL; pair += 2) {
    if (strcmp (pair[0], attribute) == 0)
      return pair[1];
  }
  return NULL;
}

const char *const *
zb_xml_node_attributes (const ZbXmlNode *node)
{
  return node->attributes;
}

/* @node or the first of its later siblings with that name. */
static const ZbXmlNode *
find_from (const ZbXmlNode *node, const char *name)
{
  while (node != NULL && name != NULL && strcmp (node->name, name) != 0)
    node = node->next;
  return node;
}

const ZbXmlNode *
zb_xml_node_first (const ZbXmlNode *node, const char *name)
{
  return find_from (node->first_child, name);
}

const ZbXmlNode *
zb_xml_node_next (const ZbXmlNode *node, const char *name)
{
  return find_from (node->next, name);
}

gboolean
zb_xml_node_fail (const ZbXmlNode *node, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, node->tree->source, node->line, "%s",
                         message);
}

const char *
zb_xml_node_require (const ZbXmlNode *node, const char *attribute, GError **error)
{
  const char *value = zb_xml_node_get (node, attribute);

  if (value == NULL)
    zb_xml_node_fail (node, error, "<%s> lacks the attribute “%s”", node->name, attribute);
  return value;
}
