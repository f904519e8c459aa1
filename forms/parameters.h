/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/decimal.h"
#include "forms/measure.h"
#include "forms/period.h"

/* Dated parameters: $minimum_wage, exchange rates … (schema/parameters.xsd). Never changed once
 * read, so that threads may share them. */
typedef struct _ZbParameters ZbParameters;

ZbParameters *
zb_parameters_read (const char *source, const void *bytes, gsize length, GError **error);
ZbParameters *zb_parameters_read_file (const char *path, GError **error);
ZbParameters *zb_parameters_ref (ZbParameters *parameters);
void zb_parameters_unref (ZbParameters *parameters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbParameters, zb_parameters_unref)

/* Whether there is one of that name, of whatever day. */
gboolean zb_parameters_has (const ZbParameters *parameters, const char *name);
/* (transfer full) borrowed char*, in order. */
GPtrArray *zb_parameters_list_names (const ZbParameters *parameters);
/* The value in force at the end of @period; FALSE if there is none. */
gboolean zb_parameters_find (const ZbParameters *parameters,
                             const char *name,
                             ZbPeriod period,
                             ZbDecimal *ret_value,
                             const ZbMeasure **ret_measure);
