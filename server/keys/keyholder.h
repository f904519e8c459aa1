/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/vault.h"

/* Whom to ask for what takes a key: the vault in another process, or in this one. One question at a
 * time; thread-safe. */
typedef struct _ZbKeyholder ZbKeyholder;

/* Connects to the holder of the key of @role: a socket; -1 with an error. */
typedef int (*ZbKeyholderConnect) (ZbVaultRole role, gpointer data, GError **error);

/* Takes @vault. */
ZbKeyholder *zb_keyholder_new_local (ZbVault *vault);
/* Connects when it is asked, and once more where the other side went away meanwhile. */
ZbKeyholder *zb_keyholder_new (ZbVaultRole role, ZbKeyholderConnect connect, gpointer data);
void zb_keyholder_free (ZbKeyholder *holder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKeyholder, zb_keyholder_free)

/* Puts the question @letter (server/keys/message.h); @taken may be floating. What it gives,
 * (transfer full). The vault's own errors (ZB_EXCHANGE_ERROR); IO while nobody answers. */
GVariant *zb_keyholder_ask (ZbKeyholder *holder, char letter, GVariant *taken, GError **error);

/* The public half. (transfer full) */
ZbKey *zb_keyholder_read_public (ZbKeyholder *holder, GError **error);
/* A PKCS#10 request of @name. (transfer full) */
GBytes *zb_keyholder_make_request (ZbKeyholder *holder, const char *name, GError **error);
/* The certificate to work with from now on, also for a holder that is started anew. @chain:
 * (nullable) ZbCertificate. */
gboolean zb_keyholder_set_certificates (ZbKeyholder *holder,
                                        const ZbCertificate *certificate,
                                        GPtrArray *chain,
                                        GError **error);
