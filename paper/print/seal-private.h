/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/print/seal.h"

#include <cairo.h>

/* (transfer full) the picture; errors as zb_seal_check(). */
cairo_surface_t *zb_seal_read (GBytes *png, GError **error);
