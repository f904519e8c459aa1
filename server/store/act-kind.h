/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What can be done to the store, and the header that says what it takes. */

/* Kept with idempotency keys: new kinds come last. */
typedef enum {
  ZB_ACT_RECORD,              /* nothing but log records (an export, an administrator's login) */
  ZB_ACT_TENANT,              /* server/store/tenant.h */
  ZB_ACT_STAFF,               /* server/store/staff.h */
  ZB_ACT_UNIT,                /* server/store/unit.h */
  ZB_ACT_MANDATE,             /* server/store/mandate.h */
  ZB_ACT_CALENDAR,            /* server/store/calendar.h */
  ZB_ACT_OBLIGATIONS,         /* server/store/obligation.h */
  ZB_ACT_EXEMPTION,           /* server/store/obligation.h */
  ZB_ACT_PERMIT,              /* server/store/obligation.h */
  ZB_ACT_PACKAGE,             /* server/store/package.h */
  ZB_ACT_SUBMISSION,          /* server/store/submission.h */
  ZB_ACT_DECISION,            /* server/store/decision.h */
  ZB_ACT_WAIVER,              /* server/store/waiver.h */
  ZB_ACT_CERTIFICATE,         /* server/store/certificate.h */
  ZB_ACT_REVOCATION,          /* server/store/certificate.h */
  ZB_ACT_CRL,                 /* server/store/certificate.h */
  ZB_ACT_INVITATION,          /* server/store/invitation.h */
  ZB_ACT_INVITATION_USE,      /* server/store/invitation.h */
  ZB_ACT_INVITATION_TRY,      /* server/store/invitation.h */
  ZB_ACT_UPLOAD,              /* server/store/upload.h */
  ZB_ACT_UPLOAD_PROGRESS,     /* server/store/upload.h */
  ZB_ACT_UPLOAD_END,          /* server/store/upload.h */
  ZB_ACT_ACKNOWLEDGEMENT,     /* server/store/notice.h */
  ZB_ACT_WAIVER_CONFIRMATION, /* server/store/waiver.h */
  ZB_ACT_IMPORT,              /* server/store/unit.h */
  ZB_ACT_PUBLICATION,         /* server/store/publication.h */
  ZB_ACT_PUBLICATION_CONFIRMATION, /* server/store/publication.h */
  ZB_ACT_PUBLICATION_END,          /* server/store/publication.h */
  ZB_ACT_STAMP,                    /* server/store/stamp.h */
  ZB_ACT_REINSTATEMENT,            /* server/store/certificate.h */
  ZB_ACT_REQUEST,                  /* server/store/request.h */
  ZB_ACT_REQUEST_APPROVAL,         /* server/store/request.h */
  ZB_ACT_REQUEST_REJECTION,        /* server/store/request.h */
  ZB_ACT_CORRECTION_REQUEST,       /* server/store/correction.h */
  ZB_ACT_CORRECTION_ANSWER,        /* server/store/correction.h */
  ZB_ACT_ROUTE_TABLE,              /* server/store/route-table.h */
  ZB_ACT_ROUTE_TABLE_CONFIRMATION, /* server/store/route-table.h */
  ZB_ACT_ROUTE_TABLE_END,          /* server/store/route-table.h */
  ZB_ACT_FORWARD_NOTE,             /* server/store/forward.h */
  ZB_ACT_FORWARD_STEP,             /* server/store/forward.h */
  ZB_ACT_COMMITMENT,               /* server/store/commitment.h */
  ZB_ACT_SIGN_BOX,                 /* server/store/sign-box.h */
  ZB_ACT_RELAYED_DECISION,         /* server/store/relayed.h */
  ZB_ACT_FEED,                     /* server/store/relayed.h */
  ZB_ACT_TRUST_BUNDLE,             /* server/store/trust-bundle.h */
  ZB_ACT_MOTION,                   /* server/store/motion.h */
  ZB_ACT_MOTION_APPROVAL,          /* server/store/motion.h */
  ZB_ACT_MOTION_REJECTION,         /* server/store/motion.h */
  ZB_ACT_KINDS
} ZbActKind;
