/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <cairo.h>
#include <glib.h>

/* (transfer full) @text as a QR code (ISO/IEC 18004, error correction M), a dot of the picture for
 * each of its modules, with the quiet zone of four around it; NULL where @text is too long for one.
 */
cairo_surface_t *zb_square_code_new (const char *text);
