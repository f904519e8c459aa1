/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Who answers the routes of server/api/routes.c; one file a topic (server/api/TOPIC-routes.c). */

/* trust-routes.c: what anyone may know of the node. */
void zb_handle_trust (ZbCall *call);
void zb_handle_trust_version (ZbCall *call);
void zb_handle_crl (ZbCall *call);

/* proof-routes.c: what became of certificates, and what time it is. */
void zb_handle_ocsp (ZbCall *call);
void zb_handle_ocsp_get (ZbCall *call);
void zb_handle_stamp (ZbCall *call);

/* me-routes.c, due-routes.c, catalogue-routes.c: the work of enterprises. */
void zb_handle_me (ZbCall *call);
void zb_handle_due (ZbCall *call);
void zb_handle_catalogue (ZbCall *call);
void zb_handle_package (ZbCall *call);
void zb_handle_package_publication (ZbCall *call);
void zb_handle_context (ZbCall *call);

/* report-routes.c, decision-routes.c: review; progress, summary, recheck: what came of it. */
void zb_handle_queue (ZbCall *call);
void zb_handle_report (ZbCall *call);
void zb_handle_report_container (ZbCall *call);
void zb_handle_report_findings (ZbCall *call);
void zb_handle_report_versions (ZbCall *call);
void zb_handle_decision (ZbCall *call);
void zb_handle_progress (ZbCall *call);
void zb_handle_summary (ZbCall *call);
void zb_handle_export (ZbCall *call);
void zb_handle_recheck (ZbCall *call);
void zb_handle_recheck_trial (ZbCall *call);
void zb_handle_rehearsal (ZbCall *call);

/* register-routes.c, period-routes.c, waiver-routes.c: the bureau's data. */
void zb_handle_register_list (ZbCall *call);
void zb_handle_register_unit (ZbCall *call);
void zb_handle_register_import (ZbCall *call);
void zb_handle_periods (ZbCall *call);
void zb_handle_calendar (ZbCall *call);  /* calendar-routes.c */
void zb_handle_checklist (ZbCall *call); /* calendar-routes.c */
void zb_handle_period_order (ZbCall *call);
void zb_handle_waivers (ZbCall *call);
void zb_handle_waiver (ZbCall *call);
void zb_handle_waiver_confirmation (ZbCall *call);
void zb_handle_waiver_end (ZbCall *call);

/* correction-routes.c: accepted reports that are to be corrected. */
void zb_handle_corrections (ZbCall *call);
void zb_handle_correction (ZbCall *call);
void zb_handle_correction_answer (ZbCall *call);
void zb_handle_report_touched (ZbCall *call);

/* message-routes.c: reports in, receipts out. */
void zb_handle_commitment (ZbCall *call); /* commitment-routes.c */
void zb_handle_message_post (ZbCall *call);
void zb_handle_message_get (ZbCall *call);
void zb_handle_message_findings (ZbCall *call);
void zb_handle_message_receipt (ZbCall *call);

/* upload-routes.c: resumable uploads (tus 1.0.0). */
void zb_handle_upload_options (ZbCall *call);
void zb_handle_upload_post (ZbCall *call);
void zb_handle_upload_head (ZbCall *call);
void zb_handle_upload_patch (ZbCall *call);
void zb_handle_upload_delete (ZbCall *call);

/* inbox-routes.c, acknowledgement-routes.c: words to a unit. */
void zb_handle_inbox (ZbCall *call);
void zb_handle_inbox_ack (ZbCall *call);

/* publication-routes.c: forms published and withdrawn by two administrators. */
void zb_handle_publications (ZbCall *call);
void zb_handle_publication (ZbCall *call);
void zb_handle_publication_archive (ZbCall *call);
void zb_handle_publication_confirmation (ZbCall *call);
void zb_handle_publication_end (ZbCall *call);

/* authority-routes.c: invitations and enrolments. */
void zb_handle_enrolment (ZbCall *call);
void zb_handle_invitation (ZbCall *call);
void zb_handle_registration (ZbCall *call);
void zb_handle_renewal (ZbCall *call); /* renewal-routes.c */

/* mandate-routes.c, staff-routes.c: who acts for whom, and who works where. */
void zb_handle_mandates (ZbCall *call);
void zb_handle_mandate (ZbCall *call);
void zb_handle_mandate_end (ZbCall *call);
void zb_handle_staff (ZbCall *call);
void zb_handle_post_end (ZbCall *call);
