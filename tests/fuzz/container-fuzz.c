/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "formats/zip-writer.h"
#include "tests/fuzz/exchange-fixture.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Mutations of an archive hardly get past its checksums. So an input that is none is taken as the
 * entries themselves, with "\n%%\n" between them: envelope, body, manifest, signature. */
static GBytes *
pack (const uint8_t *data, size_t size)
{
  static const char *const names[] = {"envelope.xml", "body/001-B203.xml",
                                      "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"};
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) mimetype = g_bytes_new_static (ZB_MIME_ASICE, strlen (ZB_MIME_ASICE));
  zb_zip_writer_add (writer, "mimetype", mimetype);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const uint8_t *gap = size > 0 ? memmem (data, size, "\n%%\n", 4) : NULL;
    gsize length = gap != NULL ? (gsize)(gap - data) : size;
    g_autoptr (GBytes) part = g_bytes_new (data, length);
    zb_zip_writer_add (writer, names[i], part);
    if (gap == NULL)
      break;
    size -= length + 4;
    data = gap + 4;
  }
  return zb_zip_writer_finish (writer, NULL);
}

static void
check_open (const ZbContainer *container)
{
  const ZbEnvelope *envelope = zb_container_envelope (container);
  for (guint i = 0; i < envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    GBytes *body = zb_container_body (container, i);
    g_autofree char *digest = body != NULL ? zb_digest_hex_of_bytes (body) : NULL;
    if (body == NULL || strcmp (digest, payload->digest) != 0)
      abort ();
  }
  if (zb_container_body (container, envelope->payloads->len) != NULL)
    abort ();
}

/* A container either is refused with a reason, or its bodies are what the envelope says; and one
 * that verifies holds the report that was signed, and no other. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZbTrust *trust;
  if (trust == NULL) {
    trust = zb_trust_new ();
    if (!zb_trust_add_pem (trust, "fixture", FIXTURE_ROOT, strlen (FIXTURE_ROOT), NULL))
      abort ();
  }
  gboolean archive = size >= 2 && data[0] == 'P' && data[1] == 'K';
  g_autoptr (GBytes) bytes = archive ? g_bytes_new (data, size) : pack (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) container = zb_container_open ("input", bytes, &error);
  if ((container == NULL) != (error != NULL))
    abort ();
  if (container == NULL)
    return 0;
  check_open (container);
  gboolean good = zb_container_verify (container, 0, trust, FIXTURE_AT, NULL, NULL, NULL, &error);
  if (good == (error != NULL))
    abort ();
  gsize length = 0;
  const void *body = g_bytes_get_data (zb_container_body (container, 0), &length);
  if (good && (length != strlen (FIXTURE_BODY) || memcmp (body, FIXTURE_BODY, length) != 0))
    abort ();
  return 0;
}
