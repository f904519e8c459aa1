/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/account/account-dialog.h"

/* Another term for certificates, with the keys that are here. */
extern const ZbAccountAct zb_account_act_renew;
/* An account's keys into one encrypted file, and out of it on another computer. */
extern const ZbAccountAct zb_account_act_back_up_keys;
extern const ZbAccountAct zb_account_act_restore_keys;
/* What was sent from another computer, fetched from the bureau. */
extern const ZbAccountAct zb_account_act_recover;
