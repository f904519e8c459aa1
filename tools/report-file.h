/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/desk.h"
#include "tools/command.h"

/* Reports in files: report.xml as it is signed, or a container that holds one. */

/* (transfer full). A sample (package="sample") is taken too. */
ZbReport *zb_report_file_read (const char *path, const ZbCatalogue *catalogue, GError **error);
/* (transfer full) ZbReport: all reports of @paths, each a report.xml, a container with one or with
 * a set, or a folder of reports. */
GPtrArray *zb_report_files_read (const char *const *paths,
                                 guint n,
                                 const ZbCatalogue *catalogue,
                                 GError **error);
/* Whether the file is a container that carries a signature; whether it holds is not asked here. */
gboolean zb_report_file_is_signed (const char *path);
/* The context of --history (a folder of reports or containers, of this unit) and --register (a CSV
 * register, or lines attribute=value), with the catalogue's parameters. */
ZbContextDocument *zb_report_file_context (const ZbCallLine *line,
                                           const ZbReport *report,
                                           const ZbCatalogue *catalogue,
                                           GError **error);
