/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/keyring.h"

/* A folder of keys as the first release made it: one issuing authority for all purposes, and no
 * keys for time stamps and responders. @folder is made. Fails the test when it cannot. */
void zb_test_old_keyring_found (const char *folder, const ZbFounding *founding);
