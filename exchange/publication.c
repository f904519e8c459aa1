/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/publication.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"

#include <string.h>

#define MAX_DEPTH 4

static const char *const kinds[] = {"publish", "withdraw", NULL};

#define AT(member) G_STRUCT_OFFSET (ZbPublication, member)

static const ZbField order_fields[] = {
    {"kind", ZB_FIELD_TEXT, AT (kind), TRUE, NULL, 0, kinds},
    {"node", ZB_FIELD_TEXT, AT (node), TRUE, zb_field_is_node, 0, NULL},
    {"created", ZB_FIELD_TIME, AT (created), TRUE, NULL, 0, NULL},
    {"from", ZB_FIELD_TEXT, AT (from), FALSE, zb_field_is_period, 0, NULL},
    {"at", ZB_FIELD_TIME, AT (at), FALSE, NULL, 0, NULL},
    {"hotfix", ZB_FIELD_FLAG, AT (hotfix), FALSE, NULL, 0, NULL},
    {"reason", ZB_FIELD_TEXT, AT (reason), TRUE, zb_field_is_line, 0, NULL},
};
static const ZbField package_fields[] = {
    {"system", ZB_FIELD_TEXT, AT (system), TRUE, zb_field_is_code, 0, NULL},
    {"form", ZB_FIELD_TEXT, AT (form), TRUE, zb_field_is_form, 0, NULL},
    {"edition", ZB_FIELD_TEXT, AT (edition), TRUE, zb_field_is_edition, 0, NULL},
    {"sha256", ZB_FIELD_TEXT, AT (package), TRUE, zb_field_is_digest, 0, NULL},
};
static const ZbField file_fields[] = {
    {"path", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbPublicationFile, path), TRUE,
     zb_publication_path_is_valid, 0, NULL},
    {"size", ZB_FIELD_SIZE, G_STRUCT_OFFSET (ZbPublicationFile, size), TRUE, NULL,
     ZB_PROTOCOL_MAX_PUBLICATION, NULL},
    {"sha256", ZB_FIELD_TEXT, G_STRUCT_OFFSET (ZbPublicationFile, digest), TRUE, zb_field_is_digest,
     0, NULL},
};

static void
file_free (gpointer data)
{
  ZbPublicationFile *file = data;

  g_free (file->path);
  g_free (file->digest);
  g_free (file);
}

ZbPublication *
zb_publication_new (void)
{
  ZbPublication *publication = g_new0 (ZbPublication, 1);

  publication->files = g_ptr_array_new_with_free_func (file_free);
  return publication;
}

void
zb_publication_free (ZbPublication *publication)
{
  if (publication == NULL)
    return;
  g_free (publication->kind);
  g_free (publication->node);
  g_free (publication->system);
  g_free (publication->form);
  g_free (publication->edition);
  g_free (publication->package);
  g_free (publication->from);
  g_free (publication->reason);
  g_ptr_array_unref (publication->files);
  g_free (publication);
}

static const ZbPublicationFile *
file_at (const ZbPublication *publication, guint index)
{
  return g_ptr_array_index (publication->files, index);
}

int
zb_publication_find_file (const ZbPublication *publication, const char *path)
{
  for (guint i = 0; i < publication->files->len; i++)
    if (strcmp (file_at (publication, i)->path, path) == 0)
      return (int)i;
  return -1;
}

void
zb_publication_add_file (ZbPublication *publication, const char *path, GBytes *bytes)
{
  ZbPublicationFile *file = g_new0 (ZbPublicationFile, 1);
  int known = zb_publication_find_file (publication, path);
  guint place = 0;

  file->path = g_strdup (path);
  file->size = g_bytes_get_size (bytes);
  file->digest = zb_digest_hex_of_bytes (bytes);
  if (known >= 0)
    g_ptr_array_remove_index (publication->files, (guint)known);
  while (place < publication->files->len && strcmp (file_at (publication, place)->path, path) < 0)
    place++;
  g_ptr_array_insert (publication->files, (int)place, file);
}

static gboolean
is_part (const char *part)
{
  if (part[0] == '\0' || part[0] == '.')
    return FALSE;
  for (const char *sign = part; *sign != '\0'; sign++)
    if (!g_ascii_isalnum (*sign) && strchr ("._-", *sign) == NULL && (guchar)*sign < 0x80)
      return FALSE;
  return TRUE;
}

gboolean
zb_publication_path_is_valid (const char *path)
{
  g_auto (GStrv) parts = NULL;
  guint n = 0;

  if (strlen (path) > ZB_PUBLICATION_MAX_PATH || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  parts = g_strsplit (path, "/", -1);
  for (; parts[n] != NULL; n++)
    if (!is_part (parts[n]))
      return FALSE;
  return n >= 1 && n <= MAX_DEPTH;
}

GBytes *
zb_publication_write (const ZbPublication *publication)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, "publication");
  zb_xml_writer_attribute (writer, "xmlns", ZB_PUBLICATION_NS);
  zb_xml_writer_start (writer, "order");
  zb_field_write_all (writer, order_fields, G_N_ELEMENTS (order_fields), publication);
  zb_xml_writer_end (writer);
  zb_xml_writer_start (writer, "package");
  zb_field_write_all (writer, package_fields, G_N_ELEMENTS (package_fields), publication);
  zb_xml_writer_end (writer);
  zb_xml_writer_start (writer, "files");
  for (guint i = 0; i < publication->files->len; i++) {
    zb_xml_writer_start (writer, "file");
    zb_field_write_all (writer, file_fields, G_N_ELEMENTS (file_fields), file_at (publication, i));
    zb_xml_writer_end (writer);
  }
  return zb_xml_writer_finish (writer);
}

static gboolean
read_files (const ZbXmlNode *list, ZbPublication *publication, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (list, NULL);
  const char *before = "";

  if (zb_xml_node_attributes (list) != NULL)
    return zb_xml_node_fail (list, error, "<files> has no attributes");
  while (cursor != NULL) {
    const ZbXmlNode *element = zb_field_take_element (list, &cursor, "file", error);
    ZbPublicationFile *file;

    if (element == NULL)
      return FALSE;
    if (publication->files->len == ZB_PUBLICATION_MAX_FILES)
      return zb_xml_node_fail (element, error, "a publication has at most %d files",
                               ZB_PUBLICATION_MAX_FILES);
    file = g_new0 (ZbPublicationFile, 1);
    g_ptr_array_add (publication->files, file);
    if (!zb_field_read_all (element, file_fields, G_N_ELEMENTS (file_fields), file, error))
      return FALSE;
    if (strcmp (before, file->path) >= 0)
      return zb_xml_node_fail (element, error, "the file %s is out of order or named twice",
                               file->path);
    before = file->path;
  }
  return TRUE;
}

/* A form has files; a withdrawal has none, and says from when on. */
static gboolean
check_sense (const ZbXmlNode *root, const ZbPublication *publication, GError **error)
{
  gboolean publishes = strcmp (publication->kind, "publish") == 0;

  if (publishes && publication->files->len == 0)
    return zb_xml_node_fail (root, error, "nothing is published");
  if (!publishes && (publication->files->len > 0 || publication->hotfix))
    return zb_xml_node_fail (root, error, "a withdrawal brings no files");
  return publishes || publication->from != NULL ||
         zb_xml_node_fail (root, error, "a withdrawal says from which period on");
}

static gboolean
read_root (const ZbXmlNode *root, ZbPublication *publication, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  const ZbXmlNode *element;

  if (!g_str_equal (zb_xml_node_name (root), "publication") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_PUBLICATION_NS) != 0 ||
      zb_xml_node_attributes (root) != NULL)
    return zb_xml_node_fail (root, error, "this is no publication of " ZB_PUBLICATION_NS);
  element = zb_field_take_element (root, &cursor, "order", error);
  if (element == NULL ||
      !zb_field_read_all (element, order_fields, G_N_ELEMENTS (order_fields), publication, error))
    return FALSE;
  element = zb_field_take_element (root, &cursor, "package", error);
  if (element == NULL || !zb_field_read_all (element, package_fields, G_N_ELEMENTS (package_fields),
                                             publication, error))
    return FALSE;
  element = zb_field_take_element (root, &cursor, "files", error);
  return element != NULL && read_files (element, publication, error) &&
         zb_field_check_end (cursor, error) && check_sense (root, publication, error);
}

ZbPublication *
zb_publication_read (const char *source, GBytes *bytes, GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_STATEMENT, 6, 16, 4096, 1024};
  g_autoptr (ZbPublication) publication = zb_publication_new ();
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);

  if (root != NULL && read_root (root, publication, &cause))
    return g_steal_pointer (&publication);
  zb_exchange_adopt_error (error, cause);
  return NULL;
}
