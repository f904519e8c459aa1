/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* From now on this process can do nothing but read, write and accept on what it has open, reckon,
 * and end: no file, no connection, no other process; whatever else it tries kills it. It
 * leaves no core and cannot be looked into by others of its user. To be entered with
 * everything open and one thread; there is no way back. */
gboolean zb_sandbox_enter (GError **error);
