/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"

G_DEFINE_QUARK (zb - format - error - quark, zb_format_error)
