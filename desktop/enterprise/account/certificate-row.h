/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

/* Whose certificate was found in a file or on a token; of several one is chosen there, which the
 * signal "chosen" tells. */
#define ZB_TYPE_CERTIFICATE_ROW (zb_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (ZbCertificateRow, zb_certificate_row, ZB, CERTIFICATE_ROW, AdwActionRow)

/* @certificates: ZbCertificate; NULL: none, and the row is not shown. */
void zb_certificate_row_show (ZbCertificateRow *row, GPtrArray *certificates);
/* The serial number of the one that is chosen; NULL where none is shown. Borrowed. */
const char *zb_certificate_row_chosen (ZbCertificateRow *row);
