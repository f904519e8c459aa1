/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/sealing.h"
#include "forms/signing-role.h"

/* Reports that not all have signed whom their form asks for: signed here, waiting for the next, or
 * signed by others and waiting for somebody here. A container goes from one to the next as a file
 * or by the server's box (client/cosign-box.h); who signs last puts it into the outbox. A draft of
 * the same report, begun or changed since, voids the signatures. */
typedef struct {
  char *name;
  char *roles; /* "preparer reviewer"; "" where the signature says none */
  gint64 time; /* microseconds UTC, as the signer says */
} ZbCosigner;

typedef struct {
  char *message; /* its id */
  char *form, *period;
  char *digest;        /* of the container, hex */
  gboolean voided;     /* the report was changed since, or taken back to be … */
  char *taken_back_by; /* (nullable) … by this person */
  guint missing;       /* ZbSigningRole bits, at least one */
  guint mine;          /* those of them that the account's person holds and that are next … */
  GPtrArray *signers;  /* ZbCosigner, in order */
  char *remark, *remark_by; /* (nullable) it was given back with this */
  gint64 time;              /* when it came here */
} ZbCosign;

void zb_cosign_free (ZbCosign *cosign);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCosign, zb_cosign_free)

/* Verifies all signatures of @bytes by the account's server's authorities. What it is told of:
 * (transfer full); @source names it in errors. ANSWER where it is another enterprise's, STATE where
 * all have signed or nobody has, and the errors of zb_container_verify(). */
ZbCosign *zb_cosign_read (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const char *source,
                          GBytes *bytes,
                          GError **error);
/* The same, and keeps it, and voids what was signed before of the same report; one with no more
 * signatures than the one at hand changes nothing. */
ZbCosign *zb_cosign_keep (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const char *source,
                          GBytes *bytes,
                          GError **error);
/* The same of what lies in the box, where all meet: of two that as many have signed, it counts. */
ZbCosign *zb_cosign_adopt (ZbWorkspace *workspace,
                           const ZbAccount *account,
                           const char *source,
                           GBytes *bytes,
                           GError **error);
/* (transfer full) ZbCosign, the newest first; void ones too. */
GPtrArray *zb_cosign_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
/* The newest of @form and @period, or NULL without an error. */
ZbCosign *zb_cosign_find (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const char *form,
                          const char *period,
                          GError **error);
/* NOT_FOUND. */
ZbCosign *zb_cosign_get (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *message,
                         GError **error);
GBytes *zb_cosign_get_container (ZbWorkspace *workspace,
                                 const ZbAccount *account,
                                 const char *message,
                                 GError **error);
/* (transfer full) ZbReport: what is signed, the head of a set first. */
GPtrArray *zb_cosign_get_reports (ZbWorkspace *workspace,
                                  const ZbAccount *account,
                                  const char *message,
                                  GError **error);
/* Files @sealed, which was signed in some of the roles, in place of the drafts of @reports. */
gboolean zb_cosign_put (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const GPtrArray *reports,
                        const ZbSealed *sealed,
                        GError **error);
/* Makes a draft of what is signed, which voids the signatures. The others learn of it when
 * zb_cosign_box_sync() or zb_cosign_box_end() has reached the server. */
gboolean zb_cosign_take_back (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *message,
                              GError **error);
gboolean zb_cosign_drop (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *message,
                         GError **error);
