/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sealed-file.h"

#include "exchange/digest.h"
#include "exchange/key.h"
#include "exchange/openssl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#define MAGIC "zhibao sealed 1\n"
#define MAGIC_SIZE 16
#define SALT_SIZE 16
#define CHECK_SIZE 8
#define HEAD_SIZE (MAGIC_SIZE + 4 + SALT_SIZE + CHECK_SIZE)
#define KEY_SIZE 32
#define NONCE_SIZE 12
#define TAG_SIZE 16
#define PIECE (1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

/* A key and the head of the file that it is for. */
typedef struct {
  guint8 key[KEY_SIZE];
  guint8 head[HEAD_SIZE]; /* authenticated with each piece */
} Seal;

/* Where one piece stands. */
typedef struct {
  guint32 number;
  gboolean last;
} Place;

static void
seal_clear (Seal *seal)
{
  OPENSSL_cleanse (seal->key, sizeof seal->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seal, seal_clear)

static void
write_number (guint8 *bytes, guint32 number)
{
  for (guint i = 0; i < 4; i++)
    bytes[i] = (guint8)(number >> (24 - 8 * i));
}

static guint32
read_number (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Tells no more of the key than whoever guesses passwords would find out. */
static void
compute_check (const Seal *seal, guint8 ret_check[CHECK_SIZE])
{
  static const char label[] = "zhibao sealed file";
  guint8 text[sizeof label + KEY_SIZE], digest[ZB_DIGEST_SIZE];

  memcpy (text, label, sizeof label);
  memcpy (text + sizeof label, seal->key, KEY_SIZE);
  zb_digest_compute (text, sizeof text, digest);
  OPENSSL_cleanse (text, sizeof text);
  memcpy (ret_check, digest, CHECK_SIZE);
}

/* The key for the head's rounds and salt. */
static gboolean
derive (Seal *seal, const char *password, GError **error)
{
  int rounds = (int)read_number (seal->head + MAGIC_SIZE);

  if (PKCS5_PBKDF2_HMAC (password, (int)strlen (password), seal->head + MAGIC_SIZE + 4, SALT_SIZE,
                         rounds, zb_openssl_sha256 (), KEY_SIZE, seal->key) == 1)
    return TRUE;
  return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "no key can be made of the password");
}

static gboolean
start (EVP_CIPHER_CTX *context, const Seal *seal, Place place, gboolean encrypt)
{
  guint8 nonce[NONCE_SIZE] = {0};
  int length = 0;

  write_number (nonce + NONCE_SIZE - 5, place.number);
  nonce[NONCE_SIZE - 1] = place.last ? 1 : 0;
  return EVP_CipherInit_ex (context, EVP_aes_256_gcm (), NULL, seal->key, nonce, encrypt) == 1 &&
         EVP_CipherUpdate (context, NULL, &length, seal->head, HEAD_SIZE) == 1;
}

static gboolean
seal_piece (EVP_CIPHER_CTX *context,
            const Seal *seal,
            Place place,
            const guint8 *plain,
            gsize length,
            GByteArray *out)
{
  guint before = out->len;
  int written = 0, more = 0;

  g_byte_array_set_size (out, before + (guint)length + TAG_SIZE);
  return start (context, seal, place, TRUE) &&
         EVP_CipherUpdate (context, out->data + before, &written, plain, (int)length) == 1 &&
         EVP_CipherFinal_ex (context, out->data + before + written, &more) == 1 &&
         EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_GET_TAG, TAG_SIZE,
                              out->data + before + length) == 1;
}

/* FALSE where the piece is not what was sealed at this place. */
static gboolean
open_piece (EVP_CIPHER_CTX *context,
            const Seal *seal,
            Place place,
            const guint8 *sealed,
            gsize length,
            GByteArray *out)
{
  guint before = out->len;
  int written = 0, more = 0;

  /* The tag's place is room to spare, so that there is always some. */
  g_byte_array_set_size (out, before + (guint)length + TAG_SIZE);
  if (!start (context, seal, place, FALSE) ||
      EVP_CipherUpdate (context, out->data + before, &written, sealed, (int)length) != 1 ||
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, (void *)(sealed + length)) !=
          1 ||
      EVP_CipherFinal_ex (context, out->data + before + written, &more) != 1)
    return FALSE;
  g_byte_array_set_size (out, before + (guint)length);
  return TRUE;
}

static gboolean
check_password (const char *password, GError **error)
{
  if (password != NULL && strlen (password) >= ZB_SEALED_FILE_LEAST_PASSWORD)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
               "a password needs at least %d characters", ZB_SEALED_FILE_LEAST_PASSWORD);
  return FALSE;
}

static gboolean
check_size (const char *source, gsize length, GError **error)
{
  if (length <= ZB_SEALED_FILE_MAX)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
               "%s has more than 1 GiB, which is the most that is sealed", source);
  return FALSE;
}

static gboolean
seal_all (const Seal *seal, const guint8 *bytes, gsize length, GByteArray *out, GError **error)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  Place place = {0, FALSE};
  gsize done = 0;

  do {
    gsize piece = MIN (PIECE, length - done);

    place.last = done + piece == length;
    if (!seal_piece (context, seal, place, bytes + done, piece, out))
      return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_IO, "the content cannot be encrypted");
    place.number++;
    done += piece;
  } while (!place.last);
  return TRUE;
}

GBytes *
zb_sealed_file_write (GBytes *plain, const char *password, GError **error)
{
  g_auto (Seal) seal = {0};
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (plain, &length);

  if (!check_password (password, error) || !check_size ("the content", length, error))
    return NULL;
  memcpy (seal.head, MAGIC, MAGIC_SIZE);
  write_number (seal.head + MAGIC_SIZE, ZB_KEY_ROUNDS);
  zb_random_bytes (seal.head + MAGIC_SIZE + 4, SALT_SIZE);
  if (!derive (&seal, password, error))
    return NULL;
  compute_check (&seal, seal.head + HEAD_SIZE - CHECK_SIZE);
  g_byte_array_append (out, seal.head, HEAD_SIZE);
  if (!seal_all (&seal, bytes, length, out, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
open_head (const char *source,
           const guint8 *bytes,
           gsize length,
           const char *password,
           Seal *seal,
           GError **error)
{
  guint8 check[CHECK_SIZE];

  if (length < HEAD_SIZE + TAG_SIZE || memcmp (bytes, MAGIC, MAGIC_SIZE) != 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "%s is no file that was sealed with a password", source);
    return FALSE;
  }
  memcpy (seal->head, bytes, HEAD_SIZE);
  guint32 rounds = read_number (seal->head + MAGIC_SIZE);
  if (rounds < 1 || rounds > ZB_KEY_MAX_ROUNDS) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "%s is not encrypted with PBKDF2 of at most %d rounds", source, ZB_KEY_MAX_ROUNDS);
    return FALSE;
  }
  if (!derive (seal, password, error))
    return FALSE;
  compute_check (seal, check);
  if (CRYPTO_memcmp (check, seal->head + HEAD_SIZE - CHECK_SIZE, CHECK_SIZE) == 0)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
               "the password does not open %s", source);
  return FALSE;
}

static gboolean
open_all (const Seal *seal, const guint8 *bytes, gsize length, GByteArray *out)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  Place place = {0, FALSE};

  for (gsize at = HEAD_SIZE; at < length; place.number++) {
    gsize piece = MIN (PIECE + TAG_SIZE, length - at);

    place.last = at + piece == length;
    if (piece < TAG_SIZE || !open_piece (context, seal, place, bytes + at, piece - TAG_SIZE, out))
      return FALSE;
    at += piece;
  }
  return TRUE;
}

GBytes *
zb_sealed_file_read (const char *source, GBytes *sealed, const char *password, GError **error)
{
  g_auto (Seal) seal = {0};
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (sealed, &length);

  if (!check_size (source, length, error) ||
      !open_head (source, bytes, length, password != NULL ? password : "", &seal, error))
    return NULL;
  if (open_all (&seal, bytes, length, out))
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  ERR_clear_error ();
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "%s was changed or is not complete", source);
  return NULL;
}
