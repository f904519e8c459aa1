/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a reader does: takes containers apart and reads the XML in them, for somebody who will not
 * believe a word that he cannot see in their bytes. */

/* (transfer full): the answer to @question (server/reading/reading-message.h); NULL where that is
 * none. What is wrong with a container is found by whoever asked: it then has fewer traces, or
 * none. */
GBytes *zb_reader_answer (GBytes *question);
