/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/machine.h"
#include "validators/ruleset-private.h"

/* Formulas of computed cells, on a machine whose row is bound. */

/* The figure that the formula of @instance gives, at the scale of its cell; FALSE where it does not
 * fit there. */
gboolean zb_calculation_value (ZbMachine *machine, const ZbInstance *instance, ZbFigure *ret_value);
/* A cell as typed against its formula; @is_filled: whether it has a value. */
ZbOutcome
zb_calculation_compare (ZbMachine *machine, const ZbInstance *instance, gboolean is_filled);
/* The same of the cell of the report. */
ZbOutcome zb_calculation_verify (ZbMachine *machine, const ZbInstance *instance);
