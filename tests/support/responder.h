/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/province.h"

/* A province's OCSP responder: "openssl ocsp" on a port of the system's choice. */
typedef struct _ZbResponder ZbResponder;

/* Answers from the province's file @index (index.txt; none.txt knows nobody), signed by FILE of it;
 * @options (nullable): more of "openssl ocsp", NULL-terminated. */
ZbResponder *zb_responder_new (const ZbProvince *province,
                               const char *index,
                               const char *signer,
                               const char *const *options);
/* Listens, takes what comes and says nothing. */
ZbResponder *zb_responder_new_mute (void);
void zb_responder_free (ZbResponder *responder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbResponder, zb_responder_free)

const char *zb_responder_url (const ZbResponder *responder); /* goes on when it has ended */
