/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/error.h"

G_DEFINE_QUARK (zb - exchange - error - quark, zb_exchange_error)
