/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* One login at a token; for exchange/token.c. Errors as there. */
typedef struct _ZbTokenSession ZbTokenSession;

#define ZB_TOKEN_ID_SIZE 16

GPtrArray *zb_token_session_list (const char *module, GError **error);
/* @label: NULL for the only token. */
ZbTokenSession *
zb_token_session_open (const char *module, const char *label, const char *pin, GError **error);
/* Logs out. */
void zb_token_session_free (ZbTokenSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTokenSession, zb_token_session_free)

const char *zb_token_session_label (const ZbTokenSession *session);
/* @ret_found: whether there is a pair of that id. */
gboolean zb_token_session_find (ZbTokenSession *session,
                                const guint8 id[ZB_TOKEN_ID_SIZE],
                                gboolean *ret_found,
                                GError **error);
gboolean zb_token_session_generate (ZbTokenSession *session,
                                    const guint8 id[ZB_TOKEN_ID_SIZE],
                                    const char *name,
                                    GError **error);
ZbKey *zb_token_session_public (ZbTokenSession *session,
                                const guint8 id[ZB_TOKEN_ID_SIZE],
                                GError **error);
/* SHA-256 of @bytes signed: an ECDSA-Sig-Value in DER. (transfer full) */
GBytes *zb_token_session_sign (ZbTokenSession *session,
                               const guint8 id[ZB_TOKEN_ID_SIZE],
                               const void *bytes,
                               gsize length,
                               GError **error);
