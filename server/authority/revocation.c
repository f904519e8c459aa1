/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/authority-private.h"

#include "exchange/crl.h"
#include "exchange/evidence.h"
#include "server/store/certificate.h"

#include <string.h>

#define HOUR (3600 * G_TIME_SPAN_SECOND)

static const struct {
  const char *name;
  int reason;
} reasons[] = {
    {"unspecified", 0},
    {"keyCompromise", 1},
    {"affiliationChanged", 3},
    {"superseded", 4},
    {"cessationOfOperation", 5},
    {"privilegeWithdrawn", 9},
    {"certificateHold", ZB_REASON_HOLD},
};

const char *
zb_revocation_reason_name (int reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == reason)
      return reasons[i].name;
  return "unspecified";
}

gboolean
zb_revocation_reason_parse (const char *name, int *ret_reason)
{
  for (guint i = 0; name && i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason != ZB_REASON_HOLD && strcmp (reasons[i].name, name) == 0) {
      *ret_reason = reasons[i].reason;
      return TRUE;
    }
  return FALSE;
}

static const char *
digest_of (const ZbAuthority *authority, ZbBranchKind branch)
{
  return zb_branch_digest (&authority->branches[branch]);
}

/* All of @branch that are revoked by now but the one of @change (nullable), as entries of a list.
 * @keep holds what they borrow. */
static gboolean
collect (ZbAuthority *authority,
         ZbBranchKind branch,
         const ZbRevocation *change,
         GPtrArray *keep,
         GArray *entries,
         GError **error)
{
  ZbCertificateQuery query = {
      .issuer = digest_of (authority, branch),
      .revoked = TRUE,
      .limit = ZB_STORE_MAX_PAGE,
  };
  guint n;

  do {
    GPtrArray *page = zb_store_list_certificates (authority->options.store, &query, error);

    if (!page)
      return FALSE;
    g_ptr_array_add (keep, page);
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbStoredCertificate *one = page->pdata[i];
      ZbRevocation entry = {one->serial, one->revoked, one->reason};
      if (!change || strcmp (change->serial, one->serial) != 0)
        g_array_append_val (entries, entry);
      query.after = one->digest;
    }
  } while (n == ZB_STORE_MAX_PAGE);
  return TRUE;
}

static gboolean
read_newest (ZbAuthority *authority,
             const char *issuer,
             guint64 *ret_number,
             gint64 *ret_this_update,
             GError **error)
{
  g_autoptr (GPtrArray) lists = zb_store_list_crls (authority->options.store, issuer, error);

  if (!lists)
    return FALSE;
  const ZbStoredCrl *newest = lists->len > 0 ? lists->pdata[0] : NULL;
  *ret_number = newest ? newest->number : 0;
  *ret_this_update = newest ? newest->this_update : 0;
  return TRUE;
}

/* The list of @branch that follows its newest, naming all that is revoked once @change (nullable;
 * with revoked_at 0 it is no longer revoked) is made. Free the DER. */
static gboolean
make_list (ZbAuthority *authority,
           ZbBranchKind branch,
           const ZbRevocation *change,
           gint64 now,
           ZbStoredCrl *ret_list,
           GError **error)
{
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (ZbRevocation));
  guint64 number = 0;
  gint64 this_update = 0;

  if (!read_newest (authority, digest_of (authority, branch), &number, &this_update, error) ||
      !collect (authority, branch, change, keep, entries, error))
    return FALSE;
  if (change && change->revoked_at != 0)
    g_array_append_val (entries, *change);
  ZbStoredCrl list = {
      .issuer = (char *)digest_of (authority, branch),
      .number = number + 1,
      .this_update = now,
      .next_update = now + authority->options.crl_hours * HOUR,
  };
  list.der = zb_issuing_make_list (authority->issuers[branch],
                                   (const ZbRevocation *)(gpointer)entries->data, entries->len,
                                   list.number, list.this_update, list.next_update, error);
  if (!list.der)
    return FALSE;
  *ret_list = list;
  return TRUE;
}

static ZbAct
act_of_list (const ZbStoredCrl *list, const char *who, gint64 now)
{
  return (ZbAct){.kind = ZB_ACT_CRL, .what = list, .time = now, .who = who};
}

/* With the lock. The revocation and the list that tells it go into one group. */
static gboolean
commit_revocation (ZbAuthority *authority,
                   const ZbAct *revocation,
                   const ZbStoredCrl *list,
                   const ZbSecond *second,
                   GError **error)
{
  ZbAct acts[] = {*revocation, act_of_list (list, revocation->who, revocation->time)};
  gboolean repeated = FALSE;

  if (zb_authority_commit (authority, acts, G_N_ELEMENTS (acts), second, &repeated, error))
    return zb_trust_add_crl (authority->options.trust, list->der, error);
  authority->list_behind = TRUE;
  return FALSE;
}

/* What becomes of a certificate, and who says so. */
typedef struct {
  ZbActKind kind;
  const char *event; /* in the log */
  int reason;        /* -1: none any more */
  const char *who;
  const ZbActKey *key; /* (nullable) */
  gint64 now;
  const ZbSecond *second; /* (nullable) */
} Change;

/* What the list says of @certificate after @change; what was done before stays as it was. */
static ZbRevocation
entry_after (const ZbStoredCertificate *certificate, const Change *change)
{
  gboolean held = certificate->revoked != 0 && certificate->reason == ZB_REASON_HOLD;

  if (change->reason < 0 && held)
    return (ZbRevocation){certificate->serial, 0, 0};
  if (certificate->revoked == 0 && change->reason >= 0)
    return (ZbRevocation){certificate->serial, change->now, change->reason};
  return (ZbRevocation){certificate->serial, certificate->revoked,
                        held && change->reason >= 0 ? change->reason : certificate->reason};
}

static char *
make_record (const ZbStoredCertificate *certificate, const Change *change)
{
  const char *unit = *certificate->unit ? certificate->unit : "-";
  g_autofree char *reason =
      change->reason >= 0 ? g_strdup_printf ("reason-%d", change->reason) : g_strdup ("valid");

  return zb_evidence_leaf (change->event, change->now, unit, certificate->serial,
                           certificate->digest, "-", "-", reason);
}

static gboolean
change_one (ZbAuthority *authority,
            const ZbStoredCertificate *certificate,
            const Change *change,
            GError **error)
{
  ZbBranchKind branch = zb_authority_branch_of (authority, certificate->issuer);
  ZbRevocationAct what = {certificate->issuer, certificate->serial, change->now, change->reason};
  ZbRevocation entry = entry_after (certificate, change);
  ZbStoredCrl list = {0};
  gboolean repeated = FALSE;
  g_autofree char *record = make_record (certificate, change);
  const char *const records[] = {record, NULL};
  ZbAct act = {
      .kind = change->kind,
      .what = &what,
      .time = change->now,
      .who = change->who,
      .records = records,
      .key = change->key,
  };

  /* What another authority issued and the bureau registered is barred here, and on no list. */
  if (*certificate->issuer == '\0')
    return zb_authority_commit (authority, &act, 1, change->second, &repeated, error);
  if (branch == ZB_N_BRANCHES) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the certificate %s was issued by another authority, which alone can revoke it",
                 certificate->serial);
    return FALSE;
  }
  if (!make_list (authority, branch, &entry, change->now, &list, error))
    return FALSE;
  gboolean kept = commit_revocation (authority, &act, &list, change->second, error);
  g_bytes_unref (list.der);
  return kept;
}

static gboolean
change_by_serial (ZbAuthority *authority, const char *serial, const Change *change, GError **error)
{
  g_mutex_lock (&authority->lock);
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate_by_serial (authority->options.store, NULL, serial, error);
  gboolean done = certificate != NULL && change_one (authority, certificate, change, error);
  g_mutex_unlock (&authority->lock);
  return done;
}

gboolean
zb_authority_revoke (ZbAuthority *authority,
                     const char *serial,
                     int reason,
                     const char *who,
                     const ZbActKey *key,
                     gint64 now,
                     GError **error)
{
  Change change = {ZB_ACT_REVOCATION, "revoke", reason, who, key, now, NULL};

  return change_by_serial (authority, serial, &change, error);
}

gboolean
zb_authority_suspend (ZbAuthority *authority,
                      const char *serial,
                      const char *who,
                      const ZbActKey *key,
                      gint64 now,
                      GError **error)
{
  Change change = {ZB_ACT_REVOCATION, "suspend", ZB_REASON_HOLD, who, key, now, NULL};

  return change_by_serial (authority, serial, &change, error);
}

gboolean
zb_authority_reinstate (ZbAuthority *authority,
                        const char *serial,
                        const ZbSecond *second,
                        const char *who,
                        const ZbActKey *key,
                        gint64 now,
                        GError **error)
{
  Change change = {ZB_ACT_REINSTATEMENT, "reinstate", -1, who, key, now, second};

  return change_by_serial (authority, serial, &change, error);
}

static gboolean
publish (ZbAuthority *authority, ZbBranchKind branch, gint64 now, GError **error)
{
  ZbStoredCrl list = {0};
  ZbActResult result = {0};

  if (!make_list (authority, branch, NULL, now, &list, error))
    return FALSE;
  ZbAct act = act_of_list (&list, "authority", now);
  gboolean kept = zb_store_commit_one (authority->options.store, &act, &result, error);
  zb_act_result_clear (&result);
  kept = kept && zb_trust_add_crl (authority->options.trust, list.der, error);
  g_bytes_unref (list.der);
  return kept;
}

/* With the lock. */
static gboolean
renew_list (ZbAuthority *authority, ZbBranchKind branch, gint64 now, GError **error)
{
  guint64 number = 0;
  gint64 this_update = 0;
  gint64 half = authority->options.crl_hours * HOUR / 2;

  if (!read_newest (authority, digest_of (authority, branch), &number, &this_update, error))
    return FALSE;
  return (!authority->list_behind && now < this_update + half) ||
         publish (authority, branch, now, error);
}

gboolean
zb_authority_renew_crl (ZbAuthority *authority, gint64 now, GError **error)
{
  gboolean done = TRUE;

  g_mutex_lock (&authority->lock);
  for (guint i = 0; i < ZB_N_BRANCHES && done; i++)
    done = !authority->issuers[i] || renew_list (authority, (ZbBranchKind)i, now, error);
  authority->list_behind = authority->list_behind && !done;
  g_mutex_unlock (&authority->lock);
  return done;
}

gboolean
zb_authority_publish_root_crl (ZbAuthority *authority, gint64 now, GError **error)
{
  const char *issuer = zb_certificate_digest (authority->root);
  g_autoptr (GPtrArray) issuers =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  guint64 known = 0;
  gint64 this_update = 0;

  g_ptr_array_add (issuers, zb_certificate_ref (authority->root));
  g_autoptr (ZbCrl) crl = zb_crl_read (authority->options.root_crl, issuers, error);
  if (!crl || !read_newest (authority, issuer, &known, &this_update, error))
    return FALSE;
  ZbStoredCrl list = {
      .issuer = (char *)issuer,
      .number = zb_crl_number (crl),
      .this_update = zb_crl_this_update (crl),
      .next_update = zb_crl_next_update (crl),
      .der = authority->options.root_crl,
  };
  ZbAct act = act_of_list (&list, "authority", now);
  ZbActResult result = {0};
  if (list.number <= known)
    return TRUE;
  gboolean kept = zb_store_commit_one (authority->options.store, &act, &result, error);
  zb_act_result_clear (&result);
  return kept;
}
