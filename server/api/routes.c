/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "exchange/witness-request.h"
#include "server/api/handlers.h"
#include "server/api/certificate-handlers.h"
#include "server/api/log-handlers.h"
#include "server/api/motion-handlers.h"
#include "server/api/request-handlers.h"
#include "server/api/route-table-handlers.h"
#include "server/api/route.h"
#include "server/api/sign-box-handlers.h"

/* A body that says nothing of interest, "{}". */
#define MAX_EMPTY_JSON 1024
/* Two requests for certificates, of RSA keys at the most. */
#define MAX_ENROLMENT (16 * 1024)
/* The same, and a signature with its certificates, in base64. */
#define MAX_RENEWAL (128 * 1024)

/* Who brings messages. */
#define CARRIERS (ZB_ROLE_ENTERPRISE | ZB_ROLE_NODE)
/* A table of routes and its signature, in base64. */
#define MAX_ROUTES (2 * ZB_PROTOCOL_MAX_STATEMENT)

const ZbRoute zb_routes[] = {
    /* Public. */
    {"GET", "/v1/trust", ZB_ROLES_ALL, 0, zb_handle_trust},
    {"GET", "/v1/trust/{version}", ZB_ROLES_ALL, 0, zb_handle_trust_version},
    {"GET", "/crl/{ca}", ZB_ROLES_ALL, 0, zb_handle_crl},
    {"POST", "/ocsp", ZB_ROLES_ALL, ZB_PROTOCOL_MAX_OCSP, zb_handle_ocsp},
    {"GET", "/ocsp/{request...}", ZB_ROLES_ALL, 0, zb_handle_ocsp_get},
    {"POST", "/tsa", ZB_ROLES_ALL, ZB_PROTOCOL_MAX_STAMP_REQUEST, zb_handle_stamp},
    {"GET", "/log/checkpoint", ZB_ROLES_ALL, 0, zb_handle_checkpoint},
    {"GET", "/log/checkpoint/{}", ZB_ROLES_ALL, 0, zb_handle_daily_checkpoint},
    {"GET", "/log/keys", ZB_ROLES_ALL, 0, zb_handle_log_keys},
    {"GET", "/log/cosigned", ZB_ROLES_ALL, 0, zb_handle_cosigned},
    {"POST", "/log/add-checkpoint", ZB_ROLES_ALL, ZB_WITNESS_MAX_REQUEST, zb_handle_add_checkpoint},
    {"POST", "/log/add-keys", ZB_ROLES_ALL, ZB_PROTOCOL_MAX_NOTE, zb_handle_add_keys},
    {"GET", "/log/proof", ZB_ROLES_ALL, 0, zb_handle_log_proof},
    {"GET", "/log/tile/entries/{n}", ZB_ROLE_NODE, 0, zb_handle_entries},
    {"GET", "/log/tile/entries/{n}/{n}", ZB_ROLE_NODE, 0, zb_handle_entries},
    {"GET", "/log/tile/entries/{n}/{n}/{n}", ZB_ROLE_NODE, 0, zb_handle_entries},
    {"GET", "/log/tile/entries/{n}/{n}/{n}/{n}", ZB_ROLE_NODE, 0, zb_handle_entries},
    {"GET", "/log/tile/{level}/{n}", ZB_ROLES_ALL, 0, zb_handle_tile},
    {"GET", "/log/tile/{level}/{n}/{n}", ZB_ROLES_ALL, 0, zb_handle_tile},
    {"GET", "/log/tile/{level}/{n}/{n}/{n}", ZB_ROLES_ALL, 0, zb_handle_tile},
    {"GET", "/log/tile/{level}/{n}/{n}/{n}/{n}", ZB_ROLES_ALL, 0, zb_handle_tile},

    /* Exchange: messages, uploads, inbox. */
    {"POST", "/v1/commitments", ZB_ROLE_ENTERPRISE, MAX_RENEWAL, zb_handle_commitment},
    {"GET", "/v1/cosign", ZB_ROLE_ENTERPRISE, 0, zb_handle_sign_box},
    {"POST", "/v1/cosign", ZB_ROLE_ENTERPRISE, ZB_PROTOCOL_MAX_SMALL_MESSAGE,
     zb_handle_sign_box_put},
    {"GET", "/v1/cosign/{message}", ZB_ROLE_ENTERPRISE, 0, zb_handle_sign_box_get},
    {"POST", "/v1/cosign/{message}/return", ZB_ROLE_ENTERPRISE, MAX_ENROLMENT,
     zb_handle_sign_box_return},
    {"POST", "/v1/cosign/{message}/end", ZB_ROLE_ENTERPRISE, MAX_EMPTY_JSON,
     zb_handle_sign_box_end},
    {"POST", "/v1/messages", CARRIERS, ZB_PROTOCOL_MAX_SMALL_MESSAGE, zb_handle_message_post},
    {"GET", "/v1/messages/{sender}/{message}", CARRIERS, 0, zb_handle_message_get},
    {"GET", "/v1/messages/{sender}/{message}/findings", CARRIERS, 0, zb_handle_message_findings},
    {"GET", "/v1/messages/{sender}/{message}/receipts/{n}", CARRIERS, 0, zb_handle_message_receipt},
    {"GET", "/v1/messages/{sender}/{message}/derived/{name}", CARRIERS, 0, zb_handle_derived},
    {"OPTIONS", "/v1/uploads", ZB_ROLES_ALL, 0, zb_handle_upload_options},
    {"POST", "/v1/uploads", CARRIERS, 0, zb_handle_upload_post},
    {"HEAD", "/v1/uploads/{id}", CARRIERS, 0, zb_handle_upload_head},
    {"PATCH", "/v1/uploads/{id}", CARRIERS, ZB_PROTOCOL_MAX_CHUNK, zb_handle_upload_patch},
    {"DELETE", "/v1/uploads/{id}", CARRIERS, 0, zb_handle_upload_delete},
    {"GET", "/v1/inbox", CARRIERS, 0, zb_handle_inbox},
    {"POST", "/v1/inbox/{id}/ack", ZB_ROLE_ENTERPRISE, MAX_RENEWAL, zb_handle_inbox_ack},

    /* The authority: invitations, enrolments, certificates. */
    {"POST", "/v1/enrolments", ZB_ROLES_ALL, MAX_ENROLMENT, zb_handle_enrolment},
    {"POST", "/v1/invitations", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_ENROLMENT, zb_handle_invitation},
    {"GET", "/v1/certificates", ZB_ROLE_CITY | ZB_ROLE_ADMIN, 0, zb_handle_certificates},
    {"POST", "/v1/certificates", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_ENROLMENT,
     zb_handle_registration},
    {"GET", "/v1/certificates/{serial}/messages", ZB_ROLE_ENTERPRISE | ZB_ROLE_CITY | ZB_ROLE_ADMIN,
     0, zb_handle_certificate_messages},
    {"POST", "/v1/certificates/{serial}/revocation", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_ENROLMENT,
     zb_handle_revocation},
    {"POST", "/v1/certificates/{serial}/suspension", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_EMPTY_JSON,
     zb_handle_suspension},
    {"POST", "/v1/certificates/{serial}/reinstatement", ZB_ROLE_CITY | ZB_ROLE_ADMIN,
     MAX_EMPTY_JSON, zb_handle_reinstatement},
    {"POST", "/v1/csr", ZB_ROLES_ALL, MAX_ENROLMENT, zb_handle_request},
    {"GET", "/v1/csr", ZB_ROLE_CITY | ZB_ROLE_ADMIN, 0, zb_handle_requests},
    {"GET", "/v1/csr/{handle}", ZB_ROLES_ALL, 0, zb_handle_request_get},
    {"POST", "/v1/csr/{id}/approval", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_EMPTY_JSON,
     zb_handle_request_approval},
    {"POST", "/v1/csr/{id}/rejection", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_ENROLMENT,
     zb_handle_request_rejection},
    {"GET", "/v1/motions", ZB_ROLE_CITY | ZB_ROLE_ADMIN, 0, zb_handle_motions},
    {"POST", "/v1/motions/{id}/approval", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_EMPTY_JSON,
     zb_handle_motion_approval},
    {"POST", "/v1/motions/{id}/rejection", ZB_ROLE_CITY | ZB_ROLE_ADMIN, MAX_ENROLMENT,
     zb_handle_motion_rejection},
    {"POST", "/v1/renewals", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, MAX_RENEWAL, zb_handle_renewal},
    {"GET", "/v1/certs/{id}", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_certificate_query},

    /* Where messages go, and what is passed on to other nodes. */
    {"GET", "/v1/routes", ZB_ROLE_CITY | ZB_ROLE_ADMIN | ZB_ROLE_AUDITOR, 0,
     zb_handle_route_tables},
    {"GET", "/v1/routes/{id}", ZB_ROLE_CITY | ZB_ROLE_ADMIN | ZB_ROLE_AUDITOR, 0,
     zb_handle_route_table_get},
    {"POST", "/v1/routes", ZB_ROLE_ADMIN, MAX_ROUTES, zb_handle_route_table},
    {"POST", "/v1/routes/{id}/confirmation", ZB_ROLE_ADMIN, ZB_PROTOCOL_MAX_SIGNATURE,
     zb_handle_route_table_confirmation},
    {"POST", "/v1/routes/{id}/end", ZB_ROLE_ADMIN, MAX_ENROLMENT, zb_handle_route_table_end},
    {"POST", "/v1/acquaintance", ZB_ROLE_NODE, MAX_ENROLMENT, zb_handle_acquaintance},
    {"GET", "/v1/forwards", ZB_ROLE_CITY | ZB_ROLE_ADMIN | ZB_ROLE_AUDITOR, 0, zb_handle_forwards},
    {"POST", "/v1/forwards/{id}/again", ZB_ROLE_ADMIN, MAX_EMPTY_JSON, zb_handle_forward_again},

    /* Who acts for whom, and who works where. */
    {"GET", "/v1/mandates", ZB_ROLE_ENTERPRISE, 0, zb_handle_mandates},
    {"POST", "/v1/mandates", ZB_ROLE_ENTERPRISE, MAX_ENROLMENT, zb_handle_mandate},
    {"POST", "/v1/mandates/{id}/end", ZB_ROLE_ENTERPRISE, MAX_EMPTY_JSON, zb_handle_mandate_end},
    {"GET", "/v1/staff", ZB_ROLE_ADMIN, 0, zb_handle_staff},
    {"POST", "/v1/staff/end", ZB_ROLE_ADMIN, MAX_ENROLMENT, zb_handle_post_end},

    /* The work of enterprises: who they are, what is due, forms and what rules may ask. */
    {"GET", "/v1/me", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_me},
    {"GET", "/v1/due", ZB_ROLE_ENTERPRISE, 0, zb_handle_due},
    {"GET", "/v1/catalogue", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_catalogue},
    {"GET", "/v1/packages/{digest}", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_package},
    {"GET", "/v1/packages/{digest}/publication", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_package_publication},
    {"GET", "/v1/context/{form}/{period}", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_context},

    /* The work of the bureau: queue, reports, decisions, progress, summaries, exports. */
    {"GET", "/v1/queue", ZB_ROLES_STAFF, 0, zb_handle_queue},
    {"GET", "/v1/reports/{id}", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_report},
    {"GET", "/v1/reports/{id}/container", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_report_container},
    {"GET", "/v1/reports/{id}/findings", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_report_findings},
    {"GET", "/v1/reports/{id}/versions", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_report_versions},
    {"GET", "/v1/reports/{id}/touched", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0,
     zb_handle_report_touched},
    {"POST", "/v1/reports/{id}/decisions", ZB_ROLE_DISTRICT | ZB_ROLE_CITY, ZB_PROTOCOL_MAX_JSON,
     zb_handle_decision},
    {"GET", "/v1/corrections", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_corrections},
    {"POST", "/v1/corrections", ZB_ROLE_ENTERPRISE, MAX_ENROLMENT, zb_handle_correction},
    {"POST", "/v1/corrections/{id}/answer", ZB_ROLE_CITY, MAX_ENROLMENT,
     zb_handle_correction_answer},
    {"GET", "/v1/progress", ZB_ROLES_STAFF, 0, zb_handle_progress},
    {"GET", "/v1/summary", ZB_ROLES_STAFF, 0, zb_handle_summary},
    {"GET", "/v1/exports/{kind}", ZB_ROLE_DISTRICT | ZB_ROLE_CITY | ZB_ROLE_AUDITOR, 0,
     zb_handle_export},

    /* Rules, those in force or others, put to every report of a period. */
    {"GET", "/v1/rechecks/{form}/{period}", ZB_ROLES_STAFF, 0, zb_handle_recheck},
    {"POST", "/v1/rechecks/{form}/{period}", ZB_ROLES_STAFF, ZB_PROTOCOL_MAX_JSON,
     zb_handle_recheck_trial},
    {"POST", "/v1/rehearsals/{period}", ZB_ROLES_STAFF, ZB_PROTOCOL_MAX_PUBLICATION,
     zb_handle_rehearsal},

    /* Forms, published and withdrawn by two administrators. */
    {"GET", "/v1/publications", ZB_ROLES_STAFF, 0, zb_handle_publications},
    {"POST", "/v1/publications", ZB_ROLE_ADMIN, ZB_PROTOCOL_MAX_PUBLICATION, zb_handle_publication},
    {"GET", "/v1/publications/{id}/archive", ZB_ROLE_ADMIN | ZB_ROLE_AUDITOR, 0,
     zb_handle_publication_archive},
    {"POST", "/v1/publications/{id}/confirmation", ZB_ROLE_ADMIN, ZB_PROTOCOL_MAX_SIGNATURE,
     zb_handle_publication_confirmation},
    {"POST", "/v1/publications/{id}/end", ZB_ROLE_ADMIN, MAX_ENROLMENT, zb_handle_publication_end},

    /* The bureau's data: register, periods, waivers. */
    {"GET", "/v1/register", ZB_ROLES_STAFF, 0, zb_handle_register_list},
    {"GET", "/v1/register/{code}", ZB_ROLES_STAFF, 0, zb_handle_register_unit},
    {"POST", "/v1/register/imports", ZB_ROLE_ADMIN, ZB_PROTOCOL_MAX_TABLE,
     zb_handle_register_import},
    {"GET", "/v1/periods", ZB_ROLES_STAFF, 0, zb_handle_periods},
    {"GET", "/v1/periods/{period}/checklist", ZB_ROLES_STAFF, 0, zb_handle_checklist},
    {"GET", "/v1/calendar/{form}", ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF, 0, zb_handle_calendar},
    {"POST", "/v1/periods/{period}", ZB_ROLE_CITY | ZB_ROLE_ADMIN, ZB_PROTOCOL_MAX_JSON,
     zb_handle_period_order},
    {"GET", "/v1/waivers", ZB_ROLES_STAFF, 0, zb_handle_waivers},
    {"POST", "/v1/waivers", ZB_ROLE_CITY, ZB_PROTOCOL_MAX_JSON, zb_handle_waiver},
    {"POST", "/v1/waivers/{id}/confirmation", ZB_ROLE_CITY, MAX_EMPTY_JSON,
     zb_handle_waiver_confirmation},
    {"POST", "/v1/waivers/{id}/end", ZB_ROLE_CITY, MAX_EMPTY_JSON, zb_handle_waiver_end},

    {NULL, NULL, 0, 0, NULL},
};
