/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/evidence.h"

/* Evidence of arrival and outcome as a message is answered with it: what both have in common is
 * sent once, and nothing is written in base64, for which the answer is half as long. Who gets it
 * makes both whole again, to the byte, and keeps them by themselves.
 *
 * A line of text, then the parts, one right behind the other:
 *
 *   zhibao-evidence-pair/1 INDEX INDEX SIZE … SIZE
 *
 * The numbers are decimal: the records' places in the log, R1's first, then the sizes of receipt,
 * log record and path (32 bytes a hash) of R1, of the same of R2, and of checkpoint, signature,
 * time stamp and keys of the log, the last two 0 where there are none. */

typedef struct {
  ZbEvidenceOwn own[2]; /* R1, R2 */
  ZbEvidenceShared shared;
} ZbEvidencePair;

/* (transfer full) */
GBytes *zb_evidence_pair_write (const ZbEvidencePair *pair);

/* Makes evidence of each; it is not verified. Both are (transfer full). MALFORMED; TOO_LARGE over
 * ZB_PROTOCOL_MAX_EVIDENCE each. */
gboolean zb_evidence_pair_read (GBytes *bytes, GBytes **ret_r1, GBytes **ret_r2, GError **error);
