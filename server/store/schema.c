/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/schema-private.h"

#include "server/store/store-resources.h"

#include <gio/gio.h>

#define FOLDER "/zhibao/server/store/migrations/"

/* The schema's history. Scripts are only ever appended:
 * 001 everything the first release keeps
 * 002 what was written into register, calendar and lists, for the log
 * 003 the bureau system of a notice
 * 004 when a waiver was confirmed
 * 005 what a register import came to, by its key
 * 006 forms published and withdrawn by two administrators
 * 007 time stamps over the checkpoints of the log
 * 008 requests for certificates
 * 009 several reports in one message
 * 010 requests to correct what was accepted, and hours of levels
 * 011 tables of routes, and messages between nodes
 * 012 commitments to messages that are still to come
 * 013 the periods of a mandate
 * 014 containers that wait for further signatures
 * 015 changes of inboxes, of what waits for signatures, and imports
 * 016 what later nodes decided
 * 017 signed acknowledgements of notices
 * 018 no index of messages by unit
 * 019 trust bundles
 * 020 containers kept as what differs from another
 * 021 messages found by their ids, which rise
 * 022 no trigger for what waits for signatures
 * 023 what one person of the bureau asks for somebody else
 * 024 what must be passed on before a correction
 * 025 the last version of an obligation found by its number
 * 026 receipts behind the container they came with
 * 027 a version's sections kept with it */
static ZbMigration migrations[] = {
    {.name = "001-start"},
    {.name = "002-row-changes"},
    {.name = "003-notice-tenant"},
    {.name = "004-waiver-confirmed"},
    {.name = "005-register-import"},
    {.name = "006-publication"},
    {.name = "007-stamps"},
    {.name = "008-certificate-requests"},
    {.name = "009-report-set"},
    {.name = "010-corrections"},
    {.name = "011-routes"},
    {.name = "012-commitments"},
    {.name = "013-mandates"},
    {.name = "014-sign-box"},
    {.name = "015-further-changes"},
    {.name = "016-relayed-decisions"},
    {.name = "017-acknowledgements"},
    {.name = "018-message-unit"},
    {.name = "019-trust-bundles"},
    {.name = "020-container-base"},
    {.name = "021-message-identity", .rebuilds = TRUE},
    {.name = "022-sign-box-end"},
    {.name = "023-motions"},
    {.name = "024-forward-order"},
    {.name = "025-obligation-head"},
    {.name = "026-enclosed-receipts"},
    {.name = "027-version-sections"},
};

static gpointer
load_once (gpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (migrations); i++) {
    g_autofree char *path = g_strconcat (FOLDER, migrations[i].name, ".sql", NULL);
    g_autoptr (GBytes) bytes =
        g_resource_lookup_data (zb_store_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    /* The bytes are part of the program and end with NUL. */
    g_assert (bytes != NULL);
    migrations[i].sql = g_bytes_get_data (bytes, NULL);
  }
  return migrations;
}

const ZbMigration *
zb_store_migrations (guint *ret_n)
{
  static GOnce once = G_ONCE_INIT;

  *ret_n = G_N_ELEMENTS (migrations);
  return g_once (&once, load_once, NULL);
}
