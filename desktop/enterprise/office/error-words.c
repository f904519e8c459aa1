/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/error-words.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "client/error.h"
#include "desktop/enterprise/office/problem-words.h"
#include "desktop/widgets/grid-error.h"
#include "exchange/error.h"
#include "formats/error.h"
#include "forms/error.h"
#include "storage/error.h"

typedef struct {
  GQuark (*domain) (void);
  int code;
  const char *words;
  gboolean with_detail; /* the library's own sentence says which one */
} Words;

#define GONE N_ ("The file or folder is not there, or not any more.")
#define BARRED N_ ("This file or folder may not be read or written. Choose another place.")
#define NO_ROOM N_ ("The disk is full. Make room, then try again.")

static const Words table[] = {
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_NETWORK,
     N_ ("The bureau’s server cannot be reached. Nothing is lost: drafts and signed reports are "
         "kept here and sent when it can be reached again."),
     FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_UNTRUSTED,
     N_ ("The server could not prove that it is the bureau’s, so nothing was sent to it."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
     N_ ("The passphrase is not right. Nothing was signed; try again."), FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_LAST_TRY,
     N_ ("The PIN is not right. One try is left: another wrong PIN locks the token."), FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_TOKEN_LOCKED,
     N_ ("The token is locked after too many wrong PINs. Whoever issued it can unlock it; nothing "
         "was signed, and the draft is kept."),
     FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_NO_TOKEN,
     N_ ("The token with the signing key is not plugged in. Plug it in and try again."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_EXPIRED,
     N_ ("The certificate has expired. Ask the bureau for a new invitation."), FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_NOT_YET_VALID,
     N_ ("The certificate is not valid yet. Look at this computer’s clock."), FALSE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_REVOKED,
     N_ ("The certificate was revoked. Ask the bureau for a new invitation."), FALSE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_INVITATION,
     N_ ("The invitation cannot be used. Paste the whole text as the bureau handed it over, or ask "
         "for a new one."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_NOT_FOUND,
     N_ ("This is not here yet. Refresh while the server can be reached, then try again."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_EXISTS,
     N_ ("A report of this form and period is here already."), FALSE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_REFUSED, N_ ("The bureau’s server refused this."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_ANSWER,
     N_ ("The server’s answer cannot be understood; nothing was changed."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_CHANGED,
     N_ ("Another window has changed this draft meanwhile, so nothing was overwritten."), FALSE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_ROLE,
     N_ ("It is not your turn to sign this report, or you may not sign it in this role. "
         "Which roles are yours is what the mandates at the bureau say."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_VOID,
     N_ ("The report was changed after it had been signed. Sign the changed one when it comes."),
     FALSE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_LOG,
     N_ ("The bureau’s server contradicts what it has proven before. Your reports and receipts are "
         "safe here; show this to the bureau’s inspectors."),
     TRUE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_FULL,
     N_ ("The disk is full. Make room, then try again; what was saved before is kept."), FALSE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_READONLY,
     N_ ("The folder of drafts and receipts cannot be written to."), TRUE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_CORRUPT,
     N_ ("The file of drafts and receipts is damaged. Put back the latest backup."), TRUE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_BUSY,
     N_ ("Another program holds the file of drafts and receipts. Try again."), FALSE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_NEWER,
     N_ ("A newer version of this program has written the drafts and receipts. Use that one."),
     FALSE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_NOT_FOUND,
     N_ ("The file of drafts and receipts is not there."), TRUE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_IO,
     N_ ("The disk failed while reading or writing; what was saved before is kept."), TRUE},
    {zb_storage_error_quark, ZB_STORAGE_ERROR_CONSTRAINT,
     N_ ("This is here already; nothing was changed."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_STATE,
     N_ ("This cannot be done with it as it stands; nothing was changed."), TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_FORMS,
     N_ ("A form that the server offered is not rightly signed, so it was not taken. The forms of "
         "before stay."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_TRUST,
     N_ ("What the server says of whom to believe is not rightly signed, so it was not taken; what "
         "held before goes on to hold. Tell the bureau."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_TRUST_OLD,
     N_ ("The server shows an older list of whom to believe than it has shown before: it was set "
         "back, or is not the bureau’s. Ask the bureau before you send anything more."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_TRUST_FORKED,
     N_ ("There are two lists of whom to believe under one number. Yours was kept; show this to "
         "the bureau’s inspectors."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_TRUST_ENDED,
     N_ ("The time of the bureau’s list of whom to believe is over. Look at this computer’s clock; "
         "if it is right, ask the bureau to sign a new one."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_CERTIFICATE,
     N_ ("No certificate that does here: it must be one that signs and still holds, and its own "
         "authority renews it."),
     TRUE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_AMBIGUOUS,
     N_ ("There are several certificates. Choose which one, then go on."), FALSE},
    {zb_client_error_quark, ZB_CLIENT_ERROR_SIGNER,
     N_ ("The command line of the signing program cannot be used."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_MALFORMED,
     N_ ("What was read is damaged, or is not what it should be."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_BAD_DIGEST,
     N_ ("The bytes are not those that were signed: somebody or something changed them."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
     N_ ("The signature does not verify."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
     N_ ("It is signed in a way, or with a key, that is not allowed."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_STALE_CRL,
     N_ ("It cannot be told whether the certificate was revoked: the list is out of date."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_STATUS_PENDING,
     N_ ("It cannot be told yet whether the certificate was revoked: its authority is being "
         "asked."),
     TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_TOO_LARGE, N_ ("It is too large."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_NOT_FOUND,
     N_ ("Something that belongs to it is missing."), TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_REFUSED, N_ ("The bureau’s server refused this."),
     TRUE},
    {zb_exchange_error_quark, ZB_EXCHANGE_ERROR_IO,
     N_ ("A file, the token’s module or the signing program does not work."), TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_INVALID, N_ ("This is not written as the form asks."),
     TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_OUT_OF_RANGE, N_ ("The figure is too large to be held."),
     TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_NOT_FOUND,
     N_ ("The form has no such row, column, field or code."), TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_TOO_LARGE, N_ ("It is more than the form can hold."),
     TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_LOCKED,
     N_ ("The cell is computed or does not apply, and takes no entry."), TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_MISMATCH,
     N_ ("The report was made for another edition of the form than is here. Refresh to fetch the "
         "forms."),
     TRUE},
    {zb_forms_error_quark, ZB_FORMS_ERROR_NO_EDITION,
     N_ ("No edition of the form that is here is for this period. Refresh to fetch the forms."),
     TRUE},
    {zb_format_error_quark, ZB_FORMAT_ERROR_MALFORMED,
     N_ ("The file is damaged, or of another kind than its name says."), TRUE},
    {zb_format_error_quark, ZB_FORMAT_ERROR_FORBIDDEN,
     N_ ("The file holds what is not read, to be safe. Save it anew as a plain workbook or CSV."),
     TRUE},
    {zb_format_error_quark, ZB_FORMAT_ERROR_TOO_LARGE,
     N_ ("The file is larger than what can be read at once."), TRUE},
    {zb_format_error_quark, ZB_FORMAT_ERROR_IO, N_ ("The file could not be read or written."),
     TRUE},
    {g_file_error_quark, G_FILE_ERROR_NOENT, GONE, TRUE},
    {g_file_error_quark, G_FILE_ERROR_ACCES, BARRED, TRUE},
    {g_file_error_quark, G_FILE_ERROR_PERM, BARRED, TRUE},
    {g_file_error_quark, G_FILE_ERROR_ROFS, BARRED, TRUE},
    {g_file_error_quark, G_FILE_ERROR_NOSPC, NO_ROOM, FALSE},
    {g_file_error_quark, G_FILE_ERROR_ISDIR, N_ ("This is a folder, not a file."), TRUE},
    {g_file_error_quark, G_FILE_ERROR_IO, N_ ("The file could not be read or written."), TRUE},
    {g_io_error_quark, G_IO_ERROR_NOT_FOUND, GONE, TRUE},
    {g_io_error_quark, G_IO_ERROR_PERMISSION_DENIED, BARRED, TRUE},
    {g_io_error_quark, G_IO_ERROR_READ_ONLY, BARRED, TRUE},
    {g_io_error_quark, G_IO_ERROR_NO_SPACE, NO_ROOM, FALSE},
    {g_io_error_quark, G_IO_ERROR_CANCELLED, N_ ("Cancelled. Everything is as it was."), FALSE},
};

/* The code that ends "title: detail (code)", the message made of a problem document. (transfer
 * full) (nullable) */
static char *
dup_problem_code (const GError *error)
{
  const char *open = strrchr (error->message, '(');
  const char *close = open != NULL ? strrchr (open, ')') : NULL;
  return close != NULL && close[1] == '\0' ? g_strndup (open + 1, (gsize)(close - open - 1)) : NULL;
}

/* @ret_detail: whether the library's own sentence says more. */
static char *
dup_sentence (const GError *error, gboolean *ret_detail)
{
  g_autofree char *code = g_error_matches (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED)
                              ? dup_problem_code (error)
                              : NULL;

  *ret_detail = FALSE;
  if (zb_problem_words (code) != NULL)
    return g_strdup (zb_problem_words (code));
  /* The grid's errors are sentences in the program's language already. */
  if (error->domain == ZB_GRID_ERROR)
    return g_strdup (error->message);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_error_matches (error, table[i].domain (), table[i].code)) {
      *ret_detail = table[i].with_detail;
      return g_strdup (_ (table[i].words));
    }
  *ret_detail = TRUE;
  return g_strdup (_ ("This did not work; what was entered is kept."));
}

char *
zb_error_words (const GError *error)
{
  gboolean detail = FALSE;
  g_autofree char *words = dup_sentence (error, &detail);

  /* Translators: what happened, and the program's own English words on it. */
  return detail ? g_strdup_printf (_ ("%s (Technical detail: %s)"), words, error->message)
                : g_steal_pointer (&words);
}

char *
zb_error_words_short (const GError *error)
{
  gboolean detail = FALSE;

  return dup_sentence (error, &detail);
}
