/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/error.h"

G_DEFINE_QUARK (zb - publishing - error - quark, zb_publishing_error)
