/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"

/* (transfer full) (nullable): the certificate with this SHA-256 of its DER, if it was verified
 * lately. It saves parsing the certificate again, and says nothing of its validity now. */
ZbCertificate *zb_trust_recall (ZbTrust *trust, const guint8 digest[32]);
