/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"

/* Reads report.xml (schema/report.xsd) straight into typed cells by SAX. The package is found by
 * the digest the report names; an unknown digest, a form or edition that disagrees with it, an
 * unknown section, row, column or field, a figure that does not fit its cell, a cell given twice or
 * out of order is an error that names line and cell. */
ZbReport *zb_report_read (const char *source,
                          const void *bytes,
                          gsize length,
                          const ZbCatalogue *catalogue,
                          GError **error);

/* The same of what another process read (formats/xml-trace.h). */
ZbReport *zb_report_read_trace (const char *source,
                                GBytes *trace,
                                const ZbCatalogue *catalogue,
                                GError **error);

/* The same for samples in the catalogue's source: package="sample" takes the package that is there
 * for the form and edition. For tests and tools; intake never takes it. */
ZbReport *zb_report_read_sample (const char *source,
                                 const void *bytes,
                                 gsize length,
                                 const ZbCatalogue *catalogue,
                                 GError **error);

/* Only the attributes of <report>, for routing before the body is parsed. */
typedef struct {
  char *form, *edition, *package, *unit, *period;
} ZbReportHeading;

gboolean zb_report_read_heading (const char *source,
                                 const void *bytes,
                                 gsize length,
                                 ZbReportHeading *ret_heading,
                                 GError **error);
void zb_report_heading_clear (ZbReportHeading *heading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbReportHeading, zb_report_heading_clear)
