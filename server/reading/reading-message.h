/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* What is asked of a reader and what it answers, as the bodies of messages of
 * server/keys/channel.h. Numbers are little-endian, 32 bits.
 *
 *   question: a container
 *   answer:   the number of its entries, and for each of these the length of its trace (0: none was
 *             made); then all of their bytes
 *
 * of one document:
 *   question: its limits, in the order of ZbXmlLimits; then its bytes
 *   answer:   its trace
 *
 * Nobody trusts the numbers of an answer. */
#define ZB_READING_QUESTION 'r'
#define ZB_READING_DOCUMENT 'd'
#define ZB_READING_MOST_QUESTION (9 * 1024 * 1024)
#define ZB_READING_MOST_ANSWER (40 * 1024 * 1024)

/* @traces: GBytes (nullable) by entry. (transfer full) */
GBytes *zb_reading_answer_write (const GPtrArray *traces);
/* (transfer full) the same again; NULL where it is none. */
GPtrArray *zb_reading_answer_read (GBytes *answer);
/* An array for them. (transfer full) */
GPtrArray *zb_reading_traces_new (void);

/* (transfer full): the question about a document. */
GBytes *zb_reading_document_write (const void *bytes, gsize length, const ZbXmlLimits *limits);
/* (transfer full) the document; NULL where @question is none. */
GBytes *zb_reading_document_read (GBytes *question, ZbXmlLimits *ret_limits);
