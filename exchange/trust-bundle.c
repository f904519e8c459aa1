/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust-bundle.h"

#include "exchange/error.h"
#include "exchange/field.h"
#include "exchange/note-key.h"
#include "exchange/protocol.h"

#include <string.h>

#define MAX_VERSION 1000000
#define MAX_GRACE_DAYS 366
#define MAX_CERTIFICATES (64 * 1024) /* bytes of PEM of one authority */
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static const char *const kinds[] = {"root", "node", "other", NULL};
static const char *const suites[] = {"p256", "rsa3072", "sm2", NULL};

/* Suites in the order above, blanks between. */
static gboolean
are_suites (const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", G_N_ELEMENTS (suites));
  guint next = 0;

  for (guint i = 0; parts[i] != NULL; i++) {
    while (suites[next] != NULL && strcmp (suites[next], parts[i]) != 0)
      next++;
    if (suites[next] == NULL)
      return FALSE;
    next++;
  }
  return parts[0] != NULL;
}

static gboolean
is_verifier (const char *value)
{
  g_auto (ZbNoteKey) key = {0};

  return zb_field_is_line (value) && zb_note_key_read (value, ZB_NOTE_ED25519, &key, NULL);
}

#define BUNDLE(member) G_STRUCT_OFFSET (ZbTrustBundle, member)
#define TRUSTED(member) G_STRUCT_OFFSET (ZbTrusted, member)
#define LOG(member) G_STRUCT_OFFSET (ZbTrustedLog, member)

static const ZbField bundle_fields[] = {
    {"node", ZB_FIELD_TEXT, BUNDLE (node), TRUE, zb_field_is_node, 0, NULL},
    {"version", ZB_FIELD_COUNT, BUNDLE (version), TRUE, NULL, MAX_VERSION, NULL},
    {"issued", ZB_FIELD_TIME, BUNDLE (issued), TRUE, NULL, 0, NULL},
    {"until", ZB_FIELD_TIME, BUNDLE (until), TRUE, NULL, 0, NULL},
    {"suites", ZB_FIELD_TEXT, BUNDLE (suites), TRUE, are_suites, 0, NULL},
    {"grace-days", ZB_FIELD_COUNT, BUNDLE (grace_days), TRUE, NULL, MAX_GRACE_DAYS, NULL},
};
static const ZbField trusted_fields[] = {
    {"kind", ZB_FIELD_WORD, TRUSTED (kind), TRUE, NULL, 0, kinds},
    {"name", ZB_FIELD_TEXT, TRUSTED (name), FALSE, zb_field_is_node, 0, NULL},
    {"unit", ZB_FIELD_TEXT, TRUSTED (unit), FALSE, zb_field_is_line, 0, NULL},
    {"prefix", ZB_FIELD_TEXT, TRUSTED (prefix), FALSE, zb_field_is_line, 0, NULL},
};
static const ZbField log_fields[] = {
    {"verifier", ZB_FIELD_TEXT, LOG (verifier), TRUE, is_verifier, 0, NULL},
    {"from", ZB_FIELD_TIME, LOG (from), FALSE, NULL, 0, NULL},
    {"until", ZB_FIELD_TIME, LOG (until), FALSE, NULL, 0, NULL},
};

static void
trusted_free (gpointer data)
{
  ZbTrusted *trusted = data;

  g_free (trusted->name);
  g_free (trusted->unit);
  g_free (trusted->prefix);
  g_ptr_array_unref (trusted->certificates);
  g_free (trusted);
}

static void
log_free (gpointer data)
{
  ZbTrustedLog *log = data;

  g_free (log->verifier);
  g_free (log);
}

ZbTrustBundle *
zb_trust_bundle_new (void)
{
  ZbTrustBundle *bundle = g_new0 (ZbTrustBundle, 1);

  bundle->authorities = g_ptr_array_new_with_free_func (trusted_free);
  bundle->logs = g_ptr_array_new_with_free_func (log_free);
  return bundle;
}

void
zb_trust_bundle_free (ZbTrustBundle *bundle)
{
  if (bundle == NULL)
    return;
  g_free (bundle->node);
  g_free (bundle->suites);
  g_ptr_array_unref (bundle->authorities);
  g_ptr_array_unref (bundle->logs);
  g_free (bundle);
}

static const ZbTrusted *
trusted_at (const ZbTrustBundle *bundle, guint index)
{
  return g_ptr_array_index (bundle->authorities, index);
}

static const ZbTrustedLog *
log_at (const ZbTrustBundle *bundle, guint index)
{
  return g_ptr_array_index (bundle->logs, index);
}

ZbTrusted *
zb_trust_bundle_add (ZbTrustBundle *bundle, ZbTrustedKind kind)
{
  ZbTrusted *trusted = g_new0 (ZbTrusted, 1);

  trusted->kind = kind;
  trusted->certificates = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  g_ptr_array_add (bundle->authorities, trusted);
  return trusted;
}

void
zb_trust_bundle_add_log (ZbTrustBundle *bundle, const char *verifier, gint64 from, gint64 until)
{
  ZbTrustedLog *log = g_new0 (ZbTrustedLog, 1);

  log->verifier = g_strdup (verifier);
  log->from = from;
  log->until = until;
  g_ptr_array_add (bundle->logs, log);
}

/* Without the end of the last line, which reading would strip. */
static char *
pem_of (const ZbTrusted *trusted)
{
  GString *pem = g_string_new (NULL);

  for (guint i = 0; i < trusted->certificates->len; i++) {
    g_autofree char *one = zb_certificate_to_pem (trusted->certificates->pdata[i]);

    g_string_append (pem, one);
  }
  return g_strchomp (g_string_free (pem, FALSE));
}

GBytes *
zb_trust_bundle_write (const ZbTrustBundle *bundle)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, "trust");
  zb_xml_writer_attribute (writer, "xmlns", ZB_TRUST_BUNDLE_NS);
  zb_field_write_all (writer, bundle_fields, G_N_ELEMENTS (bundle_fields), bundle);
  for (guint i = 0; i < bundle->authorities->len; i++) {
    g_autofree char *pem = pem_of (trusted_at (bundle, i));

    zb_xml_writer_start (writer, "authority");
    zb_field_write_all (writer, trusted_fields, G_N_ELEMENTS (trusted_fields),
                        trusted_at (bundle, i));
    zb_xml_writer_text (writer, pem);
    zb_xml_writer_end (writer);
  }
  for (guint i = 0; i < bundle->logs->len; i++) {
    zb_xml_writer_start (writer, "log");
    zb_field_write_all (writer, log_fields, G_N_ELEMENTS (log_fields), log_at (bundle, i));
    zb_xml_writer_end (writer);
  }
  return zb_xml_writer_finish (writer);
}

/* Roots, then the node's authorities, then those of others by name. */
static gboolean
is_in_order (const ZbTrusted *before, const ZbTrusted *trusted)
{
  return before->kind < trusted->kind ||
         (before->kind == trusted->kind &&
          (trusted->kind != ZB_TRUSTED_OTHER || strcmp (before->name, trusted->name) < 0));
}

static gboolean
read_certificates (const ZbXmlNode *element, ZbTrusted *trusted, GError **error)
{
  const char *pem = zb_xml_node_text (element);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) certificates = zb_certificate_read_all (pem, strlen (pem), &cause);

  if (certificates == NULL)
    return zb_xml_node_fail (element, error, "%s", cause->message);
  if (trusted->kind != ZB_TRUSTED_OTHER && certificates->len != 1)
    return zb_xml_node_fail (element, error, "an authority of the node has one certificate");
  g_ptr_array_extend_and_steal (trusted->certificates, g_steal_pointer (&certificates));
  return TRUE;
}

/* Of others it is said where their certificates name the unit, and of nobody else. */
static gboolean
check_rule (const ZbXmlNode *element, const ZbTrusted *trusted, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (trusted->kind != ZB_TRUSTED_OTHER)
    return (trusted->name == NULL && trusted->unit == NULL && trusted->prefix == NULL) ||
           zb_xml_node_fail (element, error, "only others have a name and a rule of units");
  if (trusted->name == NULL || trusted->unit == NULL)
    return zb_xml_node_fail (element, error, "others have a name, and say where the unit is");
  g_autoptr (ZbUnitRule) rule = zb_unit_rule_new (trusted->unit, trusted->prefix, &cause);
  return rule != NULL || zb_xml_node_fail (element, error, "%s", cause->message);
}

static gboolean
read_authorities (const ZbXmlNode *root,
                  const ZbXmlNode **cursor,
                  ZbTrustBundle *bundle,
                  GError **error)
{
  while (*cursor != NULL && g_str_equal (zb_xml_node_name (*cursor), "authority")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "authority", error);
    guint n = bundle->authorities->len;
    ZbTrusted *trusted = zb_trust_bundle_add (bundle, ZB_TRUSTED_ROOT);

    if (element == NULL ||
        !zb_field_read_all (element, trusted_fields, G_N_ELEMENTS (trusted_fields), trusted,
                            error) ||
        !check_rule (element, trusted, error) || !read_certificates (element, trusted, error))
      return FALSE;
    if (n == ZB_TRUST_BUNDLE_MAX_AUTHORITIES)
      return zb_xml_node_fail (element, error, "a trust bundle has at most %d authorities",
                               ZB_TRUST_BUNDLE_MAX_AUTHORITIES);
    if (n > 0 && !is_in_order (trusted_at (bundle, n - 1), trusted))
      return zb_xml_node_fail (element, error, "the authority is out of order or named twice");
  }
  return (bundle->authorities->len > 0 && trusted_at (bundle, 0)->kind == ZB_TRUSTED_ROOT) ||
         zb_xml_node_fail (root, error, "a trust bundle names a root");
}

static gboolean
read_logs (const ZbXmlNode *root, const ZbXmlNode **cursor, ZbTrustBundle *bundle, GError **error)
{
  while (*cursor != NULL && g_str_equal (zb_xml_node_name (*cursor), "log")) {
    const ZbXmlNode *element = zb_field_take_element (root, cursor, "log", error);
    ZbTrustedLog *log = g_new0 (ZbTrustedLog, 1);

    g_ptr_array_add (bundle->logs, log);
    if (element == NULL ||
        !zb_field_read_all (element, log_fields, G_N_ELEMENTS (log_fields), log, error))
      return FALSE;
    if (bundle->logs->len > ZB_TRUST_BUNDLE_MAX_LOGS)
      return zb_xml_node_fail (element, error, "a trust bundle has at most %d keys of the log",
                               ZB_TRUST_BUNDLE_MAX_LOGS);
    if (log->until != 0 && log->until <= log->from)
      return zb_xml_node_fail (element, error, "the key of the log ends before it begins");
  }
  return bundle->logs->len > 0 ||
         zb_xml_node_fail (root, error, "a trust bundle names the log's key");
}

static gboolean
read_root (const ZbXmlNode *root, ZbTrustBundle *bundle, GError **error)
{
  const ZbXmlNode *cursor = zb_xml_node_first (root, NULL);

  if (!g_str_equal (zb_xml_node_name (root), "trust") ||
      g_strcmp0 (zb_xml_node_ns (root), ZB_TRUST_BUNDLE_NS) != 0)
    return zb_xml_node_fail (root, error, "this is no trust bundle of " ZB_TRUST_BUNDLE_NS);
  if (!zb_field_read_all (root, bundle_fields, G_N_ELEMENTS (bundle_fields), bundle, error))
    return FALSE;
  if (bundle->version == 0)
    return zb_xml_node_fail (root, error, "versions begin with 1");
  if (bundle->until <= bundle->issued)
    return zb_xml_node_fail (root, error, "the trust bundle ends before it begins");
  return read_authorities (root, &cursor, bundle, error) &&
         read_logs (root, &cursor, bundle, error) &&
         (cursor == NULL ||
          zb_xml_node_fail (cursor, error, "<%s> is not known", zb_xml_node_name (cursor)));
}

/* What is signed has one spelling, so that equal content has one digest. */
static gboolean
check_spelling (const char *source, GBytes *bytes, const ZbTrustBundle *bundle, GError **error)
{
  g_autoptr (GBytes) again = zb_trust_bundle_write (bundle);

  if (g_bytes_equal (bytes, again))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "%s: the trust bundle is not written in its one form", source);
  return FALSE;
}

ZbTrustBundle *
zb_trust_bundle_read (const char *source, GBytes *bytes, GError **error)
{
  static const ZbXmlLimits limits = {ZB_PROTOCOL_MAX_STATEMENT, 4, 16, 4096, MAX_CERTIFICATES};
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_new ();
  GError *cause = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, data, length, &limits, &cause);

  if (root != NULL && read_root (root, bundle, &cause))
    return check_spelling (source, bytes, bundle, error) ? g_steal_pointer (&bundle) : NULL;
  zb_exchange_adopt_error (error, cause);
  return NULL;
}

gboolean
zb_trust_bundle_agrees (const ZbTrustBundle *bundle, const ZbTrustBundle *other)
{
  ZbTrustBundle dated = *other;

  dated.version = bundle->version;
  dated.issued = bundle->issued;
  dated.until = bundle->until;
  g_autoptr (GBytes) first = zb_trust_bundle_write (bundle);
  g_autoptr (GBytes) second = zb_trust_bundle_write (&dated);
  return g_bytes_equal (first, second);
}

static gboolean
add_others (ZbTrust *trust, const ZbTrusted *others, GError **error)
{
  g_autofree char *pem = pem_of (others);
  g_autoptr (ZbUnitRule) rule = zb_unit_rule_new (others->unit, others->prefix, error);

  return rule != NULL && zb_trust_add_other (trust, others->name, pem, strlen (pem), rule, error);
}

ZbTrust *
zb_trust_bundle_to_trust (const ZbTrustBundle *bundle, GError **error)
{
  g_autoptr (ZbTrust) trust = zb_trust_new ();

  for (guint i = 0; i < bundle->authorities->len; i++) {
    const ZbTrusted *trusted = trusted_at (bundle, i);

    if (trusted->kind == ZB_TRUSTED_ROOT)
      zb_trust_add_root (trust, trusted->certificates->pdata[0]);
    else if (trusted->kind == ZB_TRUSTED_NODE)
      zb_trust_add_intermediate (trust, trusted->certificates->pdata[0]);
    else if (!add_others (trust, trusted, error))
      return NULL;
  }
  zb_trust_set_grace (trust, bundle->grace_days * DAY);
  return g_steal_pointer (&trust);
}

GPtrArray *
zb_trust_bundle_list_roots (const ZbTrustBundle *bundle)
{
  GPtrArray *roots = g_ptr_array_new ();

  for (guint i = 0; i < bundle->authorities->len; i++)
    if (trusted_at (bundle, i)->kind == ZB_TRUSTED_ROOT)
      g_ptr_array_add (roots, trusted_at (bundle, i)->certificates->pdata[0]);
  return roots;
}

char *
zb_trust_bundle_to_pem (const ZbTrustBundle *bundle, ZbTrustedKind kind)
{
  GString *pem = g_string_new (NULL);

  for (guint i = 0; i < bundle->authorities->len; i++) {
    g_autofree char *one = pem_of (trusted_at (bundle, i));

    if (trusted_at (bundle, i)->kind == kind)
      g_string_append_printf (pem, "%s\n", one);
  }
  return g_string_free (pem, FALSE);
}

const char *
zb_trust_bundle_find_log (const ZbTrustBundle *bundle, gint64 at)
{
  for (guint i = bundle->logs->len; i > 0; i--) {
    const ZbTrustedLog *log = log_at (bundle, i - 1);

    if (log->from <= at && (log->until == 0 || at < log->until))
      return log->verifier;
  }
  return NULL;
}

gboolean
zb_trust_bundle_names_log (const ZbTrustBundle *bundle, const ZbSuccession *succession)
{
  const char *first = zb_succession_get (succession, 0).vkey;

  for (guint i = 0; i < bundle->logs->len; i++)
    if (strcmp (log_at (bundle, i)->verifier, first) == 0)
      return TRUE;
  return FALSE;
}

gboolean
zb_trust_bundle_allows (const ZbTrustBundle *bundle, const char *suite)
{
  g_auto (GStrv) allowed = g_strsplit (bundle->suites, " ", -1);

  return g_strv_contains ((const char *const *)allowed, suite);
}
