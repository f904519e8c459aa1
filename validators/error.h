/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of the rule language and its engines. */
typedef enum {
  ZB_RULE_ERROR_SYNTAX,    /* the text breaks the grammar */
  ZB_RULE_ERROR_SEMANTIC,  /* unknown cell, wrong type or measure, cycle, constant rule … */
  ZB_RULE_ERROR_OVERFLOW,  /* a figure left the 128-bit range: an engine error on the rule, never a
                              pass */
  ZB_RULE_ERROR_TOO_LARGE, /* a named limit was passed */
  ZB_RULE_ERROR_INVALID,   /* a wrong credit code, an explanation that says nothing, a finding that
                              cannot be read back */
  ZB_RULE_ERROR_COLUMNS,   /* a column file that is damaged or does not fit: make it again */
} ZbRuleError;

#define ZB_RULE_ERROR (zb_rule_error_quark ())
GQuark zb_rule_error_quark (void);
