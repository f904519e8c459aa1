/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/certificate-words.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/time-words.h"

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define SOON_DAYS 30
#define NOW_DAYS 7

ZbCertificateState
zb_certificate_state (gint64 end, gint64 now)
{
  if (end == 0 || end - now > SOON_DAYS * DAY)
    return ZB_CERTIFICATE_HOLDS;
  if (end - now > NOW_DAYS * DAY)
    return ZB_CERTIFICATE_ENDS_SOON;
  if (end > now)
    return ZB_CERTIFICATE_ENDS_NOW;
  return now - end <= ZB_CERTIFICATE_GRACE_DAYS * DAY ? ZB_CERTIFICATE_ENDED : ZB_CERTIFICATE_OVER;
}

/* Whole days that are left: what is begun counts, but for a minute, by which clocks may differ. */
static guint
days_between (gint64 from, gint64 until)
{
  return MAX (1, (guint)((until - from + DAY - G_TIME_SPAN_MINUTE) / DAY));
}

/* "in 12 days"; "today" within the last 24 hours. */
static char *
left_words (gint64 end, gint64 now)
{
  guint days = days_between (now, end);

  if (days <= 1)
    return g_strdup (_ ("within a day"));
  return g_strdup_printf (ngettext ("in %u day", "in %u days", days), days);
}

/* Of one that only who issued it can renew. */
static char *
words_elsewhere (const char *enterprise, gint64 end, gint64 now)
{
  g_autofree char *when = zb_time_words (end);
  g_autofree char *left = end > now ? left_words (end, now) : NULL;

  if (zb_certificate_state (end, now) == ZB_CERTIFICATE_HOLDS)
    return NULL;
  if (left == NULL)
    /* Translators: enterprise, time. */
    return g_strdup_printf (_ ("The certificate of %s ended on %s. The authority that issued it "
                               "renews it; then ask the bureau for an invitation and enrol with "
                               "the new one."),
                            enterprise, when);
  /* Translators: enterprise, "in 12 days", time. */
  return g_strdup_printf (_ ("The certificate of %s ends %s, on %s. The authority that issued it "
                             "renews it; then ask the bureau for an invitation and enrol with the "
                             "new one."),
                          enterprise, left, when);
}

char *
zb_certificate_words (const char *enterprise, gint64 end, gboolean elsewhere, gint64 now)
{
  if (elsewhere)
    return words_elsewhere (enterprise, end, now);
  g_autofree char *when = zb_time_words (end);
  g_autofree char *left = end > now ? left_words (end, now) : NULL;
  guint days = end > now ? 0 : days_between (now, end + ZB_CERTIFICATE_GRACE_DAYS * DAY);

  switch (zb_certificate_state (end, now)) {
  case ZB_CERTIFICATE_HOLDS:
    return NULL;
  case ZB_CERTIFICATE_ENDS_SOON:
    /* Translators: enterprise, "in 12 days", time. */
    return g_strdup_printf (_ ("The certificate of %s ends %s, on %s. Renewing it takes a minute."),
                            enterprise, left, when);
  case ZB_CERTIFICATE_ENDS_NOW:
    /* Translators: enterprise, "in 3 days", time. */
    return g_strdup_printf (_ ("The certificate of %s ends %s, on %s. From then on nothing can be "
                               "signed or sent for it: renew it now."),
                            enterprise, left, when);
  case ZB_CERTIFICATE_ENDED:
    /* Translators: enterprise, time, days. */
    return g_strdup_printf (
        ngettext ("The certificate of %s ended on %s, and the bureau takes nothing signed with it. "
                  "For %u more day it can still be renewed with the key that is here.",
                  "The certificate of %s ended on %s, and the bureau takes nothing signed with it. "
                  "For %u more days it can still be renewed with the key that is here.",
                  days),
        enterprise, when, days);
  case ZB_CERTIFICATE_OVER:
    break;
  }
  /* Translators: enterprise, time. */
  return g_strdup_printf (_ ("The certificate of %s ended on %s, too long ago to be renewed. Ask "
                             "the bureau for a new invitation and enrol anew; drafts and receipts "
                             "stay."),
                          enterprise, when);
}

char *
zb_certificate_title (gint64 end, gint64 now)
{
  if (end <= now)
    return g_strdup (_ ("The certificate has ended"));
  g_autofree char *left = left_words (end, now);
  /* Translators: "in 12 days". */
  return g_strdup_printf (_ ("The certificate ends %s"), left);
}
