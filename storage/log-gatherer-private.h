/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sqlite3.h>

/* A shim over SQLite's default VFS that gathers what is written to a write-ahead log: SQLite writes
 * each of its frames by two calls, head and page, and a transaction by as many as it has frames.
 * Nobody sees a difference: what is gathered is in the file before the transaction that it belongs
 * to can be seen or synced, before the log is read, and before another may write to it. A write
 * that fails, fails the transaction all the same, only later. */

/* The name to open databases by; NULL where SQLite is out of memory. */
const char *zb_log_gatherer_register (void);
