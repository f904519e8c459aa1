/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of forms, code lists, periods, figures and reports. Messages name file and line, cell
 * or field. */
typedef enum {
  ZB_FORMS_ERROR_INVALID,      /* breaks the schema or the notation */
  ZB_FORMS_ERROR_OUT_OF_RANGE, /* a figure or date beyond what can be held exactly */
  ZB_FORMS_ERROR_NOT_FOUND,    /* unknown form, edition, section, row, column, field or code */
  ZB_FORMS_ERROR_TOO_LARGE,    /* a named limit was passed */
  ZB_FORMS_ERROR_LOCKED,       /* the cell is computed or not applicable and takes no input */
  ZB_FORMS_ERROR_MISMATCH,     /* digests or editions that should agree do not */
  ZB_FORMS_ERROR_NO_EDITION,   /* the form is known, but no edition of it serves the period */
} ZbFormsError;

#define ZB_FORMS_ERROR (zb_forms_error_quark ())
GQuark zb_forms_error_quark (void);

/* Sets such an error and returns FALSE. */
gboolean zb_forms_fail (ZbFormsError code, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
