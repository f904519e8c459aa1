/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-trust.h"

/* A trust bundle in a file: as `zhibao trust export` writes it, or what GET /v1/trust answered. It
 * is signed by a root that it names itself: whether that is the bureau's, whoever names the file
 * has to know. */
ZbSignedTrust *zb_trust_file_read (const char *path, GError **error);
