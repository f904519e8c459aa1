/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/packed-section.h"

/* The values of a report as they are stored: a cache beside the signed bytes, never shown as
 * evidence. */
typedef struct {
  GPtrArray *sections; /* ZbPackedSection: those with anything but blanks, by section */
  GBytes *fields;      /* header and signer fields that are filled: "id NUL text NUL" */
} ZbPackedReport;

ZbPackedReport *zb_packed_report_new (const ZbReport *report);
void zb_packed_report_free (ZbPackedReport *packed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackedReport, zb_packed_report_free)

/* Back into a report of the same @form. Fails with CORRUPT where shapes do not agree. */
ZbReport *zb_packed_report_unpack (const ZbPackedReport *packed,
                                   ZbForm *form,
                                   const char *package_digest,
                                   const char *unit,
                                   ZbPeriod period,
                                   GError **error);
