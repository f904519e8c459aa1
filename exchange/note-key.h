/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "exchange/openssl.h"

/* Keys as C2SP's signed notes know them (c2sp.org/signed-note): a name, a type, an id made of both
 * and the public key. The types differ in what is signed: a note, or that one has seen it. */

#define ZB_NOTE_ID_SIZE 4
#define ZB_NOTE_PUBLIC_SIZE 32
#define ZB_NOTE_SIGNATURE_SIZE 64

typedef enum {
  ZB_NOTE_ED25519 = 0x01,     /* signs the note's text */
  ZB_NOTE_COSIGNATURE = 0x04, /* c2sp.org/tlog-cosignature: signs a time and the text */
} ZbNoteType;

typedef struct {
  char *name;
  ZbNoteType type;
  guint8 id[ZB_NOTE_ID_SIZE];
  guint8 public[ZB_NOTE_PUBLIC_SIZE];
  EVP_MD_CTX *begun; /* of one that was read: a verification, to be copied */
} ZbNoteKey;

void zb_note_key_clear (ZbNoteKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbNoteKey, zb_note_key_clear)

/* A "vkey", name+hex id+base64(type‖public key), of this type; MALFORMED for anything else. */
gboolean zb_note_key_read (const char *vkey, ZbNoteType type, ZbNoteKey *ret_key, GError **error);
/* The public half of @key under @name; FORBIDDEN_SUITE unless it is an ed25519 one. */
gboolean zb_note_key_describe (
    const ZbKey *key, const char *name, ZbNoteType type, ZbNoteKey *ret_key, GError **error);
/* (transfer full): the vkey. */
char *zb_note_key_write (const ZbNoteKey *key);

/* One signature line with its end: "— name base64(id‖@bytes)". (transfer full) */
char *zb_note_key_line (const ZbNoteKey *key, const void *bytes, gsize size);
/* The bytes behind the id, @size of them, if @line is a signature line of this key; FALSE without
 * an error for another key's, with MALFORMED for what is no signature line. */
gboolean zb_note_key_find (
    const ZbNoteKey *key, const char *line, guint8 *ret_bytes, gsize size, GError **error);
/* BAD_SIGNATURE unless @signature (64 bytes) is over @text and of @key, which was read. */
gboolean zb_note_key_verify (
    const ZbNoteKey *key, const guint8 *signature, const char *text, gsize length, GError **error);
