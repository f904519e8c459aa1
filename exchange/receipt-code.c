/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/receipt-code.h"

#include "exchange/digest.h"
#include "exchange/error.h"

#include <stdio.h>
#include <string.h>

#define HEAD "ZHIBAO"
#define VERSION "1"
#define N_PARTS 6
#define NUMBER_LENGTH 30 /* of zb_receipt_number() */

void
zb_receipt_code_free (ZbReceiptCode *code)
{
  g_free (code->node);
  g_free (code->number);
  g_free (code->container);
  g_free (code->body);
  g_free (code);
}

char *
zb_receipt_code_write (const ZbReceipt *receipt, const char *body)
{
  g_autofree char *container = g_ascii_strup (receipt->container, -1);
  g_autofree char *report = g_ascii_strup (body, -1);

  return g_strjoin (":", HEAD, VERSION, receipt->node, receipt->id, container, report, NULL);
}

static gboolean
malformed (GError **error, const char *why)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "this is not the code of a receipt: %s", why);
  return FALSE;
}

/* NULL unless @text is a digest in capital hex. (transfer full) */
static char *
read_digest (const char *text)
{
  g_autofree char *hex = g_ascii_strdown (text, -1);
  g_autofree char *again = g_ascii_strup (hex, -1);
  guint8 digest[ZB_DIGEST_SIZE];

  if (strcmp (text, again) != 0 || !zb_digest_from_hex (hex, digest))
    return NULL;
  return g_steal_pointer (&hex);
}

/* A node's code is printed and typed, so it is short and plain. */
static gboolean
is_node (const char *text)
{
  if (*text == '\0' || strlen (text) > 64)
    return FALSE;
  for (; *text; text++)
    if (!g_ascii_isalnum (*text) && strchr ("-._", *text) == NULL)
      return FALSE;
  return TRUE;
}

/* "", "-R2", "-R4-13" */
static gboolean
is_suffix (const char *text)
{
  return g_regex_match_simple ("^(-R[0-4](-[1-9][0-9]{0,5})?)?\\z", text, 0, 0);
}

/* The same number as the container's digest gives on that day. */
static gboolean
belongs (const char *number, const char *container)
{
  int year = 0, month = 0, day = 0;

  if (sscanf (number, "%4d%2d%2d", &year, &month, &day) != 3)
    return FALSE;
  g_autoptr (GDateTime) noon = g_date_time_new_utc (year, month, day, 4, 0, 0);
  g_autofree char *own =
      noon ? zb_receipt_number (container, g_date_time_to_unix (noon) * G_USEC_PER_SEC) : NULL;
  return own && strcmp (own, number) == 0;
}

static gboolean
check_number (const ZbReceiptCode *code, GError **error)
{
  g_autofree char *number = g_strndup (code->number, NUMBER_LENGTH);

  if (!zb_receipt_number_check (number) || !is_suffix (code->number + strlen (number)))
    return malformed (error, "its number is not that of a receipt");
  if (belongs (number, code->container))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "the code was tampered with: receipt %s is not about the report that it names",
               code->number);
  return FALSE;
}

static gboolean
read_parts (ZbReceiptCode *code, char *const *parts, GError **error)
{
  if (g_strv_length ((char **)parts) != N_PARTS || strcmp (parts[0], HEAD) != 0)
    return malformed (error, "it does not read ZHIBAO:1:node:number:container:report");
  if (strcmp (parts[1], VERSION) != 0)
    return malformed (error, "it is of a later version");
  if (!is_node (parts[2]))
    return malformed (error, "it names no node");
  code->node = g_strdup (parts[2]);
  code->number = g_strdup (parts[3]);
  code->container = read_digest (parts[4]);
  code->body = read_digest (parts[5]);
  if (!code->container || !code->body)
    return malformed (error, "a digest in it is not 64 signs of capital hex");
  return check_number (code, error);
}

ZbReceiptCode *
zb_receipt_code_read (const char *text, GError **error)
{
  g_autoptr (ZbReceiptCode) code = g_new0 (ZbReceiptCode, 1);

  if (strlen (text) > ZB_RECEIPT_CODE_MAX) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the code of a receipt has at most %d signs", ZB_RECEIPT_CODE_MAX);
    return NULL;
  }
  g_autofree char *bare = g_strstrip (g_strdup (text));
  g_auto (GStrv) parts = g_strsplit (bare, ":", N_PARTS + 1);
  return read_parts (code, parts, error) ? g_steal_pointer (&code) : NULL;
}

static gboolean
differs (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "the code is not of this receipt: %s differs", what);
  return FALSE;
}

gboolean
zb_receipt_code_fits (const ZbReceiptCode *code, const ZbReceipt *receipt, GError **error)
{
  if (strcmp (code->node, receipt->node) != 0)
    return differs (error, "the node");
  if (strcmp (code->number, receipt->id) != 0)
    return differs (error, "the number");
  if (strcmp (code->container, receipt->container) != 0)
    return differs (error, "the digest of the signed message");
  for (guint i = 0; i < receipt->payloads->len; i++)
    if (strcmp (code->body, receipt->payloads->pdata[i]) == 0)
      return TRUE;
  return differs (error, "the digest of the report");
}
