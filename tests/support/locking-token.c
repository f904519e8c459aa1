/* SPDX-License-Identifier: Apache-2.0 */
/* A PKCS#11 module with one token that is true to its PIN only: the third wrong one locks it, as
 * tokens in hardware do and SoftHSM does not. It holds no key. */
#include <p11-kit/pkcs11.h>
#include <string.h>

#define PIN "482915"
#define TRIES 3

static int wrong;

static CK_RV
initialize (void *arguments)
{
  return CKR_OK;
}

static CK_RV
get_slot_list (CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *n)
{
  if (slots != NULL)
    slots[0] = 1;
  *n = 1;
  return CKR_OK;
}

static CK_RV
get_token_info (CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
  memset (info, 0, sizeof *info);
  memset (info->label, ' ', sizeof info->label);
  memcpy (info->label, "locking", strlen ("locking"));
  info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED;
  if (wrong > 0)
    info->flags |= CKF_USER_PIN_COUNT_LOW;
  if (wrong == TRIES - 1)
    info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (wrong >= TRIES)
    info->flags |= CKF_USER_PIN_LOCKED;
  return CKR_OK;
}

static CK_RV
open_session (CK_SLOT_ID slot,
              CK_FLAGS flags,
              void *application,
              CK_NOTIFY notify,
              CK_SESSION_HANDLE *session)
{
  *session = 1;
  return CKR_OK;
}

static CK_RV
close_session (CK_SESSION_HANDLE session)
{
  return CKR_OK;
}

static CK_RV
login (CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG length)
{
  if (wrong >= TRIES)
    return CKR_PIN_LOCKED;
  if (length == strlen (PIN) && memcmp (pin, PIN, length) == 0) {
    wrong = 0;
    return CKR_OK;
  }
  wrong++;
  return CKR_PIN_INCORRECT;
}

static CK_RV
find_objects_init (CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, CK_ULONG n)
{
  return CKR_OK;
}

static CK_RV
find_objects (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *n)
{
  *n = 0;
  return CKR_OK;
}

/* It is pulled out before it could make a key. */
static CK_RV
generate (CK_SESSION_HANDLE session,
          CK_MECHANISM *mechanism,
          CK_ATTRIBUTE *of_public,
          CK_ULONG n_public,
          CK_ATTRIBUTE *of_private,
          CK_ULONG n_private,
          CK_OBJECT_HANDLE *public,
          CK_OBJECT_HANDLE *private)
{
  return CKR_DEVICE_REMOVED;
}

CK_RV
C_GetFunctionList (CK_FUNCTION_LIST **list)
{
  static CK_FUNCTION_LIST functions = {
      .version = {2, 40},
      .C_Initialize = initialize,
      .C_GetSlotList = get_slot_list,
      .C_GetTokenInfo = get_token_info,
      .C_OpenSession = open_session,
      .C_CloseSession = close_session,
      .C_Login = login,
      .C_Logout = close_session,
      .C_FindObjectsInit = find_objects_init,
      .C_FindObjects = find_objects,
      .C_FindObjectsFinal = close_session,
      .C_GenerateKeyPair = generate,
  };

  *list = &functions;
  return CKR_OK;
}
