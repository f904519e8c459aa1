/* SPDX-License-Identifier: Apache-2.0 */
#include "client/own-certificate.h"

#include "client/error.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "forms/clock.h"

#include <string.h>

void
zb_own_certificate_clear (ZbOwnCertificate *own)
{
  g_clear_pointer (&own->key, zb_key_free);
  g_clear_pointer (&own->certificate, zb_certificate_unref);
  g_clear_pointer (&own->chain, g_ptr_array_unref);
}

/* Takes what is in @own. */
static gboolean
take_signing (ZbOwnCertificate *own, const char *path, ZbOwnCertificate *ret_own, GError **error)
{
  if ((zb_certificate_uses (own->certificate) & ZB_USE_SIGNING) == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                 "%s: the certificate of \"%s\" is not one that signs", path,
                 zb_certificate_name (own->certificate));
    return FALSE;
  }
  *ret_own = *own;
  *own = (ZbOwnCertificate){NULL, NULL, NULL};
  return TRUE;
}

gboolean
zb_own_certificate_open (const char *path,
                         const char *passphrase,
                         ZbOwnCertificate *ret_own,
                         GError **error)
{
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};

  return zb_key_read_file (path, passphrase, &own.key, &own.certificate, &own.chain, error) &&
         take_signing (&own, path, ret_own, error);
}

gboolean
zb_own_certificate_read (const char *path, ZbOwnCertificate *ret_own, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, ZB_PROTOCOL_MAX_KEY_FILE, error);
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};
  gsize length = 0;

  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  own.certificate = zb_certificate_read (data, length, error);
  if (!own.certificate)
    return FALSE;
  own.chain = length > 0 && data[0] != 0x30 ? zb_certificate_read_all (data, length, error)
                                            : g_ptr_array_new ();
  return own.chain && take_signing (&own, path, ret_own, error);
}

/* On a token */

/* NULL: it signs here. */
static const char *
find_fault (const ZbTokenCertificate *one, gint64 now)
{
  if ((zb_certificate_uses (one->certificate) & ZB_USE_SIGNING) == 0)
    return "is not one that signs";
  if (one->fault)
    return one->fault;
  if (zb_certificate_not_after (one->certificate) < now)
    return "has expired";
  return zb_certificate_not_before (one->certificate) > now ? "is not yet valid" : NULL;
}

/* Without the colons, capitals and zeros that other programs write it with. (transfer full) */
static char *
bare_serial (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_auto (GStrv) parts = g_strsplit (lower, ":", -1);
  g_autofree char *digits = g_strjoinv ("", parts);

  return g_strdup (digits + strspn (digits, "0"));
}

static gboolean
is_called (const ZbTokenCertificate *one, const char *which)
{
  g_autofree char *asked = bare_serial (which);
  g_autofree char *serial = bare_serial (zb_certificate_serial (one->certificate));

  return !strcmp (one->label, which) || !strcmp (zb_certificate_name (one->certificate), which) ||
         !strcmp (serial, asked);
}

/* The lines of those in @certificates that are called @which (nullable), and of what is wrong. */
static char *
list_words (const GPtrArray *certificates, const char *which, gint64 now)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < certificates->len; i++) {
    const ZbTokenCertificate *one = certificates->pdata[i];
    const char *fault = find_fault (one, now);
    g_autofree char *issuer = zb_certificate_dup_issuer_name (one->certificate);
    g_autofree char *end = zb_time_format (zb_certificate_not_after (one->certificate));

    if (which && !is_called (one, which))
      continue;
    g_string_append_printf (words, "%s\"%s\" of %s, serial number %s, certified by %s until %s",
                            words->len > 0 ? "; " : "", one->label,
                            zb_certificate_name (one->certificate),
                            zb_certificate_serial (one->certificate), issuer, end);
    if (fault)
      g_string_append_printf (words, ", %s", fault);
  }
  return g_string_free (words, FALSE);
}

static gboolean
fail_choice (
    const GPtrArray *all, const GPtrArray *fitting, const char *which, gint64 now, GError **error)
{
  g_autofree char *called = list_words (fitting->len > 0 ? fitting : all, which, now);
  g_autofree char *others = list_words (all, NULL, now);

  if (fitting->len > 0)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_AMBIGUOUS,
                 "there are several certificates on the token; say which by its serial number or "
                 "label: %s",
                 called);
  else if (*called)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                 "no certificate on the token signs here: %s", called);
  else if (*others)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                 "the token has no certificate \"%s\"; it has: %s", which, others);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                 "the token has no certificate whose key lies there too");
  return FALSE;
}

/* Those of @all that sign here and are called @which (nullable); borrowed from it. */
static GPtrArray *
find_fitting (const GPtrArray *all, const char *which, gint64 now)
{
  GPtrArray *fitting = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (!find_fault (all->pdata[i], now) && (!which || is_called (all->pdata[i], which)))
      g_ptr_array_add (fitting, all->pdata[i]);
  return fitting;
}

GPtrArray *
zb_own_certificate_list (const ZbTokenLogin *login, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) all = zb_token_list_certificates (login, NULL, error);
  g_autoptr (GPtrArray) fitting = all ? find_fitting (all, NULL, now) : NULL;

  if (!fitting || (fitting->len == 0 && !fail_choice (all, fitting, NULL, now, error)))
    return NULL;
  for (guint i = all->len; i > 0; i--)
    if (find_fault (all->pdata[i - 1], now))
      g_ptr_array_remove_index (all, i - 1);
  return g_steal_pointer (&all);
}

gboolean
zb_own_certificate_pick (const ZbTokenLogin *login,
                         const char *which,
                         gint64 now,
                         char **ret_uri,
                         ZbOwnCertificate *ret_own,
                         GError **error)
{
  g_autoptr (GPtrArray) issuers = NULL;
  g_autoptr (GPtrArray) all = zb_token_list_certificates (login, &issuers, error);
  g_autoptr (GPtrArray) fitting = all ? find_fitting (all, which, now) : NULL;

  if (!fitting || (fitting->len != 1 && !fail_choice (all, fitting, which, now, error)))
    return FALSE;
  const ZbTokenCertificate *one = fitting->pdata[0];
  *ret_uri = g_strdup (one->uri);
  *ret_own =
      (ZbOwnCertificate){NULL, zb_certificate_ref (one->certificate), g_steal_pointer (&issuers)};
  return TRUE;
}
