/* SPDX-License-Identifier: Apache-2.0 */
#include "client/key-backup.h"

#include "client/enrolment.h"
#include "exchange/base64.h"
#include "exchange/key.h"
#include "formats/json-writer.h"
#include "formats/json.h"

#include <glib/gstdio.h>
#include <string.h>

#define FORMAT "zhibao-key-backup-1"
#define MOST_BYTES (256 * 1024)

static const struct {
  const char *name;
  gsize offset;
  gboolean may_lack;
} texts[] = {
    {"unit", G_STRUCT_OFFSET (ZbAccount, unit), TRUE},
    {"name", G_STRUCT_OFFSET (ZbAccount, name), FALSE},
    {"url", G_STRUCT_OFFSET (ZbAccount, url), FALSE},
    {"node", G_STRUCT_OFFSET (ZbAccount, node), FALSE},
    {"roots", G_STRUCT_OFFSET (ZbAccount, roots), FALSE},
    {"verifier", G_STRUCT_OFFSET (ZbAccount, verifier), FALSE},
    {"tls_certificate", G_STRUCT_OFFSET (ZbAccount, tls_certificate), FALSE},
    {"chain", G_STRUCT_OFFSET (ZbAccount, chain), FALSE},
    {"signer", G_STRUCT_OFFSET (ZbAccount, signer), TRUE},
};

static GBytes *
read_file (const char *path, GError **error)
{
  char *text = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &text, &length, error) ? g_bytes_new_take (text, length) : NULL;
}

/* The connection's key, which lies here unencrypted, under the passphrase. */
static GBytes *
seal_tls_key (ZbWorkspace *workspace,
              const ZbAccount *account,
              const char *passphrase,
              GError **error)
{
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, NULL, error);
  g_autofree char *path =
      g_build_filename (zb_workspace_path (workspace), "keys", "backup.pem", NULL);
  GBytes *sealed = NULL;

  if (key && zb_key_write_pem (key, path, passphrase, error))
    sealed = read_file (path, error);
  g_unlink (path);
  return sealed;
}

static char *
write_json (const ZbAccount *account, GBytes *signing, GBytes *tls)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "format", FORMAT);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    zb_json_writer_string (json, texts[i].name, G_STRUCT_MEMBER (char *, account, texts[i].offset));
  zb_json_writer_bytes (json, "signing", signing);
  zb_json_writer_bytes (json, "tls", tls);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static gboolean
check_passphrase (const ZbAccount *account, const char *passphrase, GError **error)
{
  if (strlen (passphrase) < ZB_PASSPHRASE_MIN) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "the passphrase of a backup needs at least %d characters", ZB_PASSPHRASE_MIN);
    return FALSE;
  }
  if (account->signer)
    return TRUE;
  g_autoptr (ZbSigner) signer = zb_account_open_signer (account, passphrase, error);
  return signer != NULL;
}

gboolean
zb_key_backup_write (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *passphrase,
                     const char *path,
                     GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS,
                 "%s is there already: backups are never written over", path);
    return FALSE;
  }
  if (!check_passphrase (account, passphrase, error))
    return FALSE;
  g_autoptr (GBytes) signing = read_file (account->signing_file, error);
  g_autoptr (GBytes) tls = signing ? seal_tls_key (workspace, account, passphrase, error) : NULL;
  if (!tls)
    return FALSE;
  g_autofree char *text = write_json (account, signing, tls);
  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static ZbJson *
read_json (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  gsize length = 0;

  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbJson) json = zb_json_read (path, text ? text : "", length, MOST_BYTES, error);
  if (json && g_strcmp0 (zb_json_get_string (json, "format"), FORMAT) == 0)
    return g_steal_pointer (&json);
  g_clear_error (error);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s is no backup of keys", path);
  return NULL;
}

/* Their files get names of their own in this workspace. */
static ZbAccount *
read_account (ZbWorkspace *workspace, const ZbJson *json, const char *path, GError **error)
{
  g_autoptr (ZbAccount) account = g_new0 (ZbAccount, 1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const char *text = zb_json_get_string (json, texts[i].name);

    if (!text && !texts[i].may_lack) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s lacks %s", path,
                   texts[i].name);
      return NULL;
    }
    G_STRUCT_MEMBER (char *, account, texts[i].offset) = g_strdup (text);
  }
  account->staff = account->unit == NULL;
  g_autofree char *stem =
      g_strdup_printf ("%s/keys/%s-%" G_GINT64_FORMAT, zb_workspace_path (workspace),
                       account->unit ? account->unit : "staff", zb_workspace_now (workspace));
  account->signing_file =
      g_strconcat (stem, account->signer ? "-signing.crt" : "-signing.p12", NULL);
  account->tls_key_file = g_strconcat (stem, "-tls.pem", NULL);
  return g_steal_pointer (&account);
}

static gboolean
is_here (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);

  for (guint i = 0; accounts && i < accounts->len; i++) {
    const ZbAccount *one = accounts->pdata[i];

    if (strcmp (one->url, account->url) != 0 || g_strcmp0 (one->unit, account->unit) != 0 ||
        strcmp (one->name, account->name) != 0)
      continue;
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS, "%s at %s is here already",
                 account->name, account->url);
    return TRUE;
  }
  return accounts == NULL;
}

static gboolean
write_bytes (const char *path, const ZbJson *json, const char *name, GError **error)
{
  const char *text = zb_json_get_string (json, name);
  g_autoptr (GBytes) bytes = text ? zb_base64_read_bytes (text) : NULL;

  if (!bytes) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "the backup lacks the key %s",
                 name);
    return FALSE;
  }
  return g_file_set_contents_full (
      path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Both open with the passphrase before anything counts. */
static gboolean
write_keys (const ZbAccount *account, const ZbJson *json, const char *passphrase, GError **error)
{
  if (!write_bytes (account->signing_file, json, "signing", error) ||
      !write_bytes (account->tls_key_file, json, "tls", error))
    return FALSE;
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, passphrase, error);
  g_autoptr (ZbSigner) signer =
      key && !account->signer ? zb_account_open_signer (account, passphrase, error) : NULL;
  return key && (signer || account->signer) &&
         zb_key_write_pem (key, account->tls_key_file, NULL, error);
}

ZbAccount *
zb_key_backup_restore (ZbWorkspace *workspace,
                       const char *path,
                       const char *passphrase,
                       GError **error)
{
  g_autoptr (ZbJson) json = read_json (path, error);
  g_autoptr (ZbAccount) account = json ? read_account (workspace, json, path, error) : NULL;

  if (!account || is_here (workspace, account, error))
    return NULL;
  if (write_keys (account, json, passphrase, error) && zb_account_add (workspace, account, error))
    return g_steal_pointer (&account);
  g_unlink (account->signing_file);
  g_unlink (account->tls_key_file);
  return NULL;
}
