/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/office.h"
#include "exchange/receipt.h"

/* The evidence of a message, verified anew from the bytes on disk. */

typedef struct {
  ZbReceipt *receipt; /* (nullable) when the bytes cannot be read */
  char *fault;        /* (nullable) why it does not verify; NULL: it does */
  guint64 index;      /* place in the log */
  guint64 size;       /* of the log at its checkpoint */
  char *node;         /* (nullable) name in the receipt key's certificate */
} ZbEvidenceLine;

void zb_evidence_line_free (ZbEvidenceLine *line);

void zb_evidence_list_read_async (ZbOffice *office,
                                  gint64 account,
                                  const char *message_id,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) array of ZbEvidenceLine, in order of arrival. */
GPtrArray *zb_evidence_list_read_finish (GAsyncResult *result, GError **error);

/* Writes the signed container and each evidence into @folder (a path): what anyone needs to verify
 * them without this program. */
void zb_evidence_list_export_async (ZbOffice *office,
                                    const char *message_id,
                                    const char *folder,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean zb_evidence_list_export_finish (GAsyncResult *result, GError **error);
