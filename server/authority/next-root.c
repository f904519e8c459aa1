/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/next-root.h"

#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/keyring.h"
#include "server/authority/root-line.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static gboolean
fail (GError **error, const char *file, const char *what)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", file, what);
  return FALSE;
}

static ZbCertificate *
read_candidate (const char *file, GError **error)
{
  g_autoptr (GBytes) pem = zb_file_read (file, 2 * ZB_PROTOCOL_MAX_CERTIFICATE, error);
  gsize length = 0;
  const void *bytes = pem ? g_bytes_get_data (pem, &length) : NULL;
  ZbCertificate *candidate = pem ? zb_certificate_read (bytes, length, error) : NULL;

  if (pem && !candidate)
    g_prefix_error (error, "%s: ", file);
  return candidate;
}

/* It must be able to do what a root does, and be another than those that are there. */
static gboolean
check (const ZbCertificate *candidate,
       const GPtrArray *known,
       const char *file,
       gint64 now,
       GError **error)
{
  if (!zb_certificate_issued_by (candidate, candidate) ||
      zb_certificate_uses (candidate) != ZB_USE_CA ||
      (zb_certificate_issues (candidate) & ZB_USE_TRUST) == 0)
    return fail (error, file, "this is not the certificate of a root, which certifies authorities");
  if (now < zb_certificate_not_before (candidate) || now > zb_certificate_not_after (candidate))
    return fail (error, file, "this root's certificate is not valid now");
  for (guint i = 0; i < known->len; i++)
    if (zb_certificate_same_key (candidate, known->pdata[i]))
      return fail (error, file, "its key is that of an authority of this node already");
  return TRUE;
}

static char *
path_in (const char *folder)
{
  return g_build_filename (folder, ZB_KEYRING_NEXT_ROOT ".pem", NULL);
}

ZbCertificate *
zb_next_root_read (const char *folder, const char *file, gint64 now, GError **error)
{
  g_autofree char *path = path_in (folder);
  g_autoptr (GPtrArray) known = zb_root_line_read_all (folder, error);
  g_autoptr (ZbCertificate) candidate = known ? read_candidate (file, error) : NULL;

  if (!candidate)
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return check (candidate, known, file, now, error) ? g_steal_pointer (&candidate) : NULL;
  fail (error, path, "a next root is planned already: take that one back first");
  return NULL;
}

gboolean
zb_next_root_check_planned (const char *folder, GError **error)
{
  g_autofree char *path = path_in (folder);

  return g_file_test (path, G_FILE_TEST_EXISTS) || fail (error, path, "no next root is planned");
}

gboolean
zb_next_root_keep (const char *folder, ZbCertificate *next, GError **error)
{
  g_autofree char *path = path_in (folder);
  g_autofree char *pem = next ? zb_certificate_to_pem (next) : NULL;

  if (next)
    return g_file_set_contents_full (
        path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  return g_unlink (path) == 0 || errno == ENOENT || fail (error, path, g_strerror (errno));
}
