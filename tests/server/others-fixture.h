/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/fake-request.h"
#include "tests/support/plain-files.h"
#include "tests/support/province.h"

/* A node at which a person of an enterprise reports with a province's certificates. */
typedef struct {
  ZbTempDir *dir;
  ZbProvince *province;
  ZbTestNode *node;
  ZbTestPerson *own, *city; /* of this node's authority */
  ZbTestPerson person;      /* of the province's */
  ZbSigner *signer;
  ZbCertificate *tls;
  ZbPlainFiles *site; /* (nullable) where the province publishes */
} ZbOthersFixture;

#define ZB_OTHERS_UNIT "91350200MA2KUY1H08"
#define ZB_OTHERS_PERSON "张三"

void zb_others_set_up (ZbOthersFixture *fixture, gconstpointer data);
void zb_others_tear_down (ZbOthersFixture *fixture, gconstpointer data);

/* Copies the file @from of the province to @to among the node's authorities. */
void zb_others_hand_over (ZbOthersFixture *fixture, const char *from, const char *to);
/* Writes the settings, with the certificates and lists that they name. */
void zb_others_configure (ZbOthersFixture *fixture, const char *settings);
/* What the node answers to who registers the certificate. */
ZbFakeAnswer *
zb_others_register (ZbOthersFixture *fixture, const ZbTestPerson *who, ZbCertificate *certificate);
/* The person's two. */
void zb_others_register_both (ZbOthersFixture *fixture);
/* A report of the unit that @signs signs and @carries brings. */
ZbFakeAnswer *
zb_others_send (ZbOthersFixture *fixture, const ZbTestPerson *signs, const ZbTestPerson *carries);
void zb_others_assert_tells (const ZbFakeAnswer *answer,
                             guint status,
                             const char *code,
                             const char *words);
