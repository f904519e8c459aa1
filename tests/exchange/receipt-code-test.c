/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/receipt-code.h"

#include "exchange/error.h"

#include <string.h>

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define CAPITAL "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
#define OTHER "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
#define NUMBER "20240705-Q9W1-DFWF-077Y-MGA1-M"
#define CODE "ZHIBAO:1:350200:" NUMBER "-R2:" CAPITAL ":" OTHER

static ZbReceipt *
make_receipt (void)
{
  ZbReceipt *receipt = zb_receipt_new (ZB_RECEIPT_OUTCOME);

  receipt->node = g_strdup ("350200");
  receipt->id = g_strdup (NUMBER "-R2");
  receipt->container = g_strdup (HEX);
  g_ptr_array_add (receipt->payloads, g_strdup (HEX));
  g_ptr_array_add (receipt->payloads, g_ascii_strdown (OTHER, -1));
  return receipt;
}

static void
test_comes_back_as_written (void)
{
  g_autoptr (ZbReceipt) receipt = make_receipt ();
  g_autofree char *text = zb_receipt_code_write (receipt, receipt->payloads->pdata[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, CODE);
  g_assert_cmpstr (code->node, ==, "350200");
  g_assert_cmpstr (code->number, ==, NUMBER "-R2");
  g_assert_cmpstr (code->container, ==, HEX);
  g_assert_true (zb_receipt_code_fits (code, receipt, &error));
  g_assert_no_error (error);
}

static void
check_refused (const char *text, ZbExchangeError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_receipt_code_read (text, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (!strstr (error->message, words))
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_refuses_what_is_no_code (void)
{
  check_refused ("", ZB_EXCHANGE_ERROR_MALFORMED, "ZHIBAO:1:");
  check_refused ("https://example.org/", ZB_EXCHANGE_ERROR_MALFORMED, "ZHIBAO:1:");
  check_refused (CODE ":X", ZB_EXCHANGE_ERROR_MALFORMED, "ZHIBAO:1:");
  check_refused ("ZHIBAO:2:350200:" NUMBER ":" CAPITAL ":" OTHER, ZB_EXCHANGE_ERROR_MALFORMED,
                 "later version");
  check_refused ("ZHIBAO:1::" NUMBER ":" CAPITAL ":" OTHER, ZB_EXCHANGE_ERROR_MALFORMED, "no node");
  check_refused ("ZHIBAO:1:3502 00:" NUMBER ":" CAPITAL ":" OTHER, ZB_EXCHANGE_ERROR_MALFORMED,
                 "no node");
  check_refused ("ZHIBAO:1:350200:" NUMBER ":" HEX ":" OTHER, ZB_EXCHANGE_ERROR_MALFORMED,
                 "a digest");
  check_refused ("ZHIBAO:1:350200:" NUMBER "-R9:" CAPITAL ":" OTHER, ZB_EXCHANGE_ERROR_MALFORMED,
                 "its number");
}

/* One wrong sign of the number or of the digest is noticed without anything else. */
static void
test_notices_what_was_changed (void)
{
  check_refused ("ZHIBAO:1:350200:20240706-Q9W1-DFWF-077Y-MGA1-M:" CAPITAL ":" OTHER,
                 ZB_EXCHANGE_ERROR_MALFORMED, "its number");
  check_refused ("ZHIBAO:1:350200:" NUMBER ":" OTHER ":" OTHER, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "tampered with");
}

static void
test_holds_its_limit (void)
{
  g_autofree char *blanks = g_strnfill (ZB_RECEIPT_CODE_MAX - strlen (CODE), ' ');
  g_autofree char *longest = g_strconcat (CODE, blanks, NULL);
  g_autofree char *too_long = g_strconcat (longest, " ", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (longest, &error);

  g_assert_no_error (error);
  g_assert_nonnull (code);
  check_refused (too_long, ZB_EXCHANGE_ERROR_TOO_LARGE, "512");
}

static void
check_differs (const ZbReceiptCode *code, const ZbReceipt *receipt, const char *what)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_receipt_code_fits (code, receipt, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_nonnull (strstr (error->message, what));
}

static void
test_tells_other_receipts_apart (void)
{
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (CODE, NULL);
  g_autoptr (ZbReceipt) receipt = make_receipt ();

  g_ptr_array_remove_index (receipt->payloads, 1);
  check_differs (code, receipt, "the digest of the report");
  receipt->container[0] = 'c';
  check_differs (code, receipt, "the digest of the signed message");
  receipt->id[0] = '3';
  check_differs (code, receipt, "the number");
  receipt->node[0] = '1';
  check_differs (code, receipt, "the node");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/receipt-code/comes-back-as-written", test_comes_back_as_written);
  g_test_add_func ("/exchange/receipt-code/refuses-what-is-no-code", test_refuses_what_is_no_code);
  g_test_add_func ("/exchange/receipt-code/notices-what-was-changed",
                   test_notices_what_was_changed);
  g_test_add_func ("/exchange/receipt-code/holds-its-limit", test_holds_its_limit);
  g_test_add_func ("/exchange/receipt-code/tells-other-receipts-apart",
                   test_tells_other_receipts_apart);
  return g_test_run ();
}
