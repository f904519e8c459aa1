/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/publication.h"

/* What those who owe a form are told when an edition of it is published or withdrawn: a notice
 * (kind "form") in the inbox of each unit whose report is not accepted yet. A form that nobody was
 * asked for is announced by the opening of its first period. */
typedef struct {
  GArray *notices; /* ZbActNotice, of the texts below */
  char *zh, *en;
} ZbAnnouncement;

/* FALSE only if the store cannot be read. */
gboolean zb_announcement_make (ZbStore *store,
                               const ZbStoredPublication *publication,
                               ZbAnnouncement *ret_announcement,
                               GError **error);
void zb_announcement_clear (ZbAnnouncement *announcement);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbAnnouncement, zb_announcement_clear)
