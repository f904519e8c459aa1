/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How near an enterprise's certificate is to its end, and what a person is told of it. */
typedef enum {
  ZB_CERTIFICATE_HOLDS,
  ZB_CERTIFICATE_ENDS_SOON, /* within 30 days */
  ZB_CERTIFICATE_ENDS_NOW,  /* within 7 days */
  ZB_CERTIFICATE_ENDED,     /* and a bureau still renews it with its own key */
  ZB_CERTIFICATE_OVER,      /* only a new invitation helps */
} ZbCertificateState;

/* Days after the end in which it is still renewed, where the bureau has not set another number. */
#define ZB_CERTIFICATE_GRACE_DAYS 15

/* @end: microseconds UTC, 0 where it is not known: such a one holds. */
ZbCertificateState zb_certificate_state (gint64 end, gint64 now);
/* A sentence or two on the certificate of @enterprise; NULL while it holds. @elsewhere: another
 * authority issued it, and the bureau does not renew it. (transfer full) */
char *zb_certificate_words (const char *enterprise, gint64 end, gboolean elsewhere, gint64 now);
/* The same in a few words, for a title: "Certificate ends in 12 days". (transfer full) */
char *zb_certificate_title (gint64 end, gint64 now);
