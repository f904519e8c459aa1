/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/vault-role.h"

/* What is asked of the holder of a key, and what it answers, over a local stream: 8 bytes (length
 * of what follows, big-endian; one letter; three zero bytes), then a GVariant of the type that the
 * letter has, in normal form. No text is parsed and nothing is open-ended. */

#define ZB_MESSAGE_HEAD 8
#define ZB_MESSAGE_DONE 0
#define ZB_MESSAGE_FAILED 1
#define ZB_MESSAGE_FAILURE "(is)" /* ZbExchangeError, sentence */

typedef struct {
  char letter;
  guint roles;       /* bits 1 << ZbVaultRole */
  const char *takes; /* GVariant types */
  const char *gives;
  guint32 most; /* bytes of what it takes */
} ZbQuestion;

enum {
  ZB_ASK_PUBLIC = 'p',       /* gives SubjectPublicKeyInfo */
  ZB_ASK_REQUEST = 'r',      /* takes a name, gives a PKCS#10 request over the key */
  ZB_ASK_CERTIFICATES = 'c', /* takes the key's certificate and those above it: used from now on */
  ZB_ASK_CHECKPOINT = 'l',   /* takes size and root, gives the signed note */
  ZB_ASK_EVIDENCE = 'e',     /* takes note and time, gives a CAdES over it */
  ZB_ASK_COSIGNATURE = 'w',  /* takes note and time, gives the line under it */
  ZB_ASK_STAMP = 't',        /* takes a note and a time to be behind, gives time (0: not known) and
                                token */
  ZB_ASK_STAMP_ANSWER = 'a', /* takes a TimeStampReq and that time, gives the TimeStampResp */
  ZB_ASK_STATUS = 'o',  /* takes an OCSP request, the responder's certificate, a state, time and
                           reason for each question, this and the next update; gives the answer */
  ZB_ASK_CERTIFY = 'i', /* takes a PKCS#10 request, name, unit, uses, both ends of its term,
                           host, ground, and who approved; gives the certificate */
  ZB_ASK_LIST = 'v',    /* takes number, this and next update, serial, time and reason of each
                           revocation; gives the CRL */
};

/* NULL for a letter that is no question. Static. */
const ZbQuestion *zb_question_find (char letter);

/* The eight bytes before @length others. */
void zb_message_write_head (guint8 head[ZB_MESSAGE_HEAD], char letter, guint32 length);
/* FALSE unless @head is one. */
gboolean
zb_message_read_head (const guint8 head[ZB_MESSAGE_HEAD], char *ret_letter, guint32 *ret_length);
/* @bytes as a value of @type; NULL unless they are one in normal form. (transfer full) */
GVariant *zb_message_open (GBytes *bytes, const char *type);

/* Bytes as "ay", floating, and back, (transfer full). */
GVariant *zb_message_from_bytes (GBytes *bytes);
GBytes *zb_message_to_bytes (GVariant *value);
/* The bytes at @index of a tuple. (transfer full) */
GBytes *zb_message_child_bytes (GVariant *tuple, guint index);
