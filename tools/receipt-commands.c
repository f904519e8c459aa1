/* SPDX-License-Identifier: Apache-2.0 */
#include "client/error.h"
#include "client/sent.h"
#include "client/trust-keeper.h"
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/receipt-code.h"
#include "forms/signing-role.h"
#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/trust-file.h"
#include "tools/words.h"
#include "validators/finding-json.h"

#include <string.h>

#define MAX_FINDINGS (64 * 1024 * 1024)

/* Whom to believe: a trust bundle in a file, or an account, by what held when the receipt came. */
typedef struct {
  ZbTrust *trust;
  char *verifier;
} Belief;

static void
belief_clear (Belief *belief)
{
  g_clear_pointer (&belief->trust, zb_trust_unref);
  g_free (belief->verifier);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Belief, belief_clear)

static gboolean
believe_file (const char *path, gint64 at, Belief *belief, GError **error)
{
  g_autoptr (ZbSignedTrust) trust = zb_trust_file_read (path, error);
  const char *verifier = trust ? zb_trust_bundle_find_log (trust->bundle, at) : NULL;

  if (trust && !verifier)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("%s: it names no key that signed the log when the receipt came"), path);
  if (!verifier)
    return FALSE;
  belief->verifier = g_strdup (verifier);
  belief->trust = zb_trust_bundle_to_trust (trust->bundle, error);
  return belief->trust != NULL;
}

static gboolean
believe_account (const ZbCallLine *line, gint64 at, Belief *belief, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;

  return account &&
         zb_trust_keeper_believe (workspace, account, at, &belief->trust, &belief->verifier, error);
}

/* By what held when the receipt says that it came; that it did, its signatures then prove. */
static ZbEvidence *
verify (const ZbCallLine *line, GBytes *bytes, GBytes *container, GError **error)
{
  const char *file = zb_call_line_get (line, "trust");
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (bytes, error);
  g_auto (Belief) belief = {0};

  if (!receipt || !(file ? believe_file (file, receipt->received, &belief, error)
                         : believe_account (line, receipt->received, &belief, error)))
    return NULL;
  return zb_evidence_verify (bytes, container, belief.trust, belief.verifier,
                             zb_clock_now (&zb_clock_system), error);
}

static const char *
kind_text (ZbReceiptKind kind)
{
  switch (kind) {
  case ZB_RECEIPT_COMMITMENT:
    return _ ("R0 commitment");
  case ZB_RECEIPT_ARRIVAL:
    return _ ("R1 arrival");
  case ZB_RECEIPT_OUTCOME:
    return _ ("R2 outcome");
  case ZB_RECEIPT_DELIVERY:
    return _ ("R3 delivery");
  default:
    return _ ("R4 decision");
  }
}

static const char *
file_name_of (ZbReceiptKind kind)
{
  static const char *const names[] = {"R0", "R1", "R2", "R3", "R4"};

  return names[kind];
}

/* What evidence tells: @value for scripts; @shown, where it differs, for people. */
typedef struct {
  const char *key, *name, *value, *shown;
} Told;

static void
print_told (const ZbReceipt *receipt, const Told *told, gsize n, gboolean as_json)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  if (!as_json)
    g_print (_ ("Valid: %s %s\n"), kind_text (receipt->kind), receipt->id);
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "kind", file_name_of (receipt->kind));
  zb_json_writer_string (json, "id", receipt->id);
  for (gsize i = 0; i < n; i++)
    if (!as_json)
      zb_table_print_line (_ (told[i].name), told[i].shown ? told[i].shown : told[i].value);
    else if (told[i].value)
      zb_json_writer_string (json, told[i].key, told[i].value);
  if (as_json)
    zb_answer_print (g_steal_pointer (&json));
}

/* "张三 (preparer), 李四 (reviewer)"; NULL where the receipt names nobody. */
static char *
describe_signers (const ZbReceipt *receipt)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < receipt->signers->len; i++) {
    const ZbReceiptSigner *signer = receipt->signers->pdata[i];
    guint roles = 0;

    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "", signer->name);
    if (signer->roles && zb_signing_roles_parse (signer->roles, &roles, NULL)) {
      g_autofree char *words = zb_signing_roles_to_words (roles, zb_words_language ());
      g_string_append_printf (text, _ (" (%s)"), words);
    }
  }
  return g_string_free (text, text->len == 0);
}

static void
print_evidence (const ZbEvidence *evidence, gboolean as_json)
{
  const ZbReceipt *receipt = evidence->receipt;
  gint64 stamp = evidence->stamp.time;
  gboolean zh = g_str_has_prefix (zb_words_language (), "zh");
  g_autofree char *received = zb_time_format (receipt->received);
  g_autofree char *stamped = stamp != 0 ? zb_time_format (stamp) : NULL;
  g_autofree char *place =
      g_strdup_printf (_ ("leaf %lu of %lu in %s"), (gulong)evidence->index,
                       (gulong)evidence->checkpoint.size, evidence->checkpoint.origin);
  g_autofree char *leaf = g_strdup_printf ("%" G_GUINT64_FORMAT, evidence->index);
  g_autofree char *signers = describe_signers (receipt);
  const Told told[] = {
      {"node", N_ ("node"), receipt->node, NULL},
      {"sender", N_ ("sender"), receipt->sender, NULL},
      {"form", N_ ("form"), receipt->form, NULL},
      {"period", N_ ("period"), receipt->period, NULL},
      {"signed_by", N_ ("signed by"), signers, NULL},
      {"time", N_ ("time"), received, NULL},
      {"message", N_ ("message"), receipt->message_id, NULL},
      {"container", N_ ("container"), receipt->container, NULL},
      {"outcome", N_ ("outcome"), receipt->outcome, zb_state_words (receipt->outcome)},
      {"reason", N_ ("reason"), receipt->reason_text, NULL},
      {"decision", N_ ("decision"), receipt->action, zb_state_words (receipt->action)},
      {"decided-at", N_ ("decided at node"), receipt->decided_at, NULL},
      {"from", N_ ("known from node"), receipt->next, NULL},
      {"comment", N_ ("comment"), receipt->comment, NULL},
      {"leaf", N_ ("log"), leaf, place},
      {"stamped", N_ ("time stamp"), stamped, NULL},
      {"note", N_ ("note"), zh ? receipt->disclaimer_zh : receipt->disclaimer_en, NULL},
  };

  print_told (receipt, told, G_N_ELEMENTS (told), as_json);
}

/* --code: the evidence must be that of the printed report. */
static gboolean
fits_code (const ZbCallLine *line, const ZbEvidence *evidence, GError **error)
{
  const char *text = zb_call_line_get (line, "code");
  g_autoptr (ZbReceiptCode) code = text ? zb_receipt_code_read (text, error) : NULL;

  return !text || (code && zb_receipt_code_fits (code, evidence->receipt, error));
}

static int
receipt_verify (const ZbCallLine *line, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (line->words[0], error);
  g_autoptr (GBytes) container =
      bytes && line->n_words > 1 ? zb_place_read (line->words[1], error) : NULL;
  g_autoptr (ZbEvidence) evidence = NULL;

  if (!bytes || (line->n_words > 1 && !container))
    return ZB_EXIT_UNREADABLE;
  evidence = verify (line, bytes, container, error);
  if (evidence && !fits_code (line, evidence, error))
    g_clear_pointer (&evidence, zb_evidence_free);
  if (evidence)
    print_evidence (evidence, zb_call_line_has (line, "json"));
  return evidence ? ZB_EXIT_OK : ZB_EXIT_UNREADABLE;
}

static void
print_code (const ZbReceiptCode *code, gboolean as_json)
{
  const Told told[] = {
      {"node", N_ ("node"), code->node, NULL},
      {"receipt", N_ ("receipt"), code->number, NULL},
      {"container", N_ ("container"), code->container, NULL},
      {"report", N_ ("report"), code->body, NULL},
  };
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    if (as_json)
      zb_json_writer_string (json, told[i].key, told[i].value);
    else
      zb_table_print_line (_ (told[i].name), told[i].value);
  if (as_json)
    zb_answer_print (g_steal_pointer (&json));
}

/* What a scanner read off a printed report. It is only said to be whole: that the bureau gave the
 * receipt, its evidence proves. */
static int
receipt_qr (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbReceiptCode) code = zb_receipt_code_read (line->words[0], error);
  gboolean json = zb_call_line_has (line, "json");

  if (!code)
    return ZB_EXIT_UNREADABLE;
  if (!json)
    g_print ("%s\n", _ ("The code is whole: receipt and report belong together."));
  print_code (code, json);
  if (!json)
    g_print ("%s\n", _ ("That the bureau gave this receipt is proven by its evidence:\n"
                        "  zhibao receipt verify EVIDENCE --code=TEXT"));
  return ZB_EXIT_OK;
}

/* Container and evidence of one message as files that anyone can verify. */
static int
receipt_export (const ZbCallLine *line, GError **error)
{
  const char *folder = zb_call_line_get (line, "output");
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (GBytes) container =
      workspace ? zb_sent_read_container (workspace, line->words[0], error) : NULL;
  g_autoptr (GPtrArray) evidence =
      container ? zb_sent_list_evidence (workspace, line->words[0], error) : NULL;
  g_autoptr (GPtrArray) receipts =
      evidence ? zb_sent_list_receipts (workspace, line->words[0], error) : NULL;
  g_autofree char *path = g_strdup_printf ("%s/%s.asice", folder ? folder : ".", line->words[0]);

  if (!receipts || !zb_place_write (path, container, error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", path);
  for (guint i = 0; i < evidence->len; i++) {
    const ZbReceipt *receipt = receipts->pdata[i];
    g_autofree char *name = g_strdup_printf ("%s/%s-%u-%s.evidence", folder ? folder : ".",
                                             line->words[0], i + 1, file_name_of (receipt->kind));

    if (!zb_place_write (name, evidence->pdata[i], error))
      return ZB_EXIT_FAILED;
    g_print ("%s\n", name);
  }
  return ZB_EXIT_OK;
}

/* The list that the receipt's digest is of, from the node. NULL with an error. */
static char *
fetch_findings (const ZbCallLine *line, const ZbReceipt *receipt, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/%s/%s/findings", receipt->sender, receipt->message_id);
  gsize length = 0;

  if (!zb_linked_open (line, &linked, error))
    return NULL;
  g_autoptr (GBytes) bytes = zb_session_get_bytes (linked.session, path, error);
  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *digest = zb_digest_hex_of_bytes (bytes);
  if (strcmp (digest, receipt->findings_digest) == 0)
    return g_strndup (text ? text : "", length);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s",
               _ ("the server's list is not the one that the receipt was given for"));
  return NULL;
}

static const ZbReceipt *
find_outcome (const GPtrArray *receipts, const char *message, GError **error)
{
  for (guint i = 0; receipts && i < receipts->len; i++)
    if (((const ZbReceipt *)receipts->pdata[i])->kind == ZB_RECEIPT_OUTCOME)
      return receipts->pdata[i];
  if (receipts)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("there is no outcome of %s yet"), message);
  return NULL;
}

static gboolean
print_list (const char *text, GError **error)
{
  g_autoptr (ZbJson) list = zb_json_read ("findings", text, strlen (text), MAX_FINDINGS, error);

  for (guint i = 0; i < zb_json_length (list); i++) {
    g_autoptr (ZbFinding) finding = zb_finding_read_json (zb_json_at (list, i), error);
    g_autofree char *words = finding ? zb_finding_to_line (finding, zb_words_language ()) : NULL;

    if (!words)
      return FALSE;
    g_print ("%s\n", words);
  }
  return list != NULL;
}

/* What the bureau's check found. An R2 that would be too long holds the beginning of it; the whole
 * list is then asked for, and held against the receipt. */
static int
receipt_findings (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (GPtrArray) receipts =
      workspace ? zb_sent_list_receipts (workspace, line->words[0], error) : NULL;
  const ZbReceipt *outcome = find_outcome (receipts, line->words[0], error);
  g_autofree char *text = NULL;

  if (!outcome)
    return ZB_EXIT_FAILED;
  g_clear_pointer (&workspace, zb_workspace_free);
  text = outcome->findings_digest ? fetch_findings (line, outcome, error)
                                  : g_strdup (outcome->findings ? outcome->findings : "[]");
  if (!text)
    return ZB_EXIT_FAILED;
  if (!zb_call_line_has (line, "json"))
    return print_list (text, error) ? ZB_EXIT_OK : ZB_EXIT_UNREADABLE;
  g_print ("%s\n", text);
  return ZB_EXIT_OK;
}

static const ZbOption verify_options[] = {
    {"trust", "FILE",
     N_ ("a trust bundle: of \"zhibao trust export\", or what GET /v1/trust answers (else the "
         "account's)")},
    {"code", "TEXT",
     N_ ("what the square code of a printed report says: it must be of this receipt")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL}};
static const ZbOption export_options[] = {{"output", "DIR", N_ ("write the files here (-o DIR)")},
                                          {NULL, NULL, NULL}};

const ZbCommand zb_receipt_commands[] = {
    {"receipt", "verify", "EVIDENCE [CONTAINER]",
     N_ ("verify evidence offline: receipt, log place, signatures"), 1, 2, verify_options,
     receipt_verify},
    {"receipt", "export", "MESSAGE", N_ ("write a message and its evidence to files"), 1, 1,
     export_options, receipt_export},
    {"receipt", "qr", "TEXT", N_ ("read what the square code of a printed report says"), 1, 1,
     zb_json_only, receipt_qr},
    {"receipt", "findings", "MESSAGE", N_ ("all that the bureau's check found in a message"), 1, 1,
     zb_json_only, receipt_findings},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
