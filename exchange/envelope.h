/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* envelope.xml: the message header inside a container (schema/envelope.xsd). */
typedef struct {
  char *name; /* body/001-B204-1.xml */
  char *type;
  char *digest; /* SHA-256, hex */
  guint64 size;
} ZbPayload;

typedef struct {
  char *message_id;         /* UUIDv7 */
  char *conversation_id;    /* (nullable) */
  char *ref_message_id;     /* (nullable) correction or withdrawal: the version before */
  char *sender;             /* 统一社会信用代码 */
  char *sender_certificate; /* SHA-256 of the signing certificate, hex */
  char *receiver;           /* node code */
  char *region;             /* GB/T 2260 */
  char *form;               /* FORM-ID */
  char *edition;            /* "2023.1" */
  char *package;            /* digest, hex */
  char *period;
  gint64 created, expires; /* microseconds UTC */
  guint priority;          /* 0–3 */
  char *suite;
  gboolean test;
  GPtrArray *payloads; /* ZbPayload */
} ZbEnvelope;

ZbEnvelope *zb_envelope_new (void);
void zb_envelope_free (ZbEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbEnvelope, zb_envelope_free)

ZbEnvelope *zb_envelope_read (const char *source, GBytes *bytes, GError **error);
GBytes *zb_envelope_write (const ZbEnvelope *envelope);
void
zb_envelope_add_payload (ZbEnvelope *envelope, const char *name, const char *type, GBytes *bytes);
