/* SPDX-License-Identifier: Apache-2.0 */
/* A PKCS#11 module over SoftHSM2 whose keys that want the PIN at each signature want another one
 * than the login, as cards for qualified signatures may: none at all, unless the environment has
 * ZHIBAO_TEST_SIGNING_PIN, which is then asked of SoftHSM2. */
#include "tests/support/soft-token.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdlib.h>
#include <string.h>

static CK_FUNCTION_LIST *below;

static CK_RV
login (CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG length)
{
  const char *wanted = getenv ("ZHIBAO_TEST_SIGNING_PIN");

  if (user == CKU_CONTEXT_SPECIFIC &&
      (wanted == NULL || length != strlen (wanted) || memcmp (pin, wanted, length) != 0))
    return CKR_PIN_INCORRECT;
  return below->C_Login (session, user, pin, length);
}

CK_RV
C_GetFunctionList (CK_FUNCTION_LIST **list)
{
  static CK_FUNCTION_LIST functions;
  void *module = dlopen (ZB_SOFT_TOKEN_MODULE, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get =
      module != NULL ? (CK_C_GetFunctionList)dlsym (module, "C_GetFunctionList") : NULL;

  if (get == NULL || get (&below) != CKR_OK)
    return CKR_GENERAL_ERROR;
  functions = *below;
  functions.C_Login = login;
  *list = &functions;
  return CKR_OK;
}
