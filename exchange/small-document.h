/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/field.h"
#include "exchange/signer.h"

/* An XML document of one element whose attributes say all there is: what somebody signs and sends
 * to a node. */
typedef struct {
  const char *root, *ns, *element;
  const ZbField *fields;
  guint n;
} ZbSmallDocument;

/* (transfer full). The same content gives the same bytes. */
GBytes *zb_small_document_write (const ZbSmallDocument *document, gconstpointer content);
/* Reads all of it into @content, whose texts must be NULL so far and are the caller's to free, also
 * on failure. @source names the document in errors: MALFORMED, TOO_LARGE (over
 * ZB_PROTOCOL_MAX_ENVELOPE). */
gboolean zb_small_document_read (const ZbSmallDocument *document,
                                 const char *source,
                                 GBytes *bytes,
                                 gpointer content,
                                 GError **error);
/* The JSON object {"ROOT", "signature"} of @content as bytes and the signature over them (CAdES,
 * detached, with certificates). (transfer full) */
GBytes *zb_small_document_sign (const ZbSmallDocument *document,
                                gconstpointer content,
                                ZbSigner *signer,
                                gint64 when,
                                GError **error);
