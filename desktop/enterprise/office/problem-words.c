/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/problem-words.h"

#include <glib/gi18n.h>

static const struct {
  const char *code;
  const char *words;
} table[] = {
    {"unreached", N_ ("The bureau’s server could not be reached.")},
    {"untrusted", N_ ("The server could not prove that it is the bureau’s, so nothing was sent to "
                      "it.")},
    {"false-evidence", N_ ("The bureau’s receipt does not verify, so the report does not count as "
                           "sent.")},
    {"unavailable", N_ ("The bureau’s server is too busy at the moment; try again later.")},
    {"storage-full", N_ ("The bureau’s server has no room left; try again later.")},
    {"internal", N_ ("The bureau’s server failed; nothing was changed there. Try again later.")},
    {"unknown-certificate",
     N_ ("The bureau does not know this enterprise’s certificate. Ask it for a new invitation.")},
    {"certificate-expired",
     N_ ("The certificate has expired. Ask the bureau for a new invitation.")},
    {"too-early", N_ ("It is too early: the bureau renews a certificate in its last 60 days.")},
    {"certificate-revoked",
     N_ ("The certificate was revoked. Ask the bureau for a new invitation.")},
    {"no-mandate", N_ ("The signer may not sign for this enterprise. Ask the bureau to register "
                       "the mandate.")},
    {"signer-revoked",
     N_ ("The certificate of one who signed was revoked. The report must be signed anew, by "
         "somebody with a new certificate.")},
    {"signer-expired",
     N_ ("The certificate of one who signed has expired. The report must be signed anew, by "
         "somebody with a new certificate.")},
    {"role-not-held",
     N_ ("One of the signers may not sign for this enterprise in his role. Ask the "
         "bureau to register the mandate, then sign the report anew.")},
    {"signature-missing", N_ ("Not all have signed whom the form asks for. Sign the report anew, "
                              "and hand it to the others.")},
    {"all-signed", N_ ("All have signed already: the last signer sends the report.")},
    {"sign-box-full", N_ ("Too many reports of this enterprise wait at the bureau for signatures. "
                          "Sign those first, or hand this one over as a file.")},
    {"forbidden", N_ ("The bureau does not allow this enterprise to do that.")},
    {"bad-signature", N_ ("The bureau could not verify the signature. Sign the report again.")},
    {"message-expired",
     N_ ("The report waited too long after it was signed, or was signed by a clock that goes "
         "wrong. Look at this computer’s clock and sign it again.")},
    {"stale", N_ ("The report has changed at the bureau meanwhile. Refresh and look again.")},
    {"exists", N_ ("The bureau has a report of this form and period already. Refresh to see it.")},
    {"wrong-state", N_ ("The report’s state at the bureau does not allow this now. Refresh to see "
                        "it.")},
    {"invitation-spent", N_ ("The invitation was used already, has expired or was tried too often. "
                             "Ask the bureau for a new one.")},
    {"wrong-code", N_ ("The invitation’s code is not right. Paste the whole text as the bureau "
                       "handed it over.")},
    {"unknown-form", N_ ("The bureau does not know this form or edition. Refresh to fetch the "
                         "forms.")},
    {"unknown-unit", N_ ("The enterprise is not in the bureau’s register. Ask the bureau.")},
    {"not-open", N_ ("The period is not open yet.")},
    {"closed", N_ ("The period is closed. Ask the bureau for a permit.")},
    {"wrong-edition",
     N_ ("The period is asked for by another edition of the form. Refresh to fetch "
         "it.")},
    {"replaces-needed", N_ ("A report was sent before. Refresh, then correct that one.")},
    {"stale-replaces", N_ ("The bureau has a newer version than the one corrected here. Refresh to "
                           "see it.")},
    {"locked", N_ ("The figures of this period are locked at the bureau.")},
    {"withdrawal-too-late", N_ ("It is too late to withdraw the report.")},
    {"hard-findings", N_ ("The bureau found errors that must be corrected.")},
    {"unexplained-findings", N_ ("The bureau found figures that need an explanation.")},
};

const char *
zb_problem_words (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].code, code) == 0)
      return _ (table[i].words);
  return NULL;
}
