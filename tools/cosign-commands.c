/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosign-box.h"
#include "client/cosigning.h"
#include "client/library.h"
#include "tools/answer.h"
#include "tools/cosign-words.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* Reports that several people sign: what waits here, how it goes on to the next, and back. */

static void
write_signers (ZbJsonWriter *json, const ZbCosign *cosign)
{
  zb_json_writer_begin_array (json, "signers");
  for (guint i = 0; i < cosign->signers->len; i++) {
    const ZbCosigner *signer = cosign->signers->pdata[i];
    g_autofree char *time = zb_time_format (signer->time);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "name", signer->name);
    zb_json_writer_string (json, "roles", signer->roles);
    zb_json_writer_string (json, "time", time);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
print_json (const ZbCosign *cosign)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  g_autofree char *missing = zb_signing_roles_to_text (cosign->missing);
  g_autofree char *mine = zb_signing_roles_to_text (cosign->mine);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", cosign->message);
  zb_json_writer_string (json, "form", cosign->form);
  zb_json_writer_string (json, "period", cosign->period);
  zb_json_writer_string (json, "state",
                         cosign->voided   ? "void"
                         : cosign->remark ? "returned"
                                          : "waiting");
  zb_json_writer_string (json, "missing", missing);
  zb_json_writer_string (json, "mine", mine);
  write_signers (json, cosign);
  zb_json_writer_string (json, "remark", cosign->remark);
  zb_json_writer_string (json, "remark_by", cosign->remark_by);
  zb_json_writer_string (json, "taken_back_by", cosign->taken_back_by);
  zb_json_writer_end_object (json);
  zb_answer_print (json);
}

static void
add_row (ZbTable *table, const ZbCosign *cosign)
{
  g_autofree char *missing = zb_signing_roles_to_words (cosign->missing, zb_words_language ());
  g_autofree char *signers = zb_cosign_words_signers (cosign);

  zb_table_add (table, cosign->form, cosign->period, cosign->message, signers, missing,
                zb_cosign_words_state (cosign),
                cosign->remark          ? cosign->remark
                : cosign->taken_back_by ? cosign->taken_back_by
                                        : "",
                NULL);
}

static int
cosign_list (const ZbCallLine *line, GError **error)
{
  gboolean offline = zb_call_line_has (line, "offline");
  gboolean json = zb_call_line_has (line, "json");
  const char *heads[] = {_ ("Form"),          _ ("Period"), _ ("Message"), _ ("Signed by"),
                         _ ("Still to sign"), _ ("State"),  _ ("Remark"),  NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error) ||
      (!offline && !zb_cosign_box_sync (linked.workspace, linked.account, linked.session, error)))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) list = zb_cosign_list (linked.workspace, linked.account, error);
  if (!list)
    return ZB_EXIT_FAILED;
  for (guint i = 0; i < list->len; i++)
    if (json)
      print_json (list->pdata[i]);
    else
      add_row (table, list->pdata[i]);
  if (!json && list->len == 0)
    g_print ("%s\n", _ ("Nothing waits for a signature."));
  else if (!json)
    zb_table_print (table);
  return ZB_EXIT_OK;
}

/* What a file holds, or what is here under its number. */
static ZbCosign *
find (const ZbCallLine *line, ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  const char *word = line->words[0];

  if (!g_file_test (word, G_FILE_TEST_EXISTS))
    return zb_cosign_get (workspace, account, word, error);
  g_autoptr (GBytes) bytes = zb_place_read (word, error);
  return bytes ? zb_cosign_keep (workspace, account, word, bytes, error) : NULL;
}

static int
cosign_show (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (ZbCosign) cosign = account ? find (line, workspace, account, error) : NULL;

  if (!cosign)
    return ZB_EXIT_UNREADABLE;
  if (zb_call_line_has (line, "json"))
    print_json (cosign);
  else
    zb_cosign_words_print (cosign);
  return ZB_EXIT_OK;
}

static int
cosign_sign (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (ZbCosign) cosign = account ? find (line, workspace, account, error) : NULL;
  guint wanted = 0;

  if (!cosign)
    return ZB_EXIT_UNREADABLE;
  if (!zb_cosign_words_roles (line, &wanted, error))
    return ZB_EXIT_USAGE;
  return zb_cosign_words_sign (line, workspace, account, cosign, wanted, error);
}

static int
cosign_export (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (GBytes) bytes =
      account ? zb_cosign_get_container (workspace, account, line->words[0], error) : NULL;
  g_autofree char *usual = g_strconcat (line->words[0], ".asice", NULL);
  const char *output = zb_call_line_get (line, "output");

  if (!bytes || !zb_place_write (output ? output : usual, bytes, error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", output ? output : usual);
  return ZB_EXIT_OK;
}

static int
cosign_fetch (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error) ||
      !zb_library_sync (linked.workspace, linked.account, linked.session, NULL, error) ||
      !zb_cosign_box_sync (linked.workspace, linked.account, linked.session, error))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) list = zb_cosign_list (linked.workspace, linked.account, error);
  guint mine = 0;
  for (guint i = 0; list && i < list->len; i++) {
    const ZbCosign *cosign = list->pdata[i];
    mine += !cosign->voided && !cosign->remark && cosign->mine != 0;
  }
  if (list)
    g_print (ngettext ("%u report waits for your signature.\n",
                       "%u reports wait for your signature.\n", mine),
             mine);
  return list ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static int
cosign_push (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error) ||
      !zb_cosign_box_put (linked.workspace, linked.account, linked.session, line->words[0], error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", _ ("Left at the bureau for the next signer, who finds it with “zhibao cosign "
                      "fetch”."));
  return ZB_EXIT_OK;
}

static int
cosign_return (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error) ||
      !zb_cosign_box_return (linked.workspace, linked.account, linked.session, line->words[0],
                             line->words[1], error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", _ ("Given back with your remark to who signed before."));
  return ZB_EXIT_OK;
}

static int
cosign_take_back (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  GError *failure = NULL;

  if (!zb_linked_open (line, &linked, error) ||
      !zb_cosign_take_back (linked.workspace, linked.account, line->words[0], error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", _ ("It is a draft again, and the signatures on it are void."));
  if (zb_cosign_box_end (linked.account, linked.session, line->words[0], &failure))
    return ZB_EXIT_OK;
  g_printerr (_ ("It could not be taken out of the bureau's box: %s\n"), failure->message);
  g_error_free (failure);
  return ZB_EXIT_OK;
}

static const ZbOption list_options[] = {
    {"offline", NULL, N_ ("what is known here, without asking the server")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};
static const ZbOption sign_options[] = {
    {"role", "ROLES", N_ ("in which roles: preparer,reviewer,legal-signer (all that you hold)")},
    {"output", "FILE", N_ ("also write the container to this file (-o FILE)")},
    {"passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")},
    {NULL, NULL, NULL},
};
static const ZbOption export_options[] = {
    {"output", "FILE", N_ ("write to this file (-o FILE)")},
    {NULL, NULL, NULL},
};
static const ZbOption no_options[] = {{NULL, NULL, NULL}};

const ZbCommand zb_cosign_commands[] = {
    {"cosign", "list", "", N_ ("reports that wait for signatures, here and at the bureau"), 0, 0,
     list_options, cosign_list},
    {"cosign", "show", "FILE|MESSAGE", N_ ("who has signed a report, and who must still"), 1, 1,
     zb_json_only, cosign_show},
    {"cosign", "sign", "FILE|MESSAGE",
     N_ ("sign after others; the last signature puts the report into the outbox"), 1, 1,
     sign_options, cosign_sign},
    {"cosign", "export", "MESSAGE", N_ ("write a partly signed report to a file"), 1, 1,
     export_options, cosign_export},
    {"cosign", "push", "MESSAGE", N_ ("leave a partly signed report at the bureau for the next"), 1,
     1, no_options, cosign_push},
    {"cosign", "fetch", "", N_ ("fetch what others have signed"), 0, 0, no_options, cosign_fetch},
    {"cosign", "return", "MESSAGE REMARK", N_ ("give a report back instead of signing it"), 2, 2,
     no_options, cosign_return},
    {"cosign", "take-back", "MESSAGE", N_ ("change a report after all; its signatures are void"), 1,
     1, no_options, cosign_take_back},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
