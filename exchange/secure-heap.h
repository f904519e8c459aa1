/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* From now on OpenSSL keeps the private numbers of keys in memory that is locked, guarded, left out
 * of core dumps and wiped when freed. To be called before a key is made or read; the first call
 * counts, from whichever thread. Where the system refuses to lock memory, the numbers lie in
 * ordinary memory. */
void zb_secure_heap_open (void);
