/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of working as a client. */
typedef enum {
  ZB_CLIENT_ERROR_INVITATION, /* the invitation cannot be read or has expired */
  ZB_CLIENT_ERROR_NOT_FOUND,  /* no such account, draft, message or form here */
  ZB_CLIENT_ERROR_EXISTS,     /* a draft or report of that form and period is there already */
  ZB_CLIENT_ERROR_STATE,      /* the report is not in a state for this */
  ZB_CLIENT_ERROR_REFUSED,    /* the server answered with a problem: see zb_session_problem() */
  ZB_CLIENT_ERROR_ANSWER,     /* the server's answer cannot be understood */
  ZB_CLIENT_ERROR_FORMS,   /* a form of the server's is not to be believed; those of before stay */
  ZB_CLIENT_ERROR_LOG,     /* the server's log lost or changed what it held */
  ZB_CLIENT_ERROR_CHANGED, /* another program has changed the draft meanwhile */
  ZB_CLIENT_ERROR_ROLE,    /* another must sign first, or one may not sign in that role */
  ZB_CLIENT_ERROR_VOID,    /* what was signed was changed since */
  ZB_CLIENT_ERROR_CERTIFICATE,  /* not one that signs, or its issuer renews it, not the bureau */
  ZB_CLIENT_ERROR_TRUST,        /* a trust bundle is not signed by whom it must be … */
  ZB_CLIENT_ERROR_TRUST_OLD,    /* … or older than the one that is held … */
  ZB_CLIENT_ERROR_TRUST_FORKED, /* … or another one under its number … */
  ZB_CLIENT_ERROR_TRUST_ENDED,  /* … or its time is over */
  ZB_CLIENT_ERROR_AMBIGUOUS,    /* there are several certificates: the text lists them */
  ZB_CLIENT_ERROR_SIGNER,       /* a signing program's command line is none, or has no place here */
} ZbClientError;

#define ZB_CLIENT_ERROR (zb_client_error_quark ())
GQuark zb_client_error_quark (void);
