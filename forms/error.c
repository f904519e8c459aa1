/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/error.h"

G_DEFINE_QUARK (zb - forms - error - quark, zb_forms_error)
