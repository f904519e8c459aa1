/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"

/* Stored reports: every report (.xml) and container (.asice) in @folder and up to four folders
 * below, in order of units, forms and periods. Of a unit, form and period one report counts: the
 * correction where there is one, the same file twice is one, and two that differ are an error that
 * names both. So is a folder without any report. (transfer full) ZbReport. */
GPtrArray *zb_report_folder_read (const char *folder, const ZbCatalogue *catalogue, GError **error);
