/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/certificate.h"
#include "server/store/store-private.h"

/* Keeps a certificate unless it is there. */
gboolean
zb_certificate_keep (ZbApply *apply, const ZbStoredCertificate *certificate, GError **error);
