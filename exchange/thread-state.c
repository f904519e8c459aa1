/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/thread-state.h"

#include <openssl/crypto.h>

void
zb_thread_state_drop (void)
{
  OPENSSL_thread_stop ();
}
