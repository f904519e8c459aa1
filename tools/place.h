/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "client/desk.h"
#include "client/session.h"
#include "exchange/signer.h"
#include "tools/command.h"

/* Where a command works: workspace, account, catalogue, files. */

/* --workspace, $ZHIBAO_WORKSPACE or the user's data folder. */
ZbWorkspace *zb_place_workspace (const ZbCallLine *line, GError **error);
/* --account, or the only one. */
ZbAccount *zb_place_account (const ZbCallLine *line, ZbWorkspace *workspace, GError **error);
/* --catalogue, $ZHIBAO_CATALOGUE, the forms fetched into the workspace, or those installed.
 * (transfer full) */
ZbCatalogue *zb_place_catalogue (const ZbCallLine *line, GError **error);
/* The first line of --passphrase-file, or asked on the terminal without echo. Caller frees. */
char *zb_place_passphrase (const ZbCallLine *line, const char *prompt, GError **error);

/* The passphrase of the account's signing key, asked for as above; "" where a signing program asks
 * for its PIN by itself. Caller frees. */
char *zb_place_secret (const ZbCallLine *line, const ZbAccount *account, GError **error);

/* Workspace, account and session in one, for commands that talk to a server. */
typedef struct {
  ZbWorkspace *workspace;
  ZbAccount *account;
  ZbSession *session;
} ZbLinked;

/* Of the account that --account names, or the one at --server. */
gboolean zb_linked_open (const ZbCallLine *line, ZbLinked *ret_linked, GError **error);
/* --key, or the account's own; signing asks for its passphrase. */
ZbSigner *zb_linked_signer (const ZbCallLine *line, const ZbLinked *linked, GError **error);
void zb_linked_clear (ZbLinked *linked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbLinked, zb_linked_clear)

/* As zb_desk_open(); a context that cannot be read is told on standard error. */
ZbDesk *
zb_place_desk (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error);
/* The number of something, 1 or above. */
gboolean zb_place_number (const char *text, gint64 *ret_number, GError **error);
/* A whole file; "-" is standard input. */
GBytes *zb_place_read (const char *path, GError **error);
/* Writes through a temporary file; "-" or NULL is standard output. */
gboolean zb_place_write (const char *path, GBytes *bytes, GError **error);
