/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/evidence-pair.h"
#include "server/intake/verification.h"

/* Intake: read, verify, validate, commit, sign. */
typedef struct _ZbIntake ZbIntake;

/* @desk is copied; what it points to is borrowed. */
ZbIntake *zb_intake_new (const ZbIntakeDesk *desk, GError **error);
/* Waits for messages under way. */
void zb_intake_free (ZbIntake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbIntake, zb_intake_free)

const ZbIntakeDesk *zb_intake_desk (const ZbIntake *intake);

/* What the sender gets: what proves R1 and R2, durable and in the log. */
typedef struct {
  const char *message_id;
  const char *sender;
  gboolean repeated;  /* it had been taken before; these are the receipts of then */
  gboolean refused;   /* R2 says so; else it became a version, … */
  gboolean passed_on; /* … or goes on to another node */
  const ZbEvidencePair *proof;
} ZbIntakeAnswer;

/* @answer is NULL with @error when the message was turned away or could not be kept; both are
 * borrowed. Called on another thread or, for a repetition or an error found at once, on the
 * caller's. */
typedef void (*ZbIntakeDone) (const ZbIntakeAnswer *answer, GError *error, gpointer data);

/* Verifies and validates on the calling thread, then hands the message to the store and returns.
 * @arrival is not needed afterwards. */
void zb_intake_take (ZbIntake *intake, const ZbArrival *arrival, ZbIntakeDone done, gpointer data);
