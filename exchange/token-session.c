/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token-session.h"

#include "exchange/certificate-private.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"

#include <gmodule.h>
#include <openssl/ecdsa.h>
#include <p11-kit/pkcs11.h>
#include <string.h>

#define MOST_SLOTS 32
#define ID_SIZE ZB_TOKEN_ID_SIZE
#define LABEL_SIZE sizeof (((CK_TOKEN_INFO *)NULL)->label)
#define COORDINATE_SIZE 32
#define POINT_SIZE (2 * COORDINATE_SIZE + 1)

/* id-ecPublicKey over secp256r1 (RFC 5480), up to the point; and secp256r1 alone. */
static const guint8 spki_start[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
static const guint8 curve[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};

struct _ZbTokenSession {
  CK_FUNCTION_LIST *functions; /* the module's: it stays loaded */
  CK_SLOT_ID slot;
  CK_SESSION_HANDLE session;
  char *label;
};

static gboolean
fail_login (CK_FUNCTION_LIST *functions, CK_SLOT_ID slot, const char *label, GError **error)
{
  CK_TOKEN_INFO info = {0};

  functions->C_GetTokenInfo (slot, &info);
  if (info.flags & CKF_USER_PIN_LOCKED)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOKEN_LOCKED,
                 "the PIN is wrong, and the token %s is locked now", label);
  else if (info.flags & CKF_USER_PIN_FINAL_TRY)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_LAST_TRY,
                 "the PIN is wrong, and the token %s locks with the next wrong one", label);
  else
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "the PIN does not open the token %s", label);
  return FALSE;
}

/* FALSE. @what: what the token was to do. */
static gboolean
fail (GError **error, CK_RV result, const char *what)
{
  switch (result) {
  case CKR_PIN_LOCKED:
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOKEN_LOCKED,
                 "the token is locked after too many wrong PINs");
    break;
  case CKR_TOKEN_NOT_PRESENT:
  case CKR_TOKEN_NOT_RECOGNIZED:
  case CKR_DEVICE_REMOVED:
  case CKR_SESSION_HANDLE_INVALID:
  case CKR_SLOT_ID_INVALID:
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NO_TOKEN,
                 "the token is not plugged in");
    break;
  default:
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the token could not %s (PKCS#11 error 0x%lx)", what, result);
  }
  return FALSE;
}

/* Loaded once, and never unloaded: modules do not bear it. */
static CK_FUNCTION_LIST *
load (const char *path, GError **error)
{
  CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
  CK_FUNCTION_LIST *functions = NULL;
  gpointer symbol = NULL;
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

  if (module == NULL || !g_module_symbol (module, "C_GetFunctionList", &symbol)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "%s is no PKCS#11 module: %s",
                 path, g_module_error ());
    return NULL;
  }
  g_module_make_resident (module);
  CK_RV result = ((CK_C_GetFunctionList)symbol) (&functions);
  if (result == CKR_OK)
    result = functions->C_Initialize (&arguments);
  if (result != CKR_OK && result != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    fail (error, result, "begin");
    return NULL;
  }
  return functions;
}

/* Padded with blanks. */
static char *
dup_label (const CK_TOKEN_INFO *info)
{
  g_autofree char *text = g_strndup ((const char *)info->label, LABEL_SIZE);

  return g_utf8_make_valid (g_strchomp (text), -1);
}

/* Slots with tokens that were set up; FALSE with an error. */
static gboolean
list_slots (CK_FUNCTION_LIST *functions, CK_SLOT_ID *slots, gulong *n, GPtrArray *labels)
{
  CK_SLOT_ID all[MOST_SLOTS];
  gulong n_all = MOST_SLOTS;

  *n = 0;
  if (functions->C_GetSlotList (CK_TRUE, all, &n_all) != CKR_OK)
    return FALSE;
  for (gulong i = 0; i < n_all; i++) {
    CK_TOKEN_INFO info = {0};

    if (functions->C_GetTokenInfo (all[i], &info) != CKR_OK ||
        !(info.flags & CKF_TOKEN_INITIALIZED))
      continue;
    slots[(*n)++] = all[i];
    g_ptr_array_add (labels, dup_label (&info));
  }
  return TRUE;
}

GPtrArray *
zb_token_session_list (const char *module, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  CK_FUNCTION_LIST *functions = load (module, error);
  CK_SLOT_ID slots[MOST_SLOTS];
  gulong n;

  if (functions == NULL)
    return NULL;
  if (!list_slots (functions, slots, &n, labels)) {
    fail (error, CKR_GENERAL_ERROR, "list the tokens");
    return NULL;
  }
  return g_steal_pointer (&labels);
}

static gboolean
find_slot (ZbTokenSession *token, const char *label, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  CK_SLOT_ID slots[MOST_SLOTS];
  gulong n, n_found = 0, found = 0;

  if (!list_slots (token->functions, slots, &n, labels))
    return fail (error, CKR_GENERAL_ERROR, "list the tokens");
  for (gulong i = 0; i < n; i++)
    if (label == NULL || strcmp (labels->pdata[i], label) == 0) {
      n_found++;
      found = i;
    }
  if (n_found != 1) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NO_TOKEN,
                 n_found == 0 ? "the token%s%s is not plugged in"
                              : "there are several tokens%s%s: say which",
                 label != NULL ? " " : "", label != NULL ? label : "");
    return FALSE;
  }
  token->slot = slots[found];
  token->label = g_strdup (labels->pdata[found]);
  return TRUE;
}

static gboolean
log_in (ZbTokenSession *token, const char *pin, GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  CK_RV result = functions->C_OpenSession (token->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL,
                                           NULL, &token->session);

  if (result != CKR_OK)
    return fail (error, result, "begin a session");
  /* Whoever was let in before proves nothing of this PIN. */
  functions->C_Logout (token->session);
  result =
      functions->C_Login (token->session, CKU_USER, (CK_UTF8CHAR_PTR)pin, (gulong)strlen (pin));
  if (result == CKR_OK)
    return TRUE;
  if (result == CKR_PIN_INCORRECT || result == CKR_PIN_LEN_RANGE || result == CKR_PIN_INVALID)
    return fail_login (functions, token->slot, token->label, error);
  return fail (error, result, "take the PIN");
}

ZbTokenSession *
zb_token_session_open (const char *module, const char *label, const char *pin, GError **error)
{
  CK_FUNCTION_LIST *functions = load (module, error);
  g_autoptr (ZbTokenSession) token = functions != NULL ? g_new0 (ZbTokenSession, 1) : NULL;

  if (token == NULL)
    return NULL;
  token->functions = functions;
  if (!find_slot (token, label, error) || !log_in (token, pin, error))
    return NULL;
  return g_steal_pointer (&token);
}

void
zb_token_session_free (ZbTokenSession *token)
{
  if (token == NULL)
    return;
  if (token->session != 0) {
    token->functions->C_Logout (token->session);
    token->functions->C_CloseSession (token->session);
  }
  g_free (token->label);
  g_free (token);
}

const char *
zb_token_session_label (const ZbTokenSession *token)
{
  return token->label;
}

gboolean
zb_token_session_generate (ZbTokenSession *token,
                           const guint8 id[ID_SIZE],
                           const char *name,
                           GError **error)
{
  CK_MECHANISM mechanism = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  CK_OBJECT_HANDLE public, private;
  CK_ATTRIBUTE of_public[] = {
      {CKA_TOKEN, &yes, sizeof yes},
      {CKA_VERIFY, &yes, sizeof yes},
      {CKA_EC_PARAMS, (void *)curve, sizeof curve},
      {CKA_ID, (void *)id, ID_SIZE},
      {CKA_LABEL, (void *)name, strlen (name)},
  };
  CK_ATTRIBUTE of_private[] = {
      {CKA_TOKEN, &yes, sizeof yes},
      {CKA_PRIVATE, &yes, sizeof yes},
      {CKA_SENSITIVE, &yes, sizeof yes},
      {CKA_EXTRACTABLE, &no, sizeof no},
      {CKA_SIGN, &yes, sizeof yes},
      {CKA_ID, (void *)id, ID_SIZE},
      {CKA_LABEL, (void *)name, strlen (name)},
  };
  CK_RV result = token->functions->C_GenerateKeyPair (token->session, &mechanism, of_public,
                                                      G_N_ELEMENTS (of_public), of_private,
                                                      G_N_ELEMENTS (of_private), &public, &private);
  return result == CKR_OK || fail (error, result, "make a key");
}

/* The half of the pair @id that is a @class. */
static gboolean
find_half (ZbTokenSession *token,
           const guint8 id[ID_SIZE],
           CK_OBJECT_CLASS class,
           CK_OBJECT_HANDLE *ret_object,
           GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  gulong n = 0;

  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, (void *)id, ID_SIZE}};
  CK_RV result = functions->C_FindObjectsInit (token->session, wanted, G_N_ELEMENTS (wanted));
  if (result == CKR_OK) {
    result = functions->C_FindObjects (token->session, ret_object, 1, &n);
    functions->C_FindObjectsFinal (token->session);
  }
  if (result != CKR_OK)
    return fail (error, result, "look for its key");
  if (n == 1)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
               "the token %s does not hold this key", token->label);
  return FALSE;
}

gboolean
zb_token_session_find (ZbTokenSession *token,
                       const guint8 id[ID_SIZE],
                       gboolean *ret_found,
                       GError **error)
{
  CK_OBJECT_HANDLE object;
  GError *failure = NULL;
  gboolean found = find_half (token, id, CKO_PRIVATE_KEY, &object, &failure);

  if (failure != NULL && failure->code != ZB_EXCHANGE_ERROR_NOT_FOUND) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  *ret_found = found;
  return TRUE;
}

ZbKey *
zb_token_session_public (ZbTokenSession *token, const guint8 id[ID_SIZE], GError **error)
{
  guint8 point[POINT_SIZE + 2] = {0};
  CK_ATTRIBUTE wanted = {CKA_EC_POINT, point, sizeof point};
  CK_OBJECT_HANDLE object;

  if (!find_half (token, id, CKO_PUBLIC_KEY, &object, error))
    return NULL;
  CK_RV result = token->functions->C_GetAttributeValue (token->session, object, &wanted, 1);
  /* An octet string in DER around the point. */
  if (result != CKR_OK || wanted.ulValueLen != sizeof point || point[0] != 0x04 ||
      point[1] != POINT_SIZE) {
    fail (error, result != CKR_OK ? result : CKR_DATA_INVALID, "show its public key");
    return NULL;
  }
  guint8 der[sizeof spki_start + POINT_SIZE];
  memcpy (der, spki_start, sizeof spki_start);
  memcpy (der + sizeof spki_start, point + 2, POINT_SIZE);
  g_autoptr (GBytes) bytes = g_bytes_new (der, sizeof der);
  return zb_key_read_public (bytes, error);
}

/* r and s side by side (PKCS #11 §2.3.1) as an ECDSA-Sig-Value. */
static GBytes *
to_der (const guint8 *raw)
{
  ECDSA_SIG *signature = ECDSA_SIG_new ();
  unsigned char *der = NULL;

  ECDSA_SIG_set0 (signature, BN_bin2bn (raw, COORDINATE_SIZE, NULL),
                  BN_bin2bn (raw + COORDINATE_SIZE, COORDINATE_SIZE, NULL));
  int length = i2d_ECDSA_SIG (signature, &der);
  ECDSA_SIG_free (signature);
  return zb_openssl_take_der (der, length);
}

GBytes *
zb_token_session_sign (ZbTokenSession *token,
                       const guint8 id[ID_SIZE],
                       const void *bytes,
                       gsize length,
                       GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  CK_MECHANISM mechanism = {CKM_ECDSA, NULL, 0};
  guint8 raw[2 * COORDINATE_SIZE];
  gulong size = sizeof raw;
  guint8 digest[32];
  guint digest_size = 0;
  CK_OBJECT_HANDLE object;

  if (!find_half (token, id, CKO_PRIVATE_KEY, &object, error))
    return NULL;
  EVP_Digest (bytes, length, digest, &digest_size, zb_openssl_sha256 (), NULL);
  CK_RV result = functions->C_SignInit (token->session, &mechanism, object);
  if (result == CKR_OK)
    result = functions->C_Sign (token->session, digest, digest_size, raw, &size);
  if (result != CKR_OK || size != sizeof raw) {
    fail (error, result != CKR_OK ? result : CKR_DATA_INVALID, "sign");
    return NULL;
  }
  return to_der (raw);
}
