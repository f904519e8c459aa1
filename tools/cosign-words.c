/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/cosign-words.h"

#include "client/sent.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

static char *
describe_roles (const char *text)
{
  guint roles = 0;

  if (!*text || !zb_signing_roles_parse (text, &roles, NULL))
    return g_strdup (_ ("all roles"));
  return zb_signing_roles_to_words (roles, zb_words_language ());
}

char *
zb_cosign_words_signers (const ZbCosign *cosign)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cosign->signers->len; i++) {
    const ZbCosigner *signer = cosign->signers->pdata[i];
    g_autofree char *roles = describe_roles (signer->roles);

    g_string_append (text, i > 0 ? _ (", ") : "");
    g_string_append_printf (text, _ ("%s (%s)"), signer->name, roles);
  }
  return g_string_free (text, FALSE);
}

const char *
zb_cosign_words_state (const ZbCosign *cosign)
{
  if (cosign->taken_back_by)
    return _ ("void: taken back");
  if (cosign->voided)
    return _ ("void: changed since");
  if (cosign->remark)
    return _ ("given back");
  return cosign->mine ? _ ("waits for you") : _ ("waits for others");
}

void
zb_cosign_words_print (const ZbCosign *cosign)
{
  g_autofree char *missing = zb_signing_roles_to_words (cosign->missing, zb_words_language ());

  zb_table_print_line (_ ("form"), cosign->form);
  zb_table_print_line (_ ("period"), cosign->period);
  zb_table_print_line (_ ("message"), cosign->message);
  for (guint i = 0; i < cosign->signers->len; i++) {
    const ZbCosigner *signer = cosign->signers->pdata[i];
    g_autofree char *roles = describe_roles (signer->roles);
    g_autofree char *time = zb_state_time (signer->time);
    g_autofree char *words = g_strdup_printf (_ ("%s (%s), %s"), signer->name, roles, time);

    zb_table_print_line (_ ("signed by"), words);
  }
  zb_table_print_line (_ ("still to sign"), missing);
  zb_table_print_line (_ ("state"), zb_cosign_words_state (cosign));
  if (cosign->taken_back_by)
    zb_table_print_line (_ ("taken back by"), cosign->taken_back_by);
  if (cosign->remark) {
    g_autofree char *remark = g_strdup_printf (_ ("%s (%s)"), cosign->remark, cosign->remark_by);
    zb_table_print_line (_ ("remark"), remark);
  }
}

gboolean
zb_cosign_words_roles (const ZbCallLine *line, guint *ret_roles, GError **error)
{
  const char *option = zb_call_line_get (line, "role");

  *ret_roles = 0;
  if (!option)
    return TRUE;
  g_autofree char *text = g_strdelimit (g_strdup (option), ",", ' ');
  return zb_signing_roles_parse (text, ret_roles, error);
}

void
zb_cosign_words_tell (const char *message, guint missing)
{
  g_autofree char *words = zb_signing_roles_to_words (missing, zb_words_language ());

  if (missing == 0)
    g_print (_ ("Signed as message %s; it waits in the outbox.\n"), message);
  else
    g_print (_ ("Signed as message %s. Still to sign: %s. Hand it on with “zhibao cosign push” or "
                "“zhibao cosign export”.\n"),
             message, words);
}

/* The container as it is now, waiting or in the outbox. */
static gboolean
write_output (const ZbCallLine *line,
              ZbWorkspace *workspace,
              const ZbAccount *account,
              const char *message,
              guint missing,
              GError **error)
{
  const char *output = zb_call_line_get (line, "output");

  if (!output)
    return TRUE;
  g_autoptr (GBytes) bytes = missing ? zb_cosign_get_container (workspace, account, message, error)
                                     : zb_sent_read_container (workspace, message, error);
  return bytes && zb_place_write (output, bytes, error);
}

int
zb_cosign_words_sign (const ZbCallLine *line,
                      ZbWorkspace *workspace,
                      const ZbAccount *account,
                      const ZbCosign *cosign,
                      guint wanted,
                      GError **error)
{
  g_autofree char *passphrase =
      zb_place_passphrase (line, _ ("Passphrase of the signing key"), error);
  g_autoptr (ZbSigner) signer =
      passphrase ? zb_account_open_signer (account, passphrase, error) : NULL;
  guint missing = 0;

  if (!signer ||
      !zb_cosign_sign (workspace, account, cosign->message, signer, wanted, &missing, error) ||
      !write_output (line, workspace, account, cosign->message, missing, error))
    return ZB_EXIT_FAILED;
  zb_cosign_words_tell (cosign->message, missing);
  return ZB_EXIT_OK;
}
