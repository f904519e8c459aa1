/* SPDX-License-Identifier: Apache-2.0 */
#include "client/publishing.h"

#include "exchange/protocol.h"
#include "formats/file.h"
#include "formats/zip-reader.h"

#include <string.h>

#define MAX_DEPTH 4

/* The files of a package on their way into a statement. */
typedef struct {
  ZbPublication *publication;
  GHashTable *contents; /* path → GBytes */
} Collection;

static void
collect (Collection *collection, const char *path, GBytes *bytes)
{
  if (g_hash_table_contains (collection->contents, path))
    return;
  zb_publication_add_file (collection->publication, path, bytes);
  g_hash_table_insert (collection->contents, g_strdup (path), g_bytes_ref (bytes));
}

/* The files that make the package, its code lists among them. */
static gboolean
collect_package (Collection *collection, const ZbPackage *package, GError **error)
{
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, error);
  g_autoptr (ZbZip) zip =
      bundle ? zb_zip_read (zb_package_name (package), bundle, NULL, error) : NULL;

  for (guint i = 0; zip && i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) bytes = zb_zip_entry_bytes (zip, i);
    collect (collection, zb_zip_entry_name (zip, i), bytes);
  }
  return zip != NULL;
}

static gboolean
collect_file (Collection *collection, const char *full, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!zb_publication_path_is_valid (path)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "%s: the name of the file has no place in a publication", full);
    return FALSE;
  }
  if (collection->publication->files->len == ZB_PUBLICATION_MAX_FILES) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "%s: a publication has at most %d files", full, ZB_PUBLICATION_MAX_FILES);
    return FALSE;
  }
  bytes = zb_file_read (full, ZB_PROTOCOL_MAX_PUBLICATION, error);
  if (!bytes)
    return FALSE;
  collect (collection, path, bytes);
  return TRUE;
}

/* What lies beside them in the folder: the page for people, samples. Hidden files stay. */
static gboolean
collect_folder (
    Collection *collection, const char *folder, const char *below, guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  gboolean done = dir != NULL;
  const char *name;

  while (done && (name = g_dir_read_name (dir))) {
    g_autofree char *full = g_build_filename (folder, name, NULL);
    g_autofree char *path = *below ? g_strdup_printf ("%s/%s", below, name) : g_strdup (name);

    if (name[0] == '.')
      continue;
    if (!g_file_test (full, G_FILE_TEST_IS_DIR))
      done = collect_file (collection, full, path, error);
    else if (depth < MAX_DEPTH)
      done = collect_folder (collection, full, path, depth + 1, error);
  }
  return done;
}

static void
fill_order (ZbPublication *publication,
            const ZbAccount *account,
            const ZbPackage *package,
            const ZbPublishingOrder *order,
            gint64 now)
{
  const ZbForm *form = zb_package_form (package);

  publication->node = g_strdup (account->node);
  publication->created = now;
  publication->system = g_strdup (form->system);
  publication->form = g_strdup (form->id);
  publication->edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  publication->package = g_strdup (zb_package_digest (package));
  publication->from = g_strdup (order->from);
  publication->at = order->at;
  publication->hotfix = order->hotfix;
  publication->reason = g_strdup (order->reason);
}

static GBytes *
sign (GBytes *statement, ZbSigner *signer, gint64 now, GError **error)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (statement, &length);

  return zb_signature_make (signer, bytes, length, now, TRUE, error);
}

/* The statement, read back as the server will, with one signature. */
static GBytes *
pack_signed (const ZbPublication *publication,
             GPtrArray *contents,
             ZbSigner *signer,
             gint64 now,
             GError **error)
{
  g_autoptr (GBytes) statement = zb_publication_write (publication);
  g_autoptr (ZbPublication) again = zb_publication_read ("publication.xml", statement, error);
  g_autoptr (GBytes) signature = again ? sign (statement, signer, now, error) : NULL;
  GBytes *const signatures[] = {signature, NULL};

  return signature ? zb_signed_publication_pack (statement, signatures, contents, error) : NULL;
}

static ZbCodeList *
find_list_cb (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

static GPtrArray *
list_contents (const Collection *collection)
{
  GPtrArray *contents = g_ptr_array_new ();

  for (guint i = 0; i < collection->publication->files->len; i++) {
    const ZbPublicationFile *file = collection->publication->files->pdata[i];
    g_ptr_array_add (contents, g_hash_table_lookup (collection->contents, file->path));
  }
  return contents;
}

GBytes *
zb_publishing_pack (const ZbAccount *account,
                    const char *path,
                    ZbCatalogue *catalogue,
                    const ZbPublishingOrder *order,
                    ZbSigner *signer,
                    gint64 now,
                    ZbPackage **ret_package,
                    GError **error)
{
  g_autoptr (ZbPublication) publication = zb_publication_new ();
  g_autoptr (GHashTable) contents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autoptr (ZbPackage) package = zb_package_read_dir (path, find_list_cb, catalogue, error);
  Collection collection = {publication, contents};

  if (!package || !collect_package (&collection, package, error) ||
      !collect_folder (&collection, path, "", 1, error))
    return NULL;
  publication->kind = g_strdup ("publish");
  fill_order (publication, account, package, order, now);
  g_autoptr (GPtrArray) list = list_contents (&collection);
  GBytes *archive = pack_signed (publication, list, signer, now, error);
  if (archive)
    *ret_package = g_steal_pointer (&package);
  return archive;
}

GBytes *
zb_publishing_pack_withdrawal (const ZbAccount *account,
                               const ZbPackage *package,
                               const ZbPublishingOrder *order,
                               ZbSigner *signer,
                               gint64 now,
                               GError **error)
{
  g_autoptr (ZbPublication) publication = zb_publication_new ();

  publication->kind = g_strdup ("withdraw");
  fill_order (publication, account, package, order, now);
  return pack_signed (publication, NULL, signer, now, error);
}

gboolean
zb_publishing_propose (
    ZbSession *session, GBytes *archive, gint64 *ret_number, ZbJson **ret_answer, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbJson) answer =
      zb_session_post (session, "/v1/publications", ZB_MIME_PUBLICATION, archive, NULL, &failure);
  gint64 number = answer ? zb_json_integer (zb_json_get (answer, "id"), 0) : 0;

  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (number <= 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server took the publication, but gave it no number");
    return FALSE;
  }
  *ret_number = number;
  if (ret_answer)
    *ret_answer = g_steal_pointer (&answer);
  return TRUE;
}

/* That it waits for one signature more, and the one it has stands. */
static gboolean
check_first (const ZbAccount *account,
             const ZbSignedPublication *proposed,
             gint64 now,
             char **ret_who,
             GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  ZbSignatureInfo info = {0};

  if (!trust)
    return FALSE;
  if (!proposed->signatures[0] || strcmp (proposed->publication->node, account->node) != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server sent a statement that is not signed, or not for it");
    return FALSE;
  }
  if (!zb_publication_verify_signature (proposed->statement, proposed->signatures[0], trust, now,
                                        now, &info, error))
    return FALSE;
  *ret_who = g_strdup (zb_certificate_name (info.signer));
  zb_signature_info_clear (&info);
  return TRUE;
}

ZbSignedPublication *
zb_publishing_fetch (const ZbAccount *account,
                     ZbSession *session,
                     gint64 number,
                     gint64 now,
                     char **ret_who,
                     GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/publications/%" G_GINT64_FORMAT "/archive", number);
  g_autofree char *source = g_strdup_printf ("publication %" G_GINT64_FORMAT, number);
  g_autoptr (GBytes) archive = zb_session_get_bytes (session, path, error);
  g_autoptr (ZbSignedPublication) proposed =
      archive ? zb_signed_publication_open (source, archive, error) : NULL;

  return proposed && check_first (account, proposed, now, ret_who, error)
             ? g_steal_pointer (&proposed)
             : NULL;
}

gboolean
zb_publishing_confirm (ZbSession *session,
                       gint64 number,
                       const ZbSignedPublication *proposed,
                       ZbSigner *signer,
                       gint64 now,
                       GError **error)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/publications/%" G_GINT64_FORMAT "/confirmation", number);
  g_autoptr (GBytes) signature = sign (proposed->statement, signer, now, error);
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbJson) answer = NULL;

  if (!signature)
    return FALSE;
  answer = zb_session_post (session, path, ZB_MIME_SIGNATURE, signature, NULL, &failure);
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
