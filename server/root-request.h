/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"

/* What a node asks of the root that is to follow its own: that it certifies the authorities, which
 * keep their names and keys. It is a text that anybody may read, a head of lines and the
 * certificates of now, and is carried to where that root's key is kept; what is certified is
 * carried back as a folder of files (server/authority/root-line.h). */
typedef struct {
  char *node;
  char *published_at; /* (nullable) zb_issuer_set_published_at() */
  char *next;         /* SHA-256 of the certificate of the root that is asked */
  GPtrArray *present; /* ZbCertificate: the root in force and, behind it, its authorities */
  char *digest;       /* of the text: what people compare */
} ZbRootRequest;

void zb_root_request_free (ZbRootRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRootRequest, zb_root_request_free)

/* (transfer full) The request of the node in @dir. ZB_AUTHORITY_ERROR_KEYS where no next root is
 * planned. */
char *zb_root_request_compose (const char *dir, GError **error);
/* MALFORMED, with @source, also where the authorities are not those of the root that it names. */
ZbRootRequest *
zb_root_request_read (const char *source, const char *text, gsize length, GError **error);

/* By whom it is answered, where to, and whether that is only tried. */
typedef struct {
  const char *root; /* file of the certificate */
  const char *key;  /* file of its key */
  const char *folder;
  gint64 now;
  gboolean dry_run;
} ZbRootAnswer;

/* Certifies what @request asks for and writes it, with the root's certificate and its list, to a
 * new folder. @ret_certified: (transfer full) ZbCertificate. ZB_AUTHORITY_ERROR_KEYS if another
 * root is asked, or this is none. */
gboolean zb_root_request_answer (const ZbRootRequest *request,
                                 const ZbRootAnswer *answer,
                                 GPtrArray **ret_certified,
                                 GError **error);
