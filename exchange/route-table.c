/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/route-table.h"

#include "exchange/certificate.h"
#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/protocol.h"

#include <string.h>

#define MAX_VERSION 1000000
#define MOST_URGENT 3
#define MAX_URL 255
#define MAX_AUTHORITIES (64 * 1024) /* bytes of PEM */

static const char *const actions[] = {"deliver", "forward", "copy", "reject", NULL};
const char *const zb_route_senders[] = {"any", "enterprise", "node", NULL};

static gboolean
is_url (const char *value)
{
  return g_str_has_prefix (value, "https://") && strlen (value) <= MAX_URL &&
         value[strlen ("https://")] != '\0' && zb_field_is_line (value);
}

static gboolean
is_prefix (const char *value)
{
  gsize n = strlen (value);

  return n >= 1 && n <= 12 && strspn (value, "0123456789") == n;
}

static gboolean
are_prefixes (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_prefix (parts[i]))
      return FALSE;
  return strlen (value) <= 1000;
}

/* A form, or the beginning of one with a star. */
static gboolean
is_pattern (const char *value)
{
  gsize n = strlen (value);

  if (n == 0 || n > 17 || value[n - 1] != '*')
    return zb_field_is_form (value);
  return strspn (value, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == n - 1;
}

static gboolean
is_day (const char *value)
{
  GDate date;
  char again[16];

  g_date_clear (&date, 1);
  g_date_set_parse (&date, value);
  return strlen (value) == 10 && g_date_valid (&date) &&
         g_date_strftime (again, sizeof again, "%Y-%m-%d", &date) > 0 && strcmp (value, again) == 0;
}

#define TEXT(type, name, member, required, check)                                                  \
  {                                                                                                \
    name, ZB_FIELD_TEXT, G_STRUCT_OFFSET (type, member), required, check, 0, NULL                  \
  }

static const ZbField table_fields[] = {
    TEXT (ZbRouteTable, "node", node, TRUE, zb_field_is_node),
    {"version", ZB_FIELD_COUNT, G_STRUCT_OFFSET (ZbRouteTable, version), TRUE, NULL, MAX_VERSION,
     NULL},
    {"created", ZB_FIELD_TIME, G_STRUCT_OFFSET (ZbRouteTable, created), TRUE, NULL, 0, NULL},
    TEXT (ZbRouteTable, "reason", reason, TRUE, zb_field_is_line),
};
static const ZbField peer_fields[] = {
    TEXT (ZbRoutePeer, "node", node, TRUE, zb_field_is_node),
    TEXT (ZbRoutePeer, "url", url, FALSE, is_url),
    TEXT (ZbRoutePeer, "verifier", verifier, TRUE, zb_field_is_line),
    TEXT (ZbRoutePeer, "regions", regions, FALSE, are_prefixes),
};
static const ZbField line_fields[] = {
    TEXT (ZbRouteLine, "id", id, TRUE, zb_field_is_code),
    TEXT (ZbRouteLine, "form", form, TRUE, is_pattern),
    TEXT (ZbRouteLine, "region", region, FALSE, is_prefix),
    {"senders", ZB_FIELD_WORD, G_STRUCT_OFFSET (ZbRouteLine, senders), TRUE, NULL, 0,
     zb_route_senders},
    {"action", ZB_FIELD_WORD, G_STRUCT_OFFSET (ZbRouteLine, action), TRUE, NULL, 0, actions},
    TEXT (ZbRouteLine, "next", next, FALSE, zb_field_is_node),
    TEXT (ZbRouteLine, "transform", transform, FALSE, zb_field_is_code),
    {"most-urgent", ZB_FIELD_COUNT, G_STRUCT_OFFSET (ZbRouteLine, most_urgent), FALSE, NULL,
     MOST_URGENT, NULL},
    TEXT (ZbRouteLine, "from", from, FALSE, is_day),
    TEXT (ZbRouteLine, "until", until, FALSE, is_day),
};

void
zb_route_peer_free (ZbRoutePeer *peer)
{
  g_free (peer->node);
  g_free (peer->url);
  g_free (peer->verifier);
  g_free (peer->regions);
  g_free (peer->authorities);
  g_free (peer);
}

void
zb_route_line_free (ZbRouteLine *line)
{
  g_free (line->id);
  g_free (line->form);
  g_free (line->region);
  g_free (line->next);
  g_free (line->transform);
  g_free (line->from);
  g_free (line->until);
  g_free (line);
}

ZbRouteTable *
zb_route_table_new (void)
{
  ZbRouteTable *table = g_new0 (ZbRouteTable, 1);

  table->peers = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_route_peer_free);
  table->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_route_line_free);
  return table;
}

void
zb_route_table_free (ZbRouteTable *table)
{
  if (table == NULL)
    return;
  g_free (table->node);
  g_free (table->reason);
  g_ptr_array_unref (table->peers);
  g_ptr_array_unref (table->lines);
  g_free (table);
}

const char *
zb_route_action_name (ZbRouteAction action)
{
  return actions[action];
}

GBytes *
zb_route_table_write (const ZbRouteTable *table)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, "routes");
  zb_xml_writer_attribute (writer, "xmlns", ZB_ROUTE_TABLE_NS);
  zb_field_write_all (writer, table_fields, G_N_ELEMENTS (table_fields), table);
  for (guint i = 0; i < table->peers->len; i++) {
    const ZbRoutePeer *peer = g_ptr_array_index (table->peers, i);

    zb_xml_writer_start (writer, "peer");
    zb_field_write_all (writer, peer_fields, G_N_ELEMENTS (peer_fields), peer);
    zb_xml_writer_text (writer, peer->authorities);
    zb_xml_writer_end (writer);
  }
  for (guint i = 0; i < table->lines->len; i++) {
    zb_xml_writer_start (writer, "route");
    zb_field_write_all (writer, line_fields, G_N_ELEMENTS (line_fields),
                        g_ptr_array_index (table->lines, i));
    zb_xml_writer_end (writer);
  }
  return zb_xml_writer_finish (writer);
}

/* The certificates are read here, so that a table with others is never signed. */
static gboolean
check_authorities (const ZbXmlNode *element, const ZbRoutePeer *peer, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) certificates =
      zb_certificate_read_all (peer->authorities, strlen (peer->authorities), &cause);

  return certificates != NULL ||
         zb_xml_node_fail (element, error, "the authorities of %s: %s", peer->node, cause->message);
}

static gboolean
read_peers (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbRouteTable *table, GError **error)
{
  while (*cursor != NULL && g_str_equal (zb_xml_node_name (*cursor), "peer")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "peer", error);
    const ZbRoutePeer *before =
        table->peers->len > 0 ? g_ptr_array_index (table->peers, table->peers->len - 1) : NULL;
    ZbRoutePeer *peer = g_new0 (ZbRoutePeer, 1);

    g_ptr_array_add (table->peers, peer);
    if (element == NULL ||
        !zb_field_read_all (element, peer_fields, G_N_ELEMENTS (peer_fields), peer, error))
      return FALSE;
    peer->authorities = g_strconcat (zb_xml_node_text (element), "\n", NULL);
    if (table->peers->len > ZB_ROUTE_TABLE_MAX_PEERS)
      return zb_xml_node_fail (element, error, "a table has at most %d peers",
                               ZB_ROUTE_TABLE_MAX_PEERS);
    if (g_strcmp0 (peer->node, table->node) == 0)
      return zb_xml_node_fail (element, error, "%s is no peer of itself", peer->node);
    if (before != NULL && strcmp (before->node, peer->node) >= 0)
      return zb_xml_node_fail (element, error, "the peer %s is out of order or named twice",
                               peer->node);
    if (!check_authorities (element, peer, error))
      return FALSE;
  }
  return TRUE;
}

/* That what is passed on goes to somewhere. */
static gboolean
check_line (const ZbXmlNode *element,
            const ZbRouteTable *table,
            const ZbRouteLine *line,
            GError **error)
{
  gboolean passes = line->action == ZB_ROUTE_FORWARD || line->action == ZB_ROUTE_COPY;
  const ZbRoutePeer *next = line->next != NULL ? zb_route_table_peer (table, line->next) : NULL;

  if (passes && (next == NULL || next->url == NULL))
    return zb_xml_node_fail (element, error, "the route %s goes to no peer with a url", line->id);
  if (!passes && line->next != NULL)
    return zb_xml_node_fail (element, error, "the route %s passes nothing on to %s", line->id,
                             line->next);
  if (line->from != NULL && line->until != NULL && strcmp (line->until, line->from) < 0)
    return zb_xml_node_fail (element, error, "the route %s ends before it begins", line->id);
  for (guint i = 0; i + 1 < table->lines->len; i++)
    if (strcmp (((const ZbRouteLine *)g_ptr_array_index (table->lines, i))->id, line->id) == 0)
      return zb_xml_node_fail (element, error, "there are two routes %s", line->id);
  return TRUE;
}

static gboolean
read_lines (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbRouteTable *table, GError **error)
{
  while (*cursor != NULL && g_str_equal (zb_xml_node_name (*cursor), "route")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "route", error);
    ZbRouteLine *line = g_new0 (ZbRouteLine, 1);

    g_ptr_array_add (table->lines, line);
    if (element == NULL ||
        !zb_field_read_all (element, line_fields, G_N_ELEMENTS (line_fields), line, error))
      return FALSE;
    if (table->lines->len > ZB_ROUTE_TABLE_MAX_ROUTES)
      return zb_xml_node_fail (element, error, "a table has at most %d routes",
                               ZB_ROUTE_TABLE_MAX_ROUTES);
    if (!check_line (element, table, line, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_root (const ZbXmlNode *root, gboolean draft, ZbRouteTable *table, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);
  ZbField fields[G_N_ELEMENTS (table_fields)];

  memcpy (fields, table_fields, sizeof fields);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    fields[i].required = !draft;
  if (!g_str_equal (zb_xml_node_name (root), "routes") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_ROUTE_TABLE_NS) != 0)
    return zb_xml_node_fail (root, error, "this is no table of " ZB_ROUTE_TABLE_NS);
  if (!zb_field_read_all (root, fields, G_N_ELEMENTS (fields), table, error))
    return FALSE;
  if (table->version == 0 && !draft)
    return zb_xml_node_fail (root, error, "versions begin with 1");
  return read_peers (root, &cursor, table, error) && read_lines (root, &cursor, table, error) &&
         zb_field_check_end (cursor, error);
}

static ZbRouteTable *
read_table (const char *source, GBytes *bytes, gboolean draft, GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_STATEMENT, 4, 16, 4096, MAX_AUTHORITIES};
  g_autoptr (ZbRouteTable) table = zb_route_table_new ();
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);

  if (root != NULL && read_root (root, draft, table, &cause))
    return g_steal_pointer (&table);
  zb_exchange_adopt_error (error, cause);
  return NULL;
}

ZbRouteTable *
zb_route_table_read (const char *source, GBytes *bytes, GError **error)
{
  return read_table (source, bytes, FALSE, error);
}

ZbRouteTable *
zb_route_table_read_draft (const char *source, GBytes *bytes, GError **error)
{
  return read_table (source, bytes, TRUE, error);
}

const ZbRoutePeer *
zb_route_table_peer (const ZbRouteTable *table, const char *node)
{
  for (guint i = 0; i < table->peers->len; i++) {
    const ZbRoutePeer *peer = g_ptr_array_index (table->peers, i);

    if (strcmp (peer->node, node) == 0)
      return peer;
  }
  return NULL;
}

gboolean
zb_route_peer_brings (const ZbRoutePeer *peer, const char *region)
{
  g_auto (GStrv) prefixes = g_strsplit (peer->regions != NULL ? peer->regions : "", " ", -1);

  for (guint i = 0; prefixes[i] != NULL; i++)
    if (prefixes[i][0] != '\0' && g_str_has_prefix (region, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* How well @pattern fits; 0 if it does not. One that is exact is better than any star. */
static guint
fit_form (const char *pattern, const char *form)
{
  gsize n = strlen (pattern);

  if (pattern[n - 1] != '*')
    return strcmp (pattern, form) == 0 ? 100 : 0;
  return strncmp (pattern, form, n - 1) == 0 ? (guint)n : 0;
}

/* Larger is better, 0 does not fit. */
static guint
fit (const ZbRouteLine *line, const ZbRouteQuestion *question)
{
  guint senders = question->from_node ? ZB_ROUTE_NODE : ZB_ROUTE_ENTERPRISE;
  guint form = fit_form (line->form, question->form);

  if (form == 0 || (line->senders != ZB_ROUTE_ANY && line->senders != senders) ||
      (line->region != NULL && !g_str_has_prefix (question->region, line->region)) ||
      (line->from != NULL && strcmp (question->day, line->from) < 0) ||
      (line->until != NULL && strcmp (question->day, line->until) > 0))
    return 0;
  return (line->region != NULL ? (guint)strlen (line->region) : 0) * 1000 + form * 2 +
         (line->senders != ZB_ROUTE_ANY);
}

const ZbRouteLine *
zb_route_table_find (const ZbRouteTable *table, const ZbRouteQuestion *question)
{
  const ZbRouteLine *best = NULL;
  guint most = 0;

  for (guint i = 0; i < table->lines->len; i++) {
    const ZbRouteLine *line = g_ptr_array_index (table->lines, i);
    guint fits = fit (line, question);

    if (fits > most) {
      most = fits;
      best = line;
    }
  }
  return best;
}
