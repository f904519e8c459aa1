/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/store/store.h"
#include "validators/rulebook.h"

/* Forms that enter and leave a node while it serves: each on the signatures of two administrators
 * (server/publishing/proposal.h). Thread-safe. */
typedef struct _ZbPublisher ZbPublisher;

typedef struct {
  const char *node;       /* the node's code */
  const char *dir;        /* its directory, for code lists */
  const char *scratch;    /* a folder for samples while they are tried; made if needed */
  const char *parameters; /* file of dated parameters; it may be missing */
  ZbStore *store;         /* borrowed */
  ZbRulebook *rulebook;   /* borrowed */
  ZbTrust *trust;         /* borrowed */
} ZbPublisherOptions;

ZbPublisher *zb_publisher_new (const ZbPublisherOptions *options);
void zb_publisher_free (ZbPublisher *publisher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPublisher, zb_publisher_free)

const ZbPublisherOptions *zb_publisher_options (const ZbPublisher *publisher);

/* Adds to @catalogue what is published in @store beyond it, as of @now, with the periods each is
 * offered for. *@ret_changed: whether that changed anything. */
gboolean zb_published_load (
    ZbStore *store, ZbCatalogue *catalogue, gint64 now, gboolean *ret_changed, GError **error);
/* The same for the rulebook, by a copy: requests under way read the present one. With @always also
 * when nothing is new. */
gboolean zb_publisher_refresh (ZbPublisher *publisher, gint64 now, gboolean always, GError **error);
