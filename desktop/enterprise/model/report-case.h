/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosign.h"
#include "client/desk.h"
#include "client/draft-carry.h"
#include "client/due.h"
#include "client/permit.h"
#include "client/sent.h"
#include "desktop/enterprise/office/office.h"
#include "desktop/enterprise/model/set-part.h"

/* All that belongs to one report when it is opened: draft or signed version, rules, the version
 * before it and what the bureau said. Read by the disk worker, then the main thread's alone. */
typedef struct {
  ZbAccount *account;
  ZbDue *due;
  ZbCatalogue *catalogue; /* keeps the forms alive that the desk works with */
  ZbDesk *desk;           /* NULL once taken */
  char *form;             /* FORM-ID of what is shown: due->form, or another form of its set */
  GArray *parts;          /* (nullable) ZbSetPart: the forms of the set, the head first */
  gboolean editable;
  GBytes *seen;        /* (nullable) the draft as it was on disk */
  ZbDraftCarry *carry; /* (nullable) how the draft came from another edition, or could */
  ZbReport *base;      /* (nullable) the version a correction starts from */
  ZbSent *sent;        /* (nullable) the newest signed version */
  ZbReceipt *decision; /* (nullable) the bureau's last return, with its remarks */
  ZbReceipt *refusal;  /* (nullable) R2 of a refused version */
  ZbCosign *cosign;    /* (nullable) who has signed it so far, of several; void if it was changed */
  guint to_sign, mine; /* ZbSigningRole bits: in which it is still to be signed, and which of them
                          are this person's turn; 0: any one signature will do */
  ZbPermit *permit;    /* (nullable) the newest request to correct it after acceptance */
  guint n_evidence;
  char *context_fault; /* (nullable) why the context kept here could not be read */
} ZbReportCase;

void zb_report_case_free (ZbReportCase *opened);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReportCase, zb_report_case_free)

typedef enum {
  ZB_OPEN_AS_IT_STANDS, /* the draft; else what was sent; else a new report */
  ZB_OPEN_TO_CORRECT,   /* as above, but what was sent becomes a new draft */
} ZbOpenMode;

/* @form: which form of the set to show; NULL for the head. */
void zb_report_case_open_async (ZbOffice *office,
                                const ZbDue *due,
                                const char *form,
                                ZbOpenMode mode,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* (transfer full) G_IO_ERROR_CANCELLED once it was cancelled, even if it had been read by then. */
ZbReportCase *zb_report_case_open_finish (GAsyncResult *result, GError **error);

/* The code list "reasons" or "prefill-reasons"; NULL if no form brought it. Borrowed. */
const ZbCodeList *zb_report_case_reasons (const ZbReportCase *opened, const char *id);
