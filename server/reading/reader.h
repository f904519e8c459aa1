/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a reader does: takes a container apart and reads the XML in it. */

/* (transfer full): the answer (server/reading/reading-message.h). What is wrong with a container is
 * found by whoever asked: it then has fewer traces, or none. */
GBytes *zb_reader_answer (GBytes *container);
