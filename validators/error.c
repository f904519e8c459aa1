/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/error.h"

G_DEFINE_QUARK (zb - rule - error - quark, zb_rule_error)
