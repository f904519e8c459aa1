/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* envelope.xml: the message header inside a container (schema/envelope.xsd). */
#define ZB_ENVELOPE_NS "urn:zhibao:envelope:1"
#define ZB_ENVELOPE_MAX_PAYLOADS 32

typedef struct {
  char *name; /* body/001-B204-1.xml */
  char *type;
  char *digest; /* SHA-256, hex */
  guint64 size;
} ZbPayload;

typedef struct {
  char *message_id;         /* UUIDv7 */
  char *conversation_id;    /* (nullable) UUIDv7 */
  char *ref_message_id;     /* (nullable) correction or withdrawal: the version before */
  char *sender;             /* 统一社会信用代码 */
  char *sender_certificate; /* SHA-256 of the signing certificate, hex */
  char *receiver;           /* node code */
  char *region;             /* GB/T 2260 */
  char *form;               /* FORM-ID */
  char *edition;            /* "2023.1": edition and revision */
  char *package;            /* digest, hex */
  char *period;
  gint64 created, expires; /* microseconds UTC, created before expires */
  guint priority;          /* 0–3 */
  char *suite;             /* "p256", "rsa3072", "sm2": the one of the first signature */
  gboolean test;
  GPtrArray *payloads; /* ZbPayload, 1 to ZB_ENVELOPE_MAX_PAYLOADS */
} ZbEnvelope;

ZbEnvelope *zb_envelope_new (void);
void zb_envelope_free (ZbEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbEnvelope, zb_envelope_free)

/* Reads what schema/envelope.xsd allows, and no more. @source names it in errors: MALFORMED,
 * TOO_LARGE (over ZB_PROTOCOL_MAX_ENVELOPE), FORBIDDEN_SUITE for a suite outside the allow-list. */
ZbEnvelope *zb_envelope_read (const char *source, GBytes *bytes, GError **error);
/* The same of what another process read (formats/xml-trace.h). */
ZbEnvelope *zb_envelope_read_trace (const char *source, GBytes *trace, GError **error);
/* (transfer full). The same envelope gives the same bytes. What it holds is not checked:
 * zb_container_build() reads it back. */
GBytes *zb_envelope_write (const ZbEnvelope *envelope);
/* Appends a payload with size and digest of @bytes. */
void
zb_envelope_add_payload (ZbEnvelope *envelope, const char *name, const char *type, GBytes *bytes);
