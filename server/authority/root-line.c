/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/root-line.h"

#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/keyring-private.h"

#include <errno.h>
#include <glib/gstdio.h>

char *
zb_root_line_stem (const char *stem, guint number)
{
  return number > 1 ? g_strdup_printf ("%s-%u", stem, number) : g_strdup (stem);
}

static char *
file_of (const char *stem, guint number)
{
  g_autofree char *numbered = zb_root_line_stem (stem, number);

  return zb_keyring_certificate_file (numbered);
}

static char *
list_of (guint number)
{
  g_autofree char *root = zb_root_line_stem (ZB_ROOT_LINE_ROOT, number);

  return g_strconcat (root, ".crl", NULL);
}

guint
zb_root_line_last (const char *folder)
{
  for (guint number = 1;; number++) {
    g_autofree char *next = file_of (ZB_ROOT_LINE_ROOT, number + 1);

    if (!zb_keyring_has (folder, next))
      return number;
  }
}

static GPtrArray *
new_certificates (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
}

/* Adds what lies under @stem and @number; it must, unless @optional. */
static gboolean
add (GPtrArray *all,
     const char *folder,
     const char *stem,
     guint number,
     gboolean optional,
     GError **error)
{
  g_autofree char *numbered = zb_root_line_stem (stem, number);
  ZbCertificate *certificate = NULL;

  if (!zb_keyring_read_certificate (folder, numbered, &certificate, error))
    return FALSE;
  if (certificate)
    g_ptr_array_add (all, certificate);
  else if (!optional)
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s/%s.pem is missing", folder,
                 numbered);
  return certificate || optional;
}

/* The authorities that the node was founded with. */
static gboolean
add_authorities (
    GPtrArray *all, const char *folder, guint number, gboolean optional, GError **error)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    const char *stem = zb_branch_stem ((ZbBranchKind)i);
    g_autofree char *founded = zb_keyring_certificate_file (stem);

    if (zb_keyring_has (folder, founded) && !add (all, folder, stem, number, optional, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
zb_root_line_read (const char *folder, guint number, GError **error)
{
  g_autoptr (GPtrArray) all = new_certificates ();

  return add (all, folder, ZB_ROOT_LINE_ROOT, number, FALSE, error) &&
                 add_authorities (all, folder, number, FALSE, error)
             ? g_steal_pointer (&all)
             : NULL;
}

GPtrArray *
zb_root_line_read_all (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) all = new_certificates ();
  guint last = zb_root_line_last (folder);

  for (guint number = 1; number <= last; number++) {
    GPtrArray *some = zb_root_line_read (folder, number, error);

    if (!some)
      return NULL;
    g_ptr_array_extend_and_steal (all, some);
  }
  return g_steal_pointer (&all);
}

GPtrArray *
zb_root_line_read_former (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) former = new_certificates ();
  guint last = zb_root_line_last (folder);

  for (guint number = 1; number < last; number++)
    if (!add (former, folder, ZB_ROOT_LINE_ROOT, number, FALSE, error))
      return NULL;
  return g_steal_pointer (&former);
}

/* What an earlier plan left behind, or only a part of it, is none. */
GPtrArray *
zb_root_line_read_coming (const char *folder, GError **error)
{
  guint number = zb_root_line_last (folder) + 1;
  g_autoptr (GPtrArray) coming = new_certificates ();
  g_autoptr (GPtrArray) present = zb_root_line_read (folder, number - 1, error);
  g_autofree char *list = list_of (number);
  g_autoptr (ZbCertificate) next = NULL;

  if (!present || !zb_keyring_read_certificate (folder, ZB_KEYRING_NEXT_ROOT, &next, error) ||
      !add_authorities (coming, folder, number, TRUE, error))
    return NULL;
  gboolean whole = next && zb_keyring_has (folder, list) && coming->len + 1 == present->len;
  for (guint i = 0; i < coming->len; i++)
    whole = whole && zb_certificate_issued_by (coming->pdata[i], next) &&
            zb_certificate_same_key (coming->pdata[i], present->pdata[i + 1]);
  return whole ? g_steal_pointer (&coming) : new_certificates ();
}

/* One that may certify for everything was founded before they were divided. */
static ZbBranchKind
kind_of (const ZbCertificate *authority)
{
  guint issues = zb_certificate_issues (authority);
  ZbBranchKind kind = ZB_BRANCH_SIGNING;

  while (kind < ZB_BRANCH_FIRST &&
         ((issues & ZB_USE_TRUST) != 0 || (issues & zb_branch_issues (kind)) == 0))
    kind++;
  return kind;
}

gboolean
zb_root_line_write (
    const char *folder, guint number, const GPtrArray *authorities, GBytes *list, GError **error)
{
  g_autofree char *list_file = list_of (number);
  gsize length = 0;
  const void *der = g_bytes_get_data (list, &length);

  for (guint i = 0; i < authorities->len; i++) {
    ZbCertificate *one = authorities->pdata[i];
    g_autofree char *file = file_of (zb_branch_stem (kind_of (one)), number);

    if (!zb_keyring_write_certificate (folder, file, one, error))
      return FALSE;
  }
  return zb_keyring_write (folder, list_file, der, length, error);
}

GBytes *
zb_root_line_read_list (const char *folder, guint number, GError **error)
{
  g_autofree char *file = list_of (number);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return zb_file_read (path, ZB_PROTOCOL_MAX_CRL, error);
}

gboolean
zb_root_line_advance (const char *folder, GError **error)
{
  g_autofree char *file = file_of (ZB_ROOT_LINE_ROOT, zb_root_line_last (folder) + 1);
  g_autofree char *from = g_build_filename (folder, ZB_KEYRING_NEXT_ROOT ".pem", NULL);
  g_autofree char *to = g_build_filename (folder, file, NULL);

  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", to,
               g_strerror (errno));
  return FALSE;
}
