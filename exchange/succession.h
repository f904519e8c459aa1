/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* The keys that have signed one log, one after another. Each but the first is vouched for by the
 * one before it: a C2SP signed note of that key over
 *
 *   zhibao-log-key/v1
 *   old VKEY
 *   new VKEY
 *   from TIME        the new one signs from then on …
 *   until TIME       … and the old one until then, so that checkpoints have both lines in between
 *
 * As a text: the vkey of the first, then those notes in order. A single vkey is such a text, too:
 * wherever a log's "verifier" is asked for, either will do. */
typedef struct _ZbSuccession ZbSuccession;

/* The most keys of a text, which then is a note's size. */
#define ZB_SUCCESSION_MAX_KEYS 32

/* Every note is verified. MALFORMED, BAD_SIGNATURE, and UNTRUSTED where a key that is named was not
 * vouched for by the one before it. */
ZbSuccession *zb_succession_read (const char *text, GError **error);
void zb_succession_free (ZbSuccession *succession);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSuccession, zb_succession_free)

/* The text of the first @n keys. (transfer full) */
char *zb_succession_write (const ZbSuccession *succession, guint n);

typedef struct {
  const char *vkey;
  gint64 from, until;    /* microseconds UTC; 0: from the beginning, without an end yet */
  const char *statement; /* the note by which the key before vouches for it; NULL for the first */
} ZbLogKey;

/* What a record ZB_SUCCESSION_EVENT of the log says of the key at @index, which is not the first:
 * SHA-256 of its statement, hex. (transfer full) */
char *zb_succession_digest (const ZbSuccession *succession, guint index);
#define ZB_SUCCESSION_EVENT "log-key"

guint zb_succession_length (const ZbSuccession *succession);
ZbLogKey zb_succession_get (const ZbSuccession *succession, guint index);
ZbLogKey zb_succession_newest (const ZbSuccession *succession);

/* Whether @key is the newest of them. */
gboolean zb_succession_ends_with (const ZbSuccession *succession, const ZbKey *key);

/* The note by which @old, the newest key of @succession, vouches for @new, and its entry there.
 * REFUSED if @old is another key or there are too many; MALFORMED if the times do not follow. */
gboolean zb_succession_vouch (ZbSuccession *succession,
                              const ZbKey *old,
                              const ZbKey *new,
                              gint64 from,
                              gint64 until,
                              GError **error);

/* Adds to @known what @shown, as somebody tells it of the same log, has behind the keys that both
 * name. UNTRUSTED if no known key leads there, or one has vouched for two. */
gboolean zb_succession_follow (ZbSuccession *known, const ZbSuccession *shown, GError **error);

/* The text of @note once a key of @succession has signed it; lines of strangers are ignored. @at: a
 * key whose term had ended then does not count (EXPIRED); 0: each counts. Else the errors of
 * zb_note_open(). (transfer full) */
char *
zb_succession_open (const ZbSuccession *succession, const char *note, gint64 at, GError **error);
/* How many lines of @note are of keys of @succession, by their names; nothing is verified.
 * @ret_newest (nullable): the index behind the newest of them. */
guint
zb_succession_count_lines (const ZbSuccession *succession, const char *note, guint *ret_newest);
/* Whether all lines of @note are of such keys: else the log may have got another one. */
gboolean zb_succession_knows_signers (const ZbSuccession *succession, const char *note);
