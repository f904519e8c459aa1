/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/note-key.h"

/* C2SP signed notes (c2sp.org/signed-note) with Ed25519: a text, an empty line, and signature lines
 * "— name base64(key id‖signature)". */

/* (transfer full): @text, which ends in a newline, with one signature line of @key under @name. */
char *zb_note_sign (const char *text, const ZbKey *key, const char *name, GError **error);
/* (transfer full): the text of @note once the key of @verifier ("name+hex id+base64") has signed
 * it. Lines of other keys are ignored. MALFORMED, TOO_LARGE (over ZB_PROTOCOL_MAX_NOTE),
 * BAD_SIGNATURE; NOT_FOUND when this key has not signed. */
char *zb_note_open (const char *note, const char *verifier, GError **error);
/* The same by a key that was read before. */
char *zb_note_open_by (const char *note, const ZbNoteKey *key, GError **error);
/* (transfer full): the verifier ("vkey") of @key, which is an ed25519 one, under @name. */
char *zb_note_verifier (const ZbKey *key, const char *name, GError **error);
/* The length of the text of @note, which ends at the last empty line; its newline is the text's
 * last sign, and behind the empty line come the signature lines. MALFORMED, TOO_LARGE. */
gboolean zb_note_split (const char *note, gsize *ret_text_length, GError **error);
