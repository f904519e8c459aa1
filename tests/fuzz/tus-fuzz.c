/* SPDX-License-Identifier: Apache-2.0 */
/* The headers of uploads and the code of an invitation: what anyone may say before he is known. */
#include "exchange/digest.h"
#include "server/api/tus.h"
#include "server/authority/invitation-code.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_metadata (const char *header)
{
  guint8 digest[ZB_DIGEST_SIZE];
  ZbTusMetadata metadata = {0};

  if (zb_tus_metadata_parse (header, &metadata) &&
      (!metadata.sender || !metadata.message_id || strlen (metadata.message_id) != 36 ||
       !zb_digest_from_hex (metadata.digest, digest)))
    abort ();
  zb_tus_metadata_clear (&metadata);
}

static void
try_number (const char *header)
{
  guint64 number = 0;

  if (zb_tus_number_parse (header, &number) && number >= G_GUINT64_CONSTANT (1000000000000000))
    abort ();
}

/* In groups, as it is printed, it is the same code. */
static void
try_code (const char *text)
{
  ZbInvitationCode code = {0}, again = {0};

  if (!zb_invitation_code_read (text, &code))
    return;
  g_autofree char *groups = zb_invitation_code_format (&code);
  if (!zb_invitation_code_read (groups, &again) || strcmp (code.signs, again.signs) != 0)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (GBytes) chunk = g_bytes_new_static ("abc", 3);
  gboolean matches = FALSE;

  try_metadata (text);
  try_number (text);
  zb_tus_checksum_check (text, chunk, &matches);
  try_code (text);
  return 0;
}
