/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Why a message is turned away at the door: nothing is kept and nothing acknowledged. (What is kept
 * as refused has a reason in its R2 instead: server/intake/judgement.h.) */
typedef enum {
  ZB_INTAKE_ERROR_WRONG_CARRIER,       /* the connection's holder may not deliver for the sender */
  ZB_INTAKE_ERROR_NO_MANDATE,          /* the signer holds no mandate for the unit */
  ZB_INTAKE_ERROR_UNKNOWN_UNIT,        /* the sender is not in the register */
  ZB_INTAKE_ERROR_WRONG_RECEIVER,      /* addressed to another node */
  ZB_INTAKE_ERROR_OUT_OF_TIME,         /* created in the future, or expired */
  ZB_INTAKE_ERROR_ROUTE_REJECTED,      /* the table of routes says so */
  ZB_INTAKE_ERROR_CERTIFICATES_NEEDED, /* the signature leaves them out, and they are not known */
  ZB_INTAKE_ERROR_NOT_AS_COMMITTED,    /* other bytes than its commitment (R0) names */
  ZB_INTAKE_ERROR_NO_STAMPS,           /* receipts wait for time stamps for too long */
  ZB_INTAKE_ERROR_SIGNER_REVOKED,      /* the certificate of one who signed was revoked */
  ZB_INTAKE_ERROR_SIGNER_EXPIRED,      /* or is over, its grace too */
  ZB_INTAKE_ERROR_ROLE_NOT_HELD,       /* somebody signs in a role that he does not hold */
  ZB_INTAKE_ERROR_ROLE_MISSING,        /* nobody signed in a role that the form asks for */
} ZbIntakeError;

#define ZB_INTAKE_ERROR (zb_intake_error_quark ())
GQuark zb_intake_error_quark (void);
