/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a reader does: takes a container apart and reads the XML in it, or reads one document. */

/* (transfer full): the answer (server/reading/reading-message.h). What is wrong with a container is
 * found by whoever asked: it then has fewer traces, or none. */
GBytes *zb_reader_answer (GBytes *container);
/* (transfer full): the same of one document; NULL where @question is none. */
GBytes *zb_reader_answer_document (GBytes *question);
