/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum {
  ZB_AUTHORITY_ERROR_WRONG_CODE, /* no invitation has this code */
  ZB_AUTHORITY_ERROR_SPENT,      /* the invitation is used, expired or out of tries */
  ZB_AUTHORITY_ERROR_BAD_NAME,   /* a person's name or a request cannot be certified */
  ZB_AUTHORITY_ERROR_UNKNOWN_UNIT,
  ZB_AUTHORITY_ERROR_SHOWN_ONCE,   /* the invitation was made; its code cannot be told again */
  ZB_AUTHORITY_ERROR_KEYS,         /* the folder of keys is incomplete, or exists already */
  ZB_AUTHORITY_ERROR_TOO_EARLY,    /* the certificate holds for long enough */
  ZB_AUTHORITY_ERROR_WRONG_SIGNER, /* signed by somebody else than who asks */
  ZB_AUTHORITY_ERROR_QUEUE_FULL,   /* too many requests wait for an approval */
  ZB_AUTHORITY_ERROR_SAME_PERSON,  /* the second approval is another person's */
  ZB_AUTHORITY_ERROR_ELSEWHERE,    /* another authority certifies the signatures of units here */
  ZB_AUTHORITY_ERROR_NOT_ALONE,    /* two officials can do what is asked of the machine */
} ZbAuthorityError;

#define ZB_AUTHORITY_ERROR (zb_authority_error_quark ())
GQuark zb_authority_error_quark (void);
