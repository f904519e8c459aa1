/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/foreign-der.h"

/* What is asked of who vets, and what it answers, as the bodies of messages of
 * server/keys/channel.h.
 *
 *   question: the kind (ZbForeignKind), one byte; then the bytes of one
 *   answer:   one byte: 1 if OpenSSL takes them for one, else 0 */
#define ZB_VETTING_QUESTION 'v'
#define ZB_VETTING_MOST_QUESTION (9 * 1024 * 1024)
#define ZB_VETTING_MOST_ANSWER 1

/* (transfer full) */
GBytes *zb_vetting_question_write (ZbForeignKind kind, const void *bytes, gsize length);
/* (transfer full): the answer; NULL where @question is none. */
GBytes *zb_vetting_answer (GBytes *question);
/* FALSE where @answer is none. */
gboolean zb_vetting_answer_read (GBytes *answer, gboolean *ret_well);
