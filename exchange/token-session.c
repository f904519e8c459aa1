/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token-session.h"

#include "exchange/error.h"

#include <gmodule.h>
#include <string.h>

#define MOST_SLOTS 32
#define MOST_OBJECTS 256
#define MOST_BYTES (64 * 1024) /* of an attribute */
#define LABEL_SIZE sizeof (((CK_TOKEN_INFO *)NULL)->label)

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

gboolean
zb_token_session_fail (GError **error, CK_RV result, const char *what)
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
    zb_token_session_fail (error, result, "begin");
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

static gboolean
find_slot (ZbTokenSession *token, const char *label, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  CK_SLOT_ID slots[MOST_SLOTS];
  gulong n, n_found = 0, found = 0;

  if (!list_slots (token->functions, slots, &n, labels))
    return zb_token_session_fail (error, CKR_GENERAL_ERROR, "list the tokens");
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
give_pin (ZbTokenSession *token, CK_USER_TYPE as, const char *pin, GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  CK_RV result =
      functions->C_Login (token->session, as, (CK_UTF8CHAR_PTR)pin, (gulong)strlen (pin));

  if (result == CKR_OK)
    return TRUE;
  if (result == CKR_PIN_INCORRECT || result == CKR_PIN_LEN_RANGE || result == CKR_PIN_INVALID)
    return fail_login (functions, token->slot, token->label, error);
  return zb_token_session_fail (error, result, "take the PIN");
}

static gboolean
begin (ZbTokenSession *token, CK_SESSION_HANDLE *ret_session, GError **error)
{
  CK_RV result = token->functions->C_OpenSession (token->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
                                                  NULL, NULL, ret_session);

  return result == CKR_OK || zb_token_session_fail (error, result, "begin a session");
}

static gboolean
log_in (ZbTokenSession *token, const char *pin, GError **error)
{
  if (!begin (token, &token->session, error))
    return FALSE;
  /* Whoever was let in before proves nothing of this PIN. */
  token->functions->C_Logout (token->session);
  return give_pin (token, CKU_USER, pin, error);
}

/* Ends what was begun. To finish it by C_Sign might try a PIN that the module remembers. The login
 * is of all sessions, so the new one has it too. */
static void
begin_anew (ZbTokenSession *token)
{
  CK_SESSION_HANDLE next;

  if (!begin (token, &next, NULL))
    return;
  token->functions->C_CloseSession (token->session);
  token->session = next;
}

gboolean
zb_token_session_confirm (ZbTokenSession *token, GError **error)
{
  if (give_pin (token, CKU_CONTEXT_SPECIFIC, token->pin, error))
    return TRUE;
  begin_anew (token);
  return FALSE;
}

ZbTokenSession *
zb_token_session_open (const ZbTokenLogin *login, GError **error)
{
  CK_FUNCTION_LIST *functions = load (login->module, error);
  g_autoptr (ZbTokenSession) token = functions != NULL ? g_new0 (ZbTokenSession, 1) : NULL;

  if (token == NULL)
    return NULL;
  token->functions = functions;
  if (!find_slot (token, login->label, error) || !log_in (token, login->pin, error))
    return NULL;
  token->pin = g_strdup (login->pin);
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
  if (token->pin != NULL)
    explicit_bzero (token->pin, strlen (token->pin));
  g_free (token->pin);
  g_free (token->label);
  g_free (token);
}

GArray *
zb_token_session_find (ZbTokenSession *token, const CK_ATTRIBUTE *wanted, guint n, GError **error)
{
  CK_FUNCTION_LIST *functions = token->functions;
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (CK_OBJECT_HANDLE));
  gulong found = 0;

  g_array_set_size (objects, MOST_OBJECTS);
  CK_RV result = functions->C_FindObjectsInit (token->session, (CK_ATTRIBUTE *)wanted, n);
  if (result == CKR_OK) {
    result = functions->C_FindObjects (token->session, (CK_OBJECT_HANDLE *)(void *)objects->data,
                                       MOST_OBJECTS, &found);
    functions->C_FindObjectsFinal (token->session);
  }
  if (result != CKR_OK) {
    zb_token_session_fail (error, result, "look for its keys");
    return NULL;
  }
  g_array_set_size (objects, (guint)found);
  return g_steal_pointer (&objects);
}

GBytes *
zb_token_session_read (ZbTokenSession *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_FUNCTION_LIST *functions = token->functions;
  CK_ATTRIBUTE wanted = {type, NULL, 0};

  if (functions->C_GetAttributeValue (token->session, object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == 0 || wanted.ulValueLen > MOST_BYTES)
    return NULL;
  g_autofree guint8 *bytes = g_malloc0 (wanted.ulValueLen);
  wanted.pValue = bytes;
  if (functions->C_GetAttributeValue (token->session, object, &wanted, 1) != CKR_OK)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), wanted.ulValueLen);
}
