/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset.h"
#include "validators/language/syntax.h"

/* A whole rules file as written. */

typedef struct {
  ZbToleranceKind kind;
  char *amount; /* digits, of an amount or a share (percent) */
  char *unit;   /* (nullable) measure of an amount */
} ZbSyntaxTolerance;

typedef enum { ZB_BLANK_DEFAULT, ZB_BLANK_ZERO, ZB_BLANK_SKIP, ZB_BLANK_FAIL } ZbBlankPolicy;

typedef struct {
  char *name; /* "10"; never NULL: rules without one got the name above with b, c … */
  gsize start, end;
  gboolean has_level;
  ZbSeverity level;
  ZbSyntax *level_if; /* (nullable) severity (cond ? level : otherwise) */
  ZbSeverity level_otherwise;
  gboolean bureau_only;
  gboolean is_calc;
  ZbSyntax *target;  /* of a calc */
  GPtrArray *each;   /* ZbSyntaxEach, outermost first */
  ZbSyntax *when;    /* (nullable) */
  ZbSyntax *body;    /* condition, or formula of a calc */
  GArray *tolerance; /* ZbSyntaxTolerance: the widest counts */
  ZbBlankPolicy blank;
  guint explain_length; /* characters an explanation needs; 0 for the usual */
  char *message;        /* (nullable) id */
} ZbRuleSyntax;

typedef struct {
  char *id;
  char *zh, *en;
  gsize start, end;
} ZbMessageSyntax;

typedef struct {
  char *form;
  gsize start, end; /* of the heading */
  gsize form_start;
  guint revision;
  GPtrArray *rules;    /* ZbRuleSyntax */
  GPtrArray *messages; /* ZbMessageSyntax */
} ZbRulesSyntax;

ZbRulesSyntax *zb_rules_syntax_new (void);
void zb_rules_syntax_free (ZbRulesSyntax *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRulesSyntax, zb_rules_syntax_free)
ZbRuleSyntax *zb_rule_syntax_new (gsize start);
void zb_rule_syntax_free (ZbRuleSyntax *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRuleSyntax, zb_rule_syntax_free)
void zb_message_syntax_free (ZbMessageSyntax *message);
