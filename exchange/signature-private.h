/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signature.h"
#include "exchange/signed-data.h"

/* All of a signature but what it is over: whether its value, by the certificate it pins, is good
 * for its attributes, and the signer's chain holds at @at. Arguments and errors as of
 * zb_signature_verify(). */
gboolean zb_signature_check (const ZbSignedData *data,
                             ZbTrust *trust,
                             ZbCertificateUse use,
                             gint64 at,
                             ZbCertificateFinder finder,
                             gpointer finder_data,
                             ZbSignatureInfo *ret_info,
                             GError **error);
