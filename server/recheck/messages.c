/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "server/intake/bodies.h"
#include "server/recheck/steps.h"

#include <string.h>

#define RECEIPTS_A_MESSAGE 2

/* One message and everything that tells what its row ought to say. */
typedef struct {
  const ZbRecheck *recheck;
  const ZbMessage *message;
  ZbReceipt *arrival, *outcome; /* nullable */
  ZbContainer *container;       /* nullable */
  GPtrArray *reports;           /* (nullable) ZbReport of each body */
  ZbRowCheck check;
} Subject;

static void
subject_clear (Subject *subject)
{
  zb_receipt_free (subject->arrival);
  zb_receipt_free (subject->outcome);
  zb_container_free (subject->container);
  g_clear_pointer (&subject->reports, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static void
check_arrival (const Subject *subject)
{
  const ZbMessage *message = subject->message;
  const ZbReceipt *arrival = subject->arrival;
  const ZbRowCheck *check = &subject->check;

  if (arrival == NULL) {
    g_autofree char *leaf = zb_row_key ((gint64)message->first_leaf);

    zb_row_check_fault (check, ZB_LOG_FAULT_UNLOGGED, "first_leaf", NULL, leaf);
    return;
  }
  zb_row_check_int (check, "n_leaves", RECEIPTS_A_MESSAGE, message->n_leaves);
  zb_row_check_text (check, "digest", arrival->container, message->digest);
  zb_row_check_text (check, "signer", arrival->signer, message->signer);
  zb_row_check_time (check, "received", arrival->received, message->received);
  if (arrival->carrier != NULL)
    zb_row_check_text (check, "carrier", arrival->carrier, message->carrier);
}

/* Of a long list the receipt holds the beginning, and the digest of all of it. */
static void
check_findings (const ZbRowCheck *check, const ZbReceipt *outcome, const char *findings)
{
  g_autofree char *digest = zb_digest_hex_of (findings, strlen (findings));

  if (outcome->findings_digest == NULL)
    zb_row_check_words (check, "findings", outcome->findings, findings);
  else
    zb_row_check_text (check, "findings", outcome->findings_digest, digest);
}

static gboolean
check_outcome (const Subject *subject, GError **error)
{
  const ZbMessage *message = subject->message;
  const ZbReceipt *outcome = subject->outcome;
  ZbRowCheck body = subject->check;
  g_autoptr (GError) fault = NULL;
  g_autofree char *findings = NULL;

  if (outcome == NULL)
    return TRUE;
  zb_row_check_text (&subject->check, "refusal", outcome->reason, message->refusal);
  findings = zb_store_read_findings (subject->recheck->store, message->id, &fault);
  body.table = "message_body";
  if (findings != NULL)
    check_findings (&body, outcome, findings);
  if (fault == NULL || g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* Another node judges it. */
static gboolean
is_passed_on (const Subject *subject)
{
  return subject->outcome != NULL && g_strcmp0 (subject->outcome->outcome, "passed-on") == 0;
}

/* What the row takes from the package: nothing, if it was not known when the message came. */
static void
check_form (const Subject *subject, const ZbEnvelope *envelope)
{
  const ZbMessage *message = subject->message;
  const ZbPackage *package =
      zb_catalogue_find_digest (subject->recheck->catalogue, envelope->package);
  const ZbForm *form = package != NULL ? zb_package_form (package) : NULL;
  gboolean unknown = is_passed_on (subject) || g_strcmp0 (message->refusal, "unknown-form") == 0;

  if (unknown && message->form == NULL && message->tenant == NULL && message->package == NULL)
    return;
  zb_row_check_text (&subject->check, "tenant", form != NULL ? form->system : NULL,
                     message->tenant);
  zb_row_check_text (&subject->check, "form", form != NULL ? form->id : NULL, message->form);
  zb_row_check_text (&subject->check, "package", form != NULL ? envelope->package : NULL,
                     message->package);
}

/* Those are told before the report is looked into. */
static gboolean
was_read (const ZbMessage *message)
{
  static const char *const before[] = {"unknown-form", "wrong-edition", "not-open",
                                       "closed",       "part-of-set",   NULL};

  return message->refusal == NULL || !g_strv_contains (before, message->refusal);
}

static void
read_reports (Subject *subject)
{
  g_autoptr (GError) fault = NULL;

  if (is_passed_on (subject) || !was_read (subject->message))
    return;
  subject->reports = zb_bodies_read (subject->container, subject->recheck->catalogue, &fault);
  if (subject->reports == NULL && subject->message->refusal == NULL)
    zb_row_check_fault (&subject->check, ZB_LOG_FAULT_CHANGED, "package", NULL, fault->message);
}

static void
check_envelope (Subject *subject)
{
  const ZbMessage *message = subject->message;
  const ZbEnvelope *envelope = zb_container_envelope (subject->container);
  const ZbRowCheck *check = &subject->check;

  zb_row_check_text (check, "sender", envelope->sender, message->sender);
  zb_row_check_text (check, "message_id", envelope->message_id, message->message_id);
  zb_row_check_text (check, "edition", envelope->edition, message->edition);
  zb_row_check_text (check, "period", envelope->period, message->period);
  check_form (subject, envelope);
  read_reports (subject);
  zb_row_check_int (check, "kind",
                    subject->reports != NULL ? zb_report_kind (subject->reports->pdata[0])
                                             : ZB_REPORT_NORMAL,
                    message->kind);
}

/* What is valid here has become a version. */
static void
check_version (const Subject *subject)
{
  if (subject->outcome != NULL && subject->outcome->reason == NULL && !is_passed_on (subject) &&
      subject->message->version == 0 && subject->message->refusal == NULL)
    zb_row_check_fault (&subject->check, ZB_LOG_FAULT_MISSING, "version", NULL, NULL);
}

static gboolean
open_container (Subject *subject, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) bytes =
      zb_store_read_container (subject->recheck->store, subject->message->id, &fault);
  ZbRowCheck body = subject->check;

  body.table = "message_body";
  if (bytes != NULL) {
    subject->container = zb_container_open (subject->check.name, bytes, &fault);
    if (subject->container == NULL)
      zb_row_check_fault (&body, ZB_LOG_FAULT_CHANGED, "container", NULL, fault->message);
    return TRUE;
  }
  /* The log says of either which container it misses. */
  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND) ||
      g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
check_message (const ZbRecheck *recheck,
               const ZbMessage *message,
               ZbLogReport *report,
               GError **error)
{
  g_autofree char *row = zb_row_key (message->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", message->sender, message->message_id);
  g_auto (Subject)
      subject = {.recheck = recheck, .message = message, .check = {report, "message", row, name}};

  report->rows++;
  subject.arrival =
      zb_recheck_read_receipt (recheck->store, message->first_leaf, ZB_RECEIPT_ARRIVAL,
                               message->sender, message->message_id);
  subject.outcome =
      zb_recheck_read_receipt (recheck->store, message->first_leaf + 1, ZB_RECEIPT_OUTCOME,
                               message->sender, message->message_id);
  if (!open_container (&subject, error))
    return FALSE;
  /* Where the body cannot be read, the log says so. */
  if (subject.arrival != NULL || subject.container != NULL)
    check_arrival (&subject);
  if (!check_outcome (&subject, error) ||
      !zb_recheck_way (recheck, report, message, subject.outcome, error))
    return FALSE;
  check_version (&subject);
  if (subject.container == NULL)
    return TRUE;
  check_envelope (&subject);
  return message->version == 0 || subject.reports == NULL ||
         zb_recheck_versions (recheck, report, message, subject.reports, subject.outcome, error);
}

/* *@ret_last: the newest message; 0: none came. */
static gboolean
find_last (const ZbRecheck *recheck, gint64 *ret_last, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbMessage) newest = zb_store_read_newest_message (recheck->store, &failure);

  *ret_last = newest != NULL ? newest->id : 0;
  if (newest != NULL || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What comes while it looks is left to the next time: where messages come as quickly as they are
 * looked at, there would be no end. */
gboolean
zb_recheck_messages (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  gint64 after = 0, last;

  if (!find_last (recheck, &last, error))
    return FALSE;
  while (after < last) {
    g_autoptr (GPtrArray) page =
        zb_store_list_messages (recheck->store, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return FALSE;
    if (page->len == 0)
      break;
    for (guint i = 0; i < page->len; i++)
      if (!check_message (recheck, page->pdata[i], report, error))
        return FALSE;
    after = ((const ZbMessage *)page->pdata[page->len - 1])->id;
  }
  return TRUE;
}
