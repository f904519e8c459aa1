/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/error.h"

G_DEFINE_QUARK (zb - authority - error - quark, zb_authority_error)
