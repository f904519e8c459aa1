/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/model/report-model.h"

/* Cells for which another form of the enterprise gives another figure, a sentence each, in reading
 * order; forms that do not know the last digits are passed over. (transfer full) array of char*. */
GPtrArray *zb_report_model_list_differences (ZbReportModel *model);
