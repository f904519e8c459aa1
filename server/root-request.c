/* SPDX-License-Identifier: Apache-2.0 */
#include "server/root-request.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/trust.h"
#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/keyring.h"
#include "server/authority/root-line.h"
#include "server/config.h"
#include "server/node.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define HEAD "Zhibao root request 1\n"
#define NONE "-"
/* As long as those of the founding. */
#define AUTHORITY_YEARS 5
#define YEAR (365 * 24 * 3600 * G_TIME_SPAN_SECOND)

void
zb_root_request_free (ZbRootRequest *request)
{
  if (!request)
    return;
  g_free (request->node);
  g_free (request->published_at);
  g_free (request->next);
  g_clear_pointer (&request->present, g_ptr_array_unref);
  g_free (request->digest);
  g_free (request);
}

static char *
compose (const ZbConfig *config, const ZbCertificate *next, const GPtrArray *present)
{
  g_autofree char *published_at = zb_config_published_at (config);
  GString *text = g_string_new (HEAD);

  g_string_append_printf (text, "node: %s\npublished-at: %s\nnext-root: %s\n", config->node,
                          published_at ? published_at : NONE, zb_certificate_digest (next));
  for (guint i = 0; i < present->len; i++) {
    g_autofree char *pem = zb_certificate_to_pem (present->pdata[i]);
    g_string_append (text, pem);
  }
  return g_string_free (text, FALSE);
}

char *
zb_root_request_compose (const char *dir, GError **error)
{
  g_autofree char *settings = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  g_autoptr (GPtrArray) roots = config ? zb_keyring_read_roots (keys, error) : NULL;
  g_autoptr (GPtrArray) present = roots ? zb_keyring_read_authorities (keys, error) : NULL;

  if (!present)
    return NULL;
  if (roots->len > 1)
    return compose (config, roots->pdata[1], present);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
               "%s: no next root is planned that could be asked: \"zhibaod trust --next-root\" "
               "names one",
               dir);
  return NULL;
}

static gboolean
malformed (const char *source, const char *what, GError **error)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "%s: %s", source, what);
  return FALSE;
}

/* The value of the next line of @rest, which has the @name. (transfer full) */
static char *
take_line (const char **rest, const char *name)
{
  const char *end = strchr (*rest, '\n');

  if (!end || !g_str_has_prefix (*rest, name))
    return NULL;
  char *value = g_strndup (*rest + strlen (name), (gsize)(end - *rest) - strlen (name));
  *rest = end + 1;
  return value;
}

/* Nobody asks for more than the root of now vouches for. */
static gboolean
check_present (const char *source, GPtrArray *present, GError **error)
{
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  ZbCertificate *root = present->pdata[0];

  if (!zb_certificate_issued_by (root, root) || present->len < 2)
    return malformed (source, "it names no root with authorities below it", error);
  zb_trust_add_root (trust, root);
  for (guint i = 1; i < present->len; i++) {
    ZbCertificate *one = present->pdata[i];

    /* Whether it has ended is of no matter: its key gets another certificate. */
    if (!zb_trust_check (trust, one, NULL, ZB_USE_CA, zb_certificate_not_before (one), error)) {
      g_prefix_error (error, "%s: ", source);
      return FALSE;
    }
  }
  return TRUE;
}

ZbRootRequest *
zb_root_request_read (const char *source, const char *text, gsize length, GError **error)
{
  g_autoptr (ZbRootRequest) request = g_new0 (ZbRootRequest, 1);
  const char *rest = text + strlen (HEAD);

  if (strlen (text) != length || !g_str_has_prefix (text, HEAD) ||
      !(request->node = take_line (&rest, "node: ")) ||
      !(request->published_at = take_line (&rest, "published-at: ")) ||
      !(request->next = take_line (&rest, "next-root: "))) {
    malformed (source, "this is no request that \"zhibaod root ask\" wrote", error);
    return NULL;
  }
  if (strcmp (request->published_at, NONE) == 0)
    g_clear_pointer (&request->published_at, g_free);
  request->digest = zb_digest_hex_of (text, length);
  request->present = zb_certificate_read_all (rest, strlen (rest), error);
  return request->present && check_present (source, request->present, error)
             ? g_steal_pointer (&request)
             : NULL;
}

static gboolean
refuse (const char *file, const char *what, GError **error)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", file, what);
  return FALSE;
}

static ZbCertificate *
read_root (const ZbRootRequest *request, const ZbRootAnswer *answer, GError **error)
{
  g_autoptr (GBytes) pem = zb_file_read (answer->root, 2 * ZB_PROTOCOL_MAX_CERTIFICATE, error);
  gsize length = 0;
  const void *bytes = pem ? g_bytes_get_data (pem, &length) : NULL;
  g_autoptr (ZbCertificate) root = pem ? zb_certificate_read (bytes, length, error) : NULL;

  if (!root)
    return NULL;
  if (strcmp (zb_certificate_digest (root), request->next) != 0)
    refuse (answer->root, "this is not the root that the request names", error);
  else if (answer->now > zb_certificate_not_after (root))
    refuse (answer->root, "this root has ended", error);
  else
    return g_steal_pointer (&root);
  return NULL;
}

static ZbIssuer *
open_root (const ZbRootRequest *request, const ZbRootAnswer *answer, GError **error)
{
  g_autoptr (ZbCertificate) certificate = read_root (request, answer, error);
  g_autoptr (ZbKey) key = certificate ? zb_key_read_pem (answer->key, NULL, error) : NULL;

  if (!key)
    return NULL;
  if (!zb_key_fits (key, certificate)) {
    refuse (answer->key, "this is not the key of the root that is asked", error);
    return NULL;
  }
  g_autoptr (ZbIssuer) root = zb_issuer_new (g_steal_pointer (&key), certificate, NULL);
  return zb_issuer_set_published_at (root, request->published_at, error) ? g_steal_pointer (&root)
                                                                         : NULL;
}

static GPtrArray *
certify (const ZbRootRequest *request, ZbIssuer *root, gint64 until, GError **error)
{
  g_autoptr (GPtrArray) certified =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  for (guint i = 1; i < request->present->len; i++) {
    ZbCertificate *one = zb_issuer_certify_again (root, request->present->pdata[i], until, error);

    if (!one)
      return NULL;
    g_ptr_array_add (certified, one);
  }
  return g_steal_pointer (&certified);
}

static gboolean
write_answer (const char *folder,
              const ZbCertificate *root,
              const GPtrArray *certified,
              GBytes *list,
              GError **error)
{
  g_autofree char *path = g_build_filename (folder, ZB_ROOT_LINE_ROOT ".pem", NULL);
  g_autofree char *pem = zb_certificate_to_pem (root);

  if (g_mkdir (folder, 0700) != 0)
    return refuse (folder, g_strerror (errno), error);
  return zb_root_line_write (folder, 1, certified, list, error) &&
         g_file_set_contents (path, pem, -1, error);
}

gboolean
zb_root_request_answer (const ZbRootRequest *request,
                        const ZbRootAnswer *answer,
                        GPtrArray **ret_certified,
                        GError **error)
{
  gint64 until = answer->now + AUTHORITY_YEARS * YEAR;
  g_autoptr (ZbIssuer) root = open_root (request, answer, error);
  g_autoptr (GPtrArray) certified = root ? certify (request, root, until, error) : NULL;
  /* Nothing of it is revoked, for as long as what it certified lasts. */
  g_autoptr (GBytes) list =
      certified ? zb_issuer_make_crl (root, NULL, 0, 1, answer->now, until, error) : NULL;

  if (!list || (!answer->dry_run && !write_answer (answer->folder, zb_issuer_certificate (root),
                                                   certified, list, error)))
    return FALSE;
  *ret_certified = g_steal_pointer (&certified);
  return TRUE;
}
