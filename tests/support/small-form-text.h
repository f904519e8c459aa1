/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A form of a test's own. */
typedef struct {
  const char *id, *edition;
  guint revision;
  const char *system; /* the tenant */
  const char *period; /* "month", "year" … */
  const char *valid_from;
  const char *second_row; /* code of the second row; NULL: "02" */
  const char *filing;     /* (nullable) <set>, <corrections>, <disclaimer> */
} ZbSmallFormText;

/* form.xml of it: one section A with two rows of figures in column 1; due on the ninth day after
 * the period at noon. (transfer full) */
char *zb_small_form_text (const ZbSmallFormText *form);
