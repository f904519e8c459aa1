/* SPDX-License-Identifier: Apache-2.0 */
/* Containers that someone has changed, some of them with a key that may sign: none is accepted, and
 * each is refused for the right reason. */
#include "exchange/container.h"

#include "exchange/error.h"
#include "exchange/manifest.h"
#include "exchange/protocol.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "tests/exchange/signing-world.h"
#include "tests/support/message.h"

#include <string.h>

#define BODY "<report>1234.56</report>\n"
#define FORGED "<report>9999.99</report>\n"

enum {
  M = ZB_EXCHANGE_ERROR_MALFORMED,
  D = ZB_EXCHANGE_ERROR_BAD_DIGEST,
  S = ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
  F = ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE
};

/* The entries of a container, to be changed. */
typedef struct {
  SigningWorld *world;
  GPtrArray *names;
  GPtrArray *contents; /* GBytes */
} Draft;

static void
draft_clear (Draft *draft)
{
  g_ptr_array_unref (draft->names);
  g_ptr_array_unref (draft->contents);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static void
draft_insert (Draft *draft, gint at, const char *name, GBytes *bytes)
{
  g_ptr_array_insert (draft->names, at, g_strdup (name));
  g_ptr_array_insert (draft->contents, at, g_bytes_ref (bytes));
}

static Draft
draft_new (SigningWorld *world, GBytes *container)
{
  Draft draft = {world, g_ptr_array_new_with_free_func (g_free),
                 g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref)};
  g_autoptr (ZbZip) zip = zb_zip_read ("container", container, NULL, NULL);
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) bytes = zb_zip_entry_bytes (zip, i);
    draft_insert (&draft, -1, zb_zip_entry_name (zip, i), bytes);
  }
  return draft;
}

static guint
draft_find (const Draft *draft, const char *name)
{
  for (guint i = 0; i < draft->names->len; i++) {
    if (g_str_equal (g_ptr_array_index (draft->names, i), name))
      return i;
  }
  g_error ("there is no entry %s", name);
}

static GBytes *
draft_get (const Draft *draft, const char *name)
{
  return g_ptr_array_index (draft->contents, draft_find (draft, name));
}

static void
draft_set (Draft *draft, const char *name, GBytes *bytes)
{
  guint at = draft_find (draft, name);
  g_bytes_unref (g_ptr_array_index (draft->contents, at));
  draft->contents->pdata[at] = g_bytes_ref (bytes);
}

static void
draft_set_text (Draft *draft, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  draft_set (draft, name, bytes);
}

static void
draft_remove (Draft *draft, const char *name)
{
  guint at = draft_find (draft, name);
  g_ptr_array_remove_index (draft->names, at);
  g_ptr_array_remove_index (draft->contents, at);
}

static void
draft_replace (Draft *draft, const char *name, const char *from, const char *to)
{
  GBytes *bytes = draft_get (draft, name);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  const char *at = strstr (text, from);
  if (at == NULL)
    g_error ("there is no %s in %s", from, text);
  g_autofree char *changed =
      g_strdup_printf ("%.*s%s%s", (int)(at - text), text, to, at + strlen (from));
  draft_set_text (draft, name, changed);
}

/* Signs the manifest as it now is, with the key that may. */
static void
draft_sign (Draft *draft)
{
  g_autoptr (GError) error = NULL;
  GBytes *manifest = draft_get (draft, "META-INF/ASiCManifest001.xml");
  g_autoptr (GBytes) signature =
      zb_signature_make (draft->world->signer, g_bytes_get_data (manifest, NULL),
                         g_bytes_get_size (manifest), draft->world->now, TRUE, &error);
  g_assert_no_error (error);
  draft_set (draft, "META-INF/signature001.p7s", signature);
}

/* Makes the manifest list what now lies there, all before META-INF, and signs it. */
static void
draft_seal (Draft *draft)
{
  g_autoptr (ZbManifest) manifest = zb_manifest_new ("META-INF/signature001.p7s", FALSE);
  for (guint i = 1; i < draft->names->len; i++) {
    const char *name = g_ptr_array_index (draft->names, i);
    if (!g_str_has_prefix (name, "META-INF/"))
      zb_manifest_add (manifest, name, i == 1 ? "text/xml" : "application/xml",
                       g_ptr_array_index (draft->contents, i));
  }
  g_autoptr (GBytes) bytes = zb_manifest_write (manifest);
  draft_set (draft, "META-INF/ASiCManifest001.xml", bytes);
  draft_sign (draft);
}

static GBytes *
draft_finish (const Draft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  for (guint i = 0; i < draft->names->len; i++)
    zb_zip_writer_add (writer, g_ptr_array_index (draft->names, i),
                       g_ptr_array_index (draft->contents, i));
  GBytes *bytes = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bytes;
}

static gboolean
accepts (SigningWorld *world, GBytes *bytes, GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open ("x.asice", bytes, error);
  if (container == NULL)
    return FALSE;
  guint n = zb_container_n_signatures (container);
  for (guint i = 0; i < n; i++) {
    if (!zb_container_verify (container, i, world->trust, world->now, NULL, NULL, NULL, error))
      return FALSE;
  }
  if (n == 0)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND, "nobody has signed");
  return n > 0;
}

static void
check_refused (SigningWorld *world, const char *what, GBytes *bytes, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  if (accepts (world, bytes, &error))
    g_error ("%s: accepted", what);
  if (!g_error_matches (error, ZB_EXCHANGE_ERROR, code) || strstr (error->message, text) == NULL)
    g_error ("%s: %d, %s", what, error->code, error->message);
}

static GBytes *
make_good (SigningWorld *world)
{
  return zb_test_container_new (world->identity, BODY, world->now);
}

static void
test_unchanged_is_accepted (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) good = make_good (world);
  g_auto (Draft) draft = draft_new (world, good);
  g_assert_true (accepts (world, good, &error));
  g_assert_no_error (error);
  /* Taken apart and put together it is the same again; sealed anew it is accepted too: what the
   * mutants below are refused for is their own. */
  g_autoptr (GBytes) again = draft_finish (&draft);
  g_assert_true (g_bytes_equal (good, again));
  draft_seal (&draft);
  g_autoptr (GBytes) sealed = draft_finish (&draft);
  g_assert_true (accepts (world, sealed, &error));
  g_assert_no_error (error);
}

static void
test_missing_entries (SigningWorld *world, gconstpointer suite)
{
  static const struct {
    const char *name;
    int code;
    const char *text;
  } cases[] = {
      {"mimetype", M, "has the entry envelope.xml where mimetype must stand"},
      {"envelope.xml", M, "where envelope.xml must stand"},
      {"body/001-B203.xml", M, "where body/001-B203.xml must stand"},
      {"META-INF/ASiCManifest001.xml", M, "where META-INF/ASiCManifest001.xml must stand"},
      {"META-INF/signature001.p7s", ZB_EXCHANGE_ERROR_NOT_FOUND, "nobody has signed"},
  };
  g_autoptr (GBytes) good = make_good (world);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Draft) draft = draft_new (world, good);
    draft_remove (&draft, cases[i].name);
    g_autoptr (GBytes) bytes = draft_finish (&draft);
    check_refused (world, cases[i].name, bytes, cases[i].code, cases[i].text);
  }
}

/* Also with every other file sealed anew around it: an entry that is not the envelope's is refused,
 * listed in the manifest or not. */
static void
test_unlisted_entries (SigningWorld *world, gconstpointer suite)
{
  static const struct {
    const char *name;
    gint at;
    gboolean sealed;
  } cases[] = {
      {"notes.txt", -1, FALSE},
      {"notes.txt", 2, FALSE},
      {"notes.txt", 0, FALSE},
      {"notes.txt", 2, TRUE},
      {"body/002-more.xml", 3, FALSE},
      {"body/002-more.xml", 3, TRUE},
      {"body/000-more.xml", 2, TRUE},
      {"META-INF/notes.xml", -1, FALSE},
      {"META-INF/manifest.xml", 3, FALSE},
      {"META-INF/ASiCManifest002.xml", -1, FALSE},
      {"META-INF/signature002.p7s", -1, FALSE},
      {"META-INF/seal002.der", -1, FALSE},
      {"META-INF/signatures.xml", 3, FALSE},
  };
  g_autoptr (GBytes) good = make_good (world);
  g_autoptr (GBytes) more = g_bytes_new_static (FORGED, strlen (FORGED));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Draft) draft = draft_new (world, good);
    draft_insert (&draft, cases[i].at, cases[i].name, more);
    if (cases[i].sealed)
      draft_seal (&draft);
    g_autoptr (GBytes) bytes = draft_finish (&draft);
    check_refused (world, cases[i].name, bytes, M, "");
  }
}

static void
test_order_of_entries (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) good = make_good (world);
  g_auto (Draft) whole = draft_new (world, good);
  for (guint i = 0; i + 1 < whole.names->len; i++) {
    g_auto (Draft) draft = draft_new (world, good);
    g_autofree char *name = g_strdup (g_ptr_array_index (draft.names, i));
    g_autoptr (GBytes) bytes = g_bytes_ref (g_ptr_array_index (draft.contents, i));
    draft_remove (&draft, name);
    draft_insert (&draft, (gint)i + 1, name, bytes);
    g_autoptr (GBytes) swapped = draft_finish (&draft);
    check_refused (world, name, swapped, M, "must stand");
  }
}

/* Changes of a text, one file each; sealed anew where the change must be seen for itself. */
static void
test_changed_texts (SigningWorld *world, gconstpointer suite)
{
  static const char manifest[] = "META-INF/ASiCManifest001.xml";
  static const char envelope[] = "envelope.xml";
  static const char body[] = "body/001-B203.xml";
  enum { NOT, SIGNED, SEALED };
  static const struct {
    const char *name;
    const char *from;
    const char *to;
    int way;
    int code;
    const char *text;
  } cases[] = {
      {"mimetype", "asic-e", "asic-s", NOT, M, "not of the type"},
      {"mimetype", "+zip", "+zip\n", NOT, M, "not of the type"},
      {body, "1234.56", "1234.57", NOT, D, "body/001-B203.xml is not the payload"},
      {body, "1234.56", "1234.57", SEALED, D, "body/001-B203.xml is not the payload"},
      {body, "\n", "", SEALED, D, "body/001-B203.xml is not the payload"},
      {envelope, "2024-06", "2024-05", NOT, D, "envelope.xml is not the file"},
      {envelope, "\"2\"", "\"0\"", NOT, D, "envelope.xml is not the file"},
      {envelope, "size=\"", "size=\"1", SEALED, D, "is not the payload that the envelope names"},
      {envelope, "suite=\"p256\"", "suite=\"rsa3072\"", SEALED, F, "suite rsa3072"},
      {envelope, "suite=\"p256\"", "suite=\"sm9\"", SEALED, F, "suite sm9 is not accepted"},
      {envelope, "suite=\"p256\"", "suite=\"sm2\"", SEALED, F, "digests of another kind"},
      {envelope, "certificate=\"", "certificate=\"0123456789abcdef\" x=\"", SEALED, M,
       "certificate"},
      {envelope, "</envelope>", "<!-- --></envelope>", NOT, D, "envelope.xml is not the file"},
      {envelope, "<envelope", "<!DOCTYPE envelope><envelope", SEALED, M, "DOCTYPE"},
      {envelope, "<payload ", "<payload name=\"body/002-x.xml\" ", SEALED, M, ""},
      {manifest, "xmlenc#sha256", "xmldsig#sha1", SIGNED, F, "is not accepted"},
      {manifest, "xmlenc#sha256", "xmlenc#sha512", SIGNED, F, "is not accepted"},
      {manifest, "signature001", "signature002", SIGNED, M, "is the manifest of"},
      {manifest, "URI=\"envelope.xml\"", "URI=\"Envelope.xml\"", SIGNED, M, "does not list"},
      {manifest, "body/001", "body/../body/001", SIGNED, M, "does not list"},
      {manifest, "application/xml", "application/pdf", SIGNED, M, "does not list"},
      {manifest, " MimeType=\"application/xml\"", "", SIGNED, M, "MimeType"},
      {manifest, "<ds:DigestValue>", "<ds:DigestValue>AAAA", SIGNED, M, "no digest of 32 bytes"},
      {manifest, "asic:ASiCManifest ", "asic:Manifest ", NOT, M, ""},
      {manifest, "02918/v1.2.1", "02918/v1.1.1", SIGNED, M, "no ASiCManifest"},
      {manifest, "\n</asic:ASiCManifest>", "<asic:x/></asic:ASiCManifest>", SIGNED, M, "lacks"},
      {manifest, "</asic:ASiCManifest>", "<!-- --></asic:ASiCManifest>", NOT, D,
       "over other bytes"},
      {manifest, "<asic:ASiCManifest", "<asic:ASiCManifest Id=\"x\"", SIGNED, M, "no ASiCManifest"},
  };
  g_autoptr (GBytes) good = make_good (world);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Draft) draft = draft_new (world, good);
    g_autofree char *what = g_strdup_printf ("%s → %s", cases[i].from, cases[i].to);
    draft_replace (&draft, cases[i].name, cases[i].from, cases[i].to);
    if (cases[i].way == SIGNED)
      draft_sign (&draft);
    if (cases[i].way == SEALED)
      draft_seal (&draft);
    g_autoptr (GBytes) bytes = draft_finish (&draft);
    check_refused (world, what, bytes, cases[i].code, cases[i].text);
  }
}

/* A manifest that lists less, or one file twice, under a good signature. */
static void
test_incomplete_manifests (SigningWorld *world, gconstpointer suite)
{
  static const char *const names[] = {"envelope.xml", "body/001-B203.xml"};
  g_autoptr (GBytes) good = make_good (world);
  for (guint kept = 0; kept < 4; kept++) {
    g_auto (Draft) draft = draft_new (world, good);
    g_autoptr (ZbManifest) manifest = zb_manifest_new ("META-INF/signature001.p7s", FALSE);
    for (guint i = 0; i < 2 && kept < 3; i++) {
      if ((kept >> i & 1) != 0)
        zb_manifest_add (manifest, names[i], i == 0 ? "text/xml" : "application/xml",
                         draft_get (&draft, names[i]));
    }
    for (guint i = 0; i < 3 && kept == 3; i++)
      zb_manifest_add (manifest, names[MIN (i, 1)], i == 0 ? "text/xml" : "application/xml",
                       draft_get (&draft, names[MIN (i, 1)]));
    g_autoptr (GBytes) bytes = zb_manifest_write (manifest);
    draft_set (&draft, "META-INF/ASiCManifest001.xml", bytes);
    draft_sign (&draft);
    g_autoptr (GBytes) container = draft_finish (&draft);
    check_refused (world, "manifest", container, M, "list");
  }
}

/* Signature wrapping: the signed files stay as they are, signature and all, and something else is
 * put where they are looked for. */
static void
test_wrapping (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) good = make_good (world);
  g_autoptr (GBytes) forged = g_bytes_new_static (FORGED, strlen (FORGED));
  g_auto (Draft) moved = draft_new (world, good);
  g_autoptr (GBytes) original = g_bytes_ref (draft_get (&moved, "body/001-B203.xml"));
  draft_set (&moved, "body/001-B203.xml", forged);
  draft_insert (&moved, -1, "body/999-B203.xml", original);
  g_autoptr (GBytes) first = draft_finish (&moved);
  check_refused (world, "body moved away", first, D, "is not the payload");

  g_auto (Draft) beside = draft_new (world, good);
  draft_insert (&beside, 2, "body/000-B203.xml", forged);
  g_autoptr (GBytes) second = draft_finish (&beside);
  check_refused (world, "body beside", second, M, "body/000-B203.xml");

  /* The whole signed set under one name, and a second manifest for the forged one. */
  g_auto (Draft) doubled = draft_new (world, good);
  draft_insert (&doubled, -1, "META-INF/ASiCManifest002.xml",
                draft_get (&doubled, "META-INF/ASiCManifest001.xml"));
  draft_insert (&doubled, -1, "META-INF/signature002.p7s",
                draft_get (&doubled, "META-INF/signature001.p7s"));
  g_autoptr (GBytes) third = draft_finish (&doubled);
  check_refused (world, "signature doubled", third, M, "ASiCManifest002.xml");
}

static void
test_foreign_signatures (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) good = make_good (world);
  g_autoptr (GBytes) other = zb_test_container_new (world->identity, FORGED, world->now);
  g_auto (Draft) donor = draft_new (world, other);
  g_auto (Draft) draft = draft_new (world, good);
  draft_set (&draft, "META-INF/signature001.p7s", draft_get (&donor, "META-INF/signature001.p7s"));
  g_autoptr (GBytes) swapped = draft_finish (&draft);
  check_refused (world, "signature of another", swapped, D, "over other bytes");

  /* A colleague's certificate, good in itself, is not the one that the envelope names. */
  g_autoptr (ZbTestIdentity) colleague =
      zb_test_authority_identify (world->authority, "p256", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (colleague);
  SigningWorld as_colleague = *world;
  as_colleague.signer = signer;
  draft.world = &as_colleague;
  draft_sign (&draft);
  g_autoptr (GBytes) by_colleague = draft_finish (&draft);
  check_refused (world, "colleague", by_colleague, S, "names another certificate");

  draft_set_text (&draft, "META-INF/signature001.p7s", "");
  g_autoptr (GBytes) empty = draft_finish (&draft);
  check_refused (world, "empty signature", empty, M, "no CMS SignedData");
}

/* T1 on the whole way: OpenSSL's own SHA-1 signature over the right manifest. */
static void
test_weak_signatures (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) good = make_good (world);
  g_auto (Draft) draft = draft_new (world, good);
  GBytes *manifest = draft_get (&draft, "META-INF/ASiCManifest001.xml");
  g_autofree char *text =
      g_strndup (g_bytes_get_data (manifest, NULL), g_bytes_get_size (manifest));
  g_autoptr (GBytes) strong =
      signing_world_openssl_signs (world, text, EVP_sha256 (), SIGNING_CADES);
  g_autoptr (GBytes) weak = signing_world_openssl_signs (world, text, EVP_sha1 (), SIGNING_CADES);
  g_autoptr (GError) error = NULL;
  draft_set (&draft, "META-INF/signature001.p7s", strong);
  g_autoptr (GBytes) accepted = draft_finish (&draft);
  g_assert_true (accepts (world, accepted, &error));
  g_assert_no_error (error);
  draft_set (&draft, "META-INF/signature001.p7s", weak);
  g_autoptr (GBytes) refused = draft_finish (&draft);
  check_refused (world, "SHA-1", refused, F, "digest other than SHA-256");
}

static void
test_changed_archives (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GBytes) good = make_good (world);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (good, &length);
  g_autofree guint8 *room = g_malloc0 (2 * length + 1);
  const struct {
    const char *what;
    gsize offset; /* of the container in the mutant */
    gsize kept;
    gsize size;
  } cases[] = {
      {"a byte in front", 1, length, length + 1},
      {"a byte behind", 0, length, length + 1},
      {"twice", 0, length, 2 * length},
      {"a byte short", 0, length - 1, length - 1},
      {"half", 0, length / 2, length / 2},
      {"nothing", 0, 0, 0},
      {"its end only", 0, 0, 22},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    memset (room, 0, 2 * length + 1);
    memcpy (room + cases[i].offset, data, cases[i].kept);
    if (cases[i].size == 2 * length)
      memcpy (room + length, data, length);
    g_autoptr (GBytes) bytes = g_bytes_new (room, cases[i].size);
    check_refused (world, cases[i].what, bytes, M, "x.asice");
  }
}

/* T9: what libarchive writes before the media type would hide it from byte 38. */
static void
test_extra_field_before_the_type (SigningWorld *world, gconstpointer suite)
{
  static const guint8 extra[] = {'U', 'x', 1, 0, 0};
  g_autoptr (GBytes) good = make_good (world);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (good, &length);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_byte_array_append (bytes, data, 38);
  bytes->data[28] = sizeof extra;
  g_byte_array_append (bytes, extra, sizeof extra);
  g_byte_array_append (bytes, data + 38, (guint)(length - 38));
  g_autoptr (GBytes) mutant = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  check_refused (world, "extra field", mutant, M, "x.asice");
}

static void
test_every_flipped_byte (SigningWorld *world, gconstpointer suite)
{
  static const guint8 masks[] = {0x01, 0x02, 0x10, 0x20, 0x40, 0x80, 0xff};
  g_autoptr (GBytes) good = make_good (world);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (good, &length);
  g_autofree guint8 *changed = g_memdup2 (data, length);
  for (gsize i = 0; i < length; i++) {
    g_autoptr (GError) error = NULL;
    guint8 mask = masks[i % G_N_ELEMENTS (masks)];
    changed[i] ^= mask;
    g_autoptr (GBytes) bytes = g_bytes_new_static (changed, length);
    if (accepts (world, bytes, &error))
      g_error ("accepted with byte %" G_GSIZE_FORMAT " xor %02x", i, mask);
    g_assert_nonnull (error);
    changed[i] = data[i];
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/exchange/container-mutation/" path, SigningWorld, NULL, signing_world_set_up,      \
              test, signing_world_tear_down)
  ADD ("unchanged-is-accepted", test_unchanged_is_accepted);
  ADD ("missing-entries", test_missing_entries);
  ADD ("unlisted-entries", test_unlisted_entries);
  ADD ("order-of-entries", test_order_of_entries);
  ADD ("changed-texts", test_changed_texts);
  ADD ("incomplete-manifests", test_incomplete_manifests);
  ADD ("wrapping", test_wrapping);
  ADD ("foreign-signatures", test_foreign_signatures);
  ADD ("weak-signatures", test_weak_signatures);
  ADD ("changed-archives", test_changed_archives);
  ADD ("extra-field-before-the-type", test_extra_field_before_the_type);
  ADD ("every-flipped-byte", test_every_flipped_byte);
  return g_test_run ();
}
