/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The child of @parent whose first argument is @role; 0: none. */
GPid zb_test_find_child (GPid parent, const char *role);
