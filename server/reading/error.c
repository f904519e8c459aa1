/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/error.h"

G_DEFINE_QUARK (zb - reading - error - quark, zb_reading_error)
