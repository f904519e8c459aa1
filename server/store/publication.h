/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/publication.h"
#include "server/store/store.h"

/* Forms published and withdrawn: one administrator proposes with his signature, another confirms
 * with his, and from then on it holds. All of it stays. */
typedef struct {
  gint64 id;
  char *kind; /* "publish", "withdraw" */
  char *tenant, *form, *edition;
  guint revision;
  char *package; /* digest, hex */
  char *from;    /* period, or "" */
  gint64 at;     /* not before, or 0 */
  gboolean hotfix;
  char *reason;
  GBytes *statement; /* publication.xml */
  GBytes *signature;
  char *signer; /* digest of the certificate */
  gint64 time;
  char *who;
  GBytes *second_signature; /* NULL while nobody has confirmed it, like the next two */
  char *second_signer, *second;
  gint64 confirmed;              /* when, or 0 */
  gint64 ended;                  /* taken back or refused before; when, or 0 */
  char *ended_by, *ended_reason; /* (nullable) */
} ZbStoredPublication;

void zb_stored_publication_free (ZbStoredPublication *publication);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredPublication, zb_stored_publication_free)

/* ZB_ACT_PUBLICATION, by the act's who. EXISTS if the package is published already, its name
 * belongs to other contents, or another publication of it waits for a second signature; NOT_FOUND
 * to withdraw what is not published. */
typedef struct {
  const ZbPublication *order;
  GBytes *statement, *signature;
  const char *signer;
  GBytes *archive; /* exchange/signed-publication.h */
} ZbPublicationAct;

/* ZB_ACT_PUBLICATION_CONFIRMATION, by the act's who, another person than proposed it (INVALID).
 * Again by the same it is a repetition; NOT_FOUND if it has ended. */
typedef struct {
  gint64 publication;
  GBytes *signature;
  const char *signer;
  GBytes *bundle; /* of the package; NULL when it withdraws */
} ZbPublicationConfirmation;

/* ZB_ACT_PUBLICATION_END: takes back or refuses what waits. NOT_FOUND if nothing does. */
typedef struct {
  gint64 publication;
  const char *reason;
} ZbPublicationEnd;

typedef struct {
  const char *tenant, *form, *package; /* (nullable) each */
  gboolean confirmed;                  /* only those that hold */
  gint64 after;                        /* id of the last one seen */
  guint limit;                         /* 0: all a page holds */
} ZbPublicationQuery;

/* (transfer full) ZbStoredPublication, by id. */
GPtrArray *
zb_store_list_publications (ZbStore *store, const ZbPublicationQuery *query, GError **error);
ZbStoredPublication *zb_store_read_publication (ZbStore *store, gint64 id, GError **error);
/* The archive as it was proposed. */
GBytes *zb_store_read_publication_archive (ZbStore *store, gint64 id, GError **error);
/* The periods, as texts, of which reports filled by the package @digest stand or stood. */
GStrv zb_store_list_package_periods (ZbStore *store, const char *digest, GError **error);
