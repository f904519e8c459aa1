/* SPDX-License-Identifier: Apache-2.0 */
#include "client/final-paper.h"

#include "client/cosigning.h"
#include "client/draft.h"
#include "client/error.h"
#include "client/seal-picture.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/receipt-code.h"
#include "paper/print/pdf.h"
#include "paper/print/seal.h"
#include "tests/client/scratch-client.h"

#include <string.h>

/* What pdftotext and zbarimg make of the pages: read as any receiver of the paper would. */

static char *
put (ZbScratchClient *client)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, "2024-06", "193160");

  return zb_scratch_client_put (client, report, 2);
}

static void
file (ZbScratchClient *client, const char *id, ZbReceiptKind kind, const char *word)
{
  g_autoptr (GBytes) evidence = zb_scratch_client_evidence (client, id, kind, word);
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (client->workspace, id, evidence, &error);
  g_assert_no_error (error);
}

static ZbPaper *
read_paper (ZbScratchClient *client, const char *id, const char *language)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) papers =
      zb_final_paper_read (client->workspace, client->account, id, NULL, language, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (papers->len, ==, 1);
  return g_ptr_array_steal_index (papers, 0);
}

/* The value of a field of the proof; NULL where there is none of that label. */
static const char *
get_field (const ZbPaper *paper, const char *label)
{
  for (guint i = 0; i < paper->proof->fields->len; i++) {
    const ZbPaperField *field = &g_array_index (paper->proof->fields, ZbPaperField, i);

    if (strcmp (field->label, label) == 0)
      return field->value;
  }
  return NULL;
}

static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

/* Writes the paper and gives the path of a picture of its pages below each other, of @dots an
 * inch. */
static char *
print (ZbScratchClient *client, const ZbPaper *paper, const char *dots)
{
  g_autofree char *pdf = zb_temp_dir_path (client->dir, "final.pdf");
  g_autofree char *stem = zb_temp_dir_path (client->dir, "page");
  const char *argv[] = {"sh", "-c", "pdftoppm -r $1 -png $2 $3 && convert $3-*.png -append $3.png",
                        "sh", dots, pdf,
                        stem, NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_paper_to_pdf (paper, &error);

  g_assert_no_error (error);
  g_file_set_contents (pdf, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
  g_free (run (argv));
  return g_strconcat (stem, ".png", NULL);
}

static void
test_says_who_signed_what (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client);
  g_autoptr (ZbPaper) paper = read_paper (client, id, "en");
  const char *digest = get_field (paper, "SHA-256 of the report");

  g_assert_null (paper->watermark);
  g_assert_cmpuint (strlen (digest), ==, 64);
  g_assert_true (g_str_has_prefix (get_field (paper, "Signed by"), "author (" ZB_TEST_UNIT ")"));
  g_assert_cmpstr (get_field (paper, "State"), ==, "Signed, not receipted yet");
  g_assert_null (get_field (paper, "Receipt"));
  g_assert_null (paper->proof->code);
}

/* Each signer with his role, in the order in which they signed. */
static void
test_names_all_signers (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};
  guint missing = 0;

  g_ptr_array_add (reports, zb_scratch_client_report (client, "2024-06", "193160"));
  zb_cosign_seal (client->workspace, client->account, reports, signer, ZB_SIGNING_PREPARER, 2,
                  &sealed, &missing, &error);
  g_assert_no_error (error);
  zb_cosign_sign (client->workspace, client->account, sealed.message_id, signer, 0, &missing,
                  &error);
  g_assert_no_error (error);
  g_assert_cmpuint (missing, ==, 0);
  g_autoptr (ZbPaper) paper = read_paper (client, sealed.message_id, "zh");
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < paper->proof->fields->len; i++) {
    const ZbPaperField *field = &g_array_index (paper->proof->fields, ZbPaperField, i);

    if (strcmp (field->label, "电子签名") == 0)
      g_string_append_printf (text, "%.*s|", (int)(strstr (field->value, "    20") - field->value),
                              field->value);
  }
  g_assert_cmpstr (text->str, ==,
                   "author（" ZB_TEST_UNIT "）    填表人|author（" ZB_TEST_UNIT
                   "）    审核人、单位负责人|");
  zb_sealed_clear (&sealed);
}

static void
test_names_receipt_and_acceptance (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client);

  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autoptr (ZbPaper) received = read_paper (client, id, "zh");
  g_assert_cmpstr (get_field (received, "报送状态"), ==, "已收到");
  file (client, id, ZB_RECEIPT_OUTCOME, "valid");
  file (client, id, ZB_RECEIPT_DECISION, "accept");
  g_autoptr (ZbPaper) accepted = read_paper (client, id, "zh");
  g_assert_cmpstr (get_field (accepted, "报送状态"), ==, "已验收");
  g_assert_nonnull (get_field (accepted, "回执编号"));
  g_assert_nonnull (get_field (accepted, "验收编号"));
}

/* The square code is read off the page as a telephone reads it, and fits the receipt. */
static void
test_code_is_read_off_the_page (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client);
  g_autoptr (GError) error = NULL;

  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  file (client, id, ZB_RECEIPT_OUTCOME, "valid");
  g_autoptr (ZbPaper) paper = read_paper (client, id, "zh");
  g_autofree char *page = print (client, paper, "200");
  const char *argv[] = {"zbarimg", "--nodbus", "--raw", "--quiet", page, NULL};
  g_autofree char *text = run (argv);
  g_assert_cmpstr (g_strchomp (text), ==, paper->proof->code);
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (code->body, ==, get_field (paper, "报表摘要 SHA-256"));
  g_autoptr (GPtrArray) receipts = zb_sent_list_receipts (client->workspace, id, &error);
  g_assert_true (zb_receipt_code_fits (code, receipts->pdata[1], &error));
  g_assert_no_error (error);
}

/* A red PNG; with @broken its end is missing. */
static GBytes *
make_seal (ZbScratchClient *client, const char *size, gboolean broken)
{
  g_autofree char *path = zb_temp_dir_path (client->dir, "seal.png");
  const char *argv[] = {"convert", "-size", size, "xc:#d00000", path, NULL};
  char *bytes = NULL;
  gsize length = 0;

  g_free (run (argv));
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_bytes_new_take (bytes, broken ? length / 2 : length);
}

static void
check_seal (ZbScratchClient *client, const char *size, gboolean broken, const char *words)
{
  g_autoptr (GBytes) png = make_seal (client, size, broken);
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_seal_check (png, &error) == (words == NULL));
  if (words == NULL)
    return;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  if (!strstr (error->message, words))
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_seal_holds_its_limits (ZbScratchClient *client, gconstpointer data)
{
  check_seal (client, "64x64", FALSE, NULL);
  check_seal (client, "63x64", FALSE, "fewer than 64");
  check_seal (client, "2048x64", FALSE, NULL);
  check_seal (client, "64x2049", FALSE, "more than 2048");
  check_seal (client, "200x200", TRUE, "damaged");

  g_autofree char *zeros = g_malloc0 (ZB_SEAL_MAX_BYTES + 1);
  g_autoptr (GBytes) most = g_bytes_new (zeros, ZB_SEAL_MAX_BYTES);
  g_autoptr (GBytes) more = g_bytes_new (zeros, ZB_SEAL_MAX_BYTES + 1);
  g_autoptr (GError) no_png = NULL, too_large = NULL;
  g_assert_false (zb_seal_check (most, &no_png));
  g_assert_nonnull (strstr (no_png->message, "not a PNG"));
  g_assert_false (zb_seal_check (more, &too_large));
  g_assert_nonnull (strstr (too_large->message, "more than 1 MiB"));
}

/* Whether some dot of the picture is as red as the seal. */
static gboolean
has_red (const char *picture)
{
  const char *argv[] = {"convert", picture,   "-fuzz",   "10%",    "-fill", "black",
                        "+opaque", "#d00000", "-format", "%[max]", "info:", NULL};
  g_autofree char *most = run (argv);

  return strcmp (g_strchomp (most), "0") != 0;
}

static void
test_seal_stands_on_what_was_signed (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = make_seal (client, "200x200", FALSE);

  g_autoptr (ZbPaper) plain = read_paper (client, id, "zh");
  g_autofree char *before = print (client, plain, "50");
  g_assert_false (has_red (before));
  zb_seal_picture_set (client->workspace, client->account, png, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPaper) sealed = read_paper (client, id, "zh");
  g_autofree char *after = print (client, sealed, "50");
  g_assert_true (has_red (after));
  zb_seal_picture_set (client->workspace, client->account, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPaper) again = read_paper (client, id, "zh");
  g_assert_null (again->proof->seal);
}

static void
test_draft_is_marked (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, "2024-06", "1");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_draft_paper_read (client->workspace, client->account, ZB_SCRATCH_FORM,
                                      "2024-06", "zh", &error));
  g_assert_no_error (error);
  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPaper) paper = zb_draft_paper_read (client->workspace, client->account,
                                                   ZB_SCRATCH_FORM, "2024-06", "zh", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (paper->watermark, ==, "草稿");
  g_assert_null (paper->proof);
}

/* What lies in the store and is not what was signed is not printed as if it were. */
static void
test_refuses_changed_bytes (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = put (client);
  g_autoptr (GError) error = NULL;

  zb_scratch_client_execute (
      client, "update message set container = cast(replace(cast(container as text), '193160', "
              "'193161') as blob)");
  g_assert_null (zb_final_paper_read (client->workspace, client->account, id, NULL, "zh", &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == ZB_EXCHANGE_ERROR);
}

static void
test_finds_the_newest_version (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      zb_final_paper_find (client->workspace, client->account, ZB_SCRATCH_FORM, "2024-06", &error));
  g_assert_no_error (error);
  g_autofree char *first = put (client);
  client->now += G_TIME_SPAN_SECOND;
  g_autofree char *second = put (client);
  g_autofree char *found =
      zb_final_paper_find (client->workspace, client->account, ZB_SCRATCH_FORM, "2024-06", &error);
  g_assert_cmpstr (found, ==, second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/client/final-paper/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, test,  \
              zb_scratch_client_tear_down)
  ADD ("says-who-signed-what", test_says_who_signed_what);
  ADD ("names-all-signers", test_names_all_signers);
  ADD ("names-receipt-and-acceptance", test_names_receipt_and_acceptance);
  ADD ("code-is-read-off-the-page", test_code_is_read_off_the_page);
  ADD ("seal-holds-its-limits", test_seal_holds_its_limits);
  ADD ("seal-stands-on-what-was-signed", test_seal_stands_on_what_was_signed);
  ADD ("draft-is-marked", test_draft_is_marked);
  ADD ("refuses-changed-bytes", test_refuses_changed_bytes);
  ADD ("finds-the-newest-version", test_finds_the_newest_version);
  return g_test_run ();
}
