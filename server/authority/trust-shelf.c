/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/trust-shelf.h"

#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define EVENT "trust-bundle"
#define MAX_FILE (2 * ZB_PROTOCOL_MAX_STATEMENT)

struct _ZbTrustShelf {
  ZbStore *store;
  const char *announcement; /* interned: there are as many as there are versions */
};

static ZbSignedTrust *
read_held (const ZbTrustShelf *shelf, GError **error)
{
  g_autoptr (ZbStoredTrustBundle) stored = zb_store_read_trust_bundle (shelf->store, error);
  g_autoptr (GError) fault = NULL;
  ZbSignedTrust *held = stored ? zb_signed_trust_new ("the trust bundle in force",
                                                      stored->statement, stored->signature, &fault)
                               : NULL;

  /* It was read before it was kept. */
  if (fault)
    g_set_error_literal (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT, fault->message);
  return held;
}

static void
announce (ZbTrustShelf *shelf, const ZbSignedTrust *trust)
{
  g_autofree char *text = g_strdup_printf ("%u %s", trust->bundle->version, trust->digest);

  g_atomic_pointer_set (&shelf->announcement, g_intern_string (text));
}

ZbTrustShelf *
zb_trust_shelf_open (ZbStore *store, GError **error)
{
  g_autoptr (ZbTrustShelf) shelf = g_new0 (ZbTrustShelf, 1);
  GError *failure = NULL;

  shelf->store = store;
  g_autoptr (ZbSignedTrust) held = read_held (shelf, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (held)
    announce (shelf, held);
  return g_steal_pointer (&shelf);
}

void
zb_trust_shelf_free (ZbTrustShelf *shelf)
{
  g_free (shelf);
}

const char *
zb_trust_shelf_announcement (ZbTrustShelf *shelf)
{
  return g_atomic_pointer_get (&shelf->announcement);
}

/* The first is signed by the node's root; each other one as the one before says. */
static gboolean
check (const ZbSignedTrust *next,
       const ZbSignedTrust *held,
       const ZbTrustTaking *taking,
       GError **error)
{
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();

  g_ptr_array_add (roots, taking->root);
  if (!zb_signed_trust_check_time (next, taking->now, error))
    return FALSE;
  if (held)
    return zb_signed_trust_check_next (next, held, error);
  if (strcmp (next->bundle->node, taking->node) == 0)
    return zb_signed_trust_verify (next, roots, error);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
               "%s: the trust bundle is of %s, not of %s", taking->path, next->bundle->node,
               taking->node);
  return FALSE;
}

static gboolean
keep (const ZbTrustShelf *shelf,
      const ZbSignedTrust *trust,
      const ZbTrustTaking *taking,
      GError **error)
{
  g_autofree char *outcome = g_strdup_printf ("version-%u", trust->bundle->version);
  g_autofree char *record =
      zb_evidence_leaf (EVENT, taking->now, NULL, NULL, trust->digest, NULL, NULL, outcome);
  const char *const records[] = {record, NULL};
  const ZbTrustBundleAct what = {trust->bundle->version, trust->statement, trust->signature,
                                 trust->digest};
  const ZbAct act = {.kind = ZB_ACT_TRUST_BUNDLE,
                     .what = &what,
                     .time = taking->now,
                     .who = taking->node,
                     .records = records};

  return zb_store_commit_one (shelf->store, &act, NULL, error);
}

/* What was taken before the file could be removed is there already. */
static gboolean
take (ZbTrustShelf *shelf, ZbSignedTrust *next, const ZbTrustTaking *taking, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbSignedTrust) held = read_held (shelf, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  gboolean same = held && strcmp (held->digest, next->digest) == 0;
  if (!same && (!check (next, held, taking, error) || !keep (shelf, next, taking, error))) {
    g_prefix_error (error, "%s: ", taking->path);
    return FALSE;
  }
  announce (shelf, next);
  if (g_unlink (taking->path) == 0)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", taking->path,
               g_strerror (errno));
  return FALSE;
}

/* Whoever copied the file here is told which one it is. */
static ZbSignedTrust *
open_next (const char *path, GBytes *bytes, GError **error)
{
  GError *fault = NULL;
  ZbSignedTrust *next = zb_signed_trust_open (path, bytes, &fault);

  if (!fault)
    return next;
  g_set_error (error, fault->domain, fault->code,
               "%s is damaged, and was not taken: sign it again by \"zhibaod trust\", which puts "
               "another in its place, or remove it (%s)",
               path, fault->message);
  g_error_free (fault);
  return NULL;
}

gboolean
zb_trust_shelf_take (ZbTrustShelf *shelf, const ZbTrustTaking *taking, GError **error)
{
  if (!g_file_test (taking->path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (taking->path, MAX_FILE, error);
  g_autoptr (ZbSignedTrust) next = bytes ? open_next (taking->path, bytes, error) : NULL;
  return next && take (shelf, next, taking, error);
}
