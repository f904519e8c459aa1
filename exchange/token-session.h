/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/token.h"

#include <p11-kit/pkcs11.h>

/* One login at a token, and what lies there; for exchange/token*.c. Errors as of
 * exchange/token.h. */
typedef struct {
  CK_FUNCTION_LIST *functions; /* the module's: it stays loaded */
  CK_SLOT_ID slot;
  CK_SESSION_HANDLE session;
  char *label;
  char *pin; /* for keys that want it at each signature */
} ZbTokenSession;

ZbTokenSession *zb_token_session_open (const ZbTokenLogin *login, GError **error);
/* Logs out. */
void zb_token_session_free (ZbTokenSession *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTokenSession, zb_token_session_free)

/* Once more the PIN, for the one operation that was begun (CKU_CONTEXT_SPECIFIC), which is over
 * when it is refused. It is given once. */
gboolean zb_token_session_confirm (ZbTokenSession *token, GError **error);

/* FALSE. @what: what the token was to do. */
gboolean zb_token_session_fail (GError **error, CK_RV result, const char *what);

/* The objects with these attributes. (transfer full) CK_OBJECT_HANDLE each. */
GArray *
zb_token_session_find (ZbTokenSession *token, const CK_ATTRIBUTE *wanted, guint n, GError **error);
/* (transfer full) (nullable) where the object has none, or does not tell. */
GBytes *
zb_token_session_read (ZbTokenSession *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);
