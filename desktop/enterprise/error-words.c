/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/error-words.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "client/error.h"
#include "exchange/error.h"

typedef struct {
  GQuark (*domain) (void);
  int code;
  const char *words;
  gboolean with_detail; /* the library's own sentence says which one */
} Words;

static const Words table[] = {
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_NETWORK,
     N_ ("The bureau’s server cannot be reached. Nothing is lost: drafts and signed reports are "
         "kept "
         "here and sent when it can be reached again."),
     FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_UNTRUSTED,
     N_ ("The server could not prove that it is the bureau’s, so nothing was sent to it."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
     N_ ("The passphrase is not right. Nothing was signed; try again."), FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_EXPIRED,
     N_ ("The certificate has expired. Ask the bureau for a new invitation."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_REVOKED,
     N_ ("The certificate was revoked. Ask the bureau for a new invitation."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_INVITATION,
     N_ ("The invitation cannot be used. Paste the whole text as the bureau handed it over, or ask "
         "for a new one."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_NOT_FOUND,
     N_ ("This is not here yet. Refresh while the server can be reached, then try again."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_EXISTS,
     N_ ("A report of this form and period is here already."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_REFUSED, N_ ("The bureau’s server refused this."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_ANSWER,
     N_ ("The server’s answer cannot be understood; nothing was changed."), TRUE},
    {g_io_error_quark, G_IO_ERROR_CANCELLED, N_ ("Cancelled. Everything is as it was."), FALSE},
};

char *
zb_error_words (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (!g_error_matches (error, table[i].domain (), table[i].code))
      continue;
    if (!table[i].with_detail)
      return g_strdup (_ (table[i].words));
    /* Translators: what happened, and the detail behind it. */
    return g_strdup_printf (_ ("%s (%s)"), _ (table[i].words), error->message);
  }
  return g_strdup (error->message);
}
