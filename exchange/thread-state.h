/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Lets go of what OpenSSL keeps for the calling thread (OPENSSL_thread_stop(3)), which may use it
 * again afterwards. The last act of a thread that nobody joins: else that goes at some time after
 * the process has counted what it still holds. */
void zb_thread_state_drop (void);
