/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/workspace.h"
#include "exchange/signer.h"
#include "exchange/trust.h"

/* One enrolment: who one is at one server, with the two keys made here. */
typedef struct {
  gint64 id;
  gboolean staff;
  char *unit;            /* 统一社会信用代码; NULL for staff */
  char *name;            /* of the enterprise, or of the person */
  char *url;             /* "https://host:port" */
  char *node;            /* the server's code: Receiver of messages */
  char *roots;           /* PEM: the only roots trusted for this server */
  char *verifier;        /* vkey of its log */
  char *signing_file;    /* PKCS#12; with a signing program PEM: the certificate and its chain */
  char *signer;          /* (nullable) command line of the signing program that holds the key */
  char *tls_key_file;    /* PEM, readable by its owner only */
  char *tls_certificate; /* PEM */
  char *chain;           /* PEM: intermediates */
  GBytes *bundle;        /* (nullable) trust.xml, the newest (client/trust-keeper.h) */
  char *known; /* (nullable) digest of the signer's certificate that the server has had, if it may
                  be left out */
} ZbAccount;

void zb_account_free (ZbAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAccount, zb_account_free)

/* (transfer full) array of ZbAccount, in order of enrolment. */
GPtrArray *zb_account_list (ZbWorkspace *workspace, GError **error);
/* Who works with it, as his certificate says. (transfer full) */
char *zb_account_person (const ZbAccount *account);
/* By unit, name or server; NULL @who: the only one. An error that lists them when that is none or
 * several. */
ZbAccount *zb_account_find (ZbWorkspace *workspace, const char *who, GError **error);
ZbAccount *zb_account_read (ZbWorkspace *workspace, gint64 id, GError **error);
/* Adds it and sets its id. ZB_STORAGE_ERROR_CONSTRAINT if it is here already. */
gboolean zb_account_add (ZbWorkspace *workspace, ZbAccount *account, GError **error);
/* The same, but an enterprise that is here, enrolled anew, keeps its id and with it drafts and
 * receipts; keys and certificates become those of @account. */
gboolean zb_account_add_anew (ZbWorkspace *workspace, ZbAccount *account, GError **error);

/* A signing program asks for its PIN by itself, and @passphrase (nullable then) is not looked at.
 */
ZbSigner *zb_account_open_signer (const ZbAccount *account, const char *passphrase, GError **error);
/* Another command line for the same key: the program was moved, or another driver is used. SIGNER
 * where the account has a key file; BAD_SIGNATURE where the program shows another key. */
gboolean zb_account_set_signer (ZbWorkspace *workspace,
                                ZbAccount *account,
                                const char *command,
                                GError **error);
/* Whether that passphrase is the PIN of a token, whose wrong entry costs one of few tries. */
gboolean zb_account_asks_pin (const ZbAccount *account);
/* Whom the account's server is judged by: as its trust bundle says, else its roots. */
ZbTrust *zb_account_trust (const ZbAccount *account, GError **error);
