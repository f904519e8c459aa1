/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/fault.h"

/* Everything that a node's directory holds, beside what proves it: the log with its keys
 * (server/log/verify.h), each row beside what was signed and receipted (server/recheck/recheck.h),
 * and the database's own structure. Only what is public is read, no private key. @known (nullable)
 * is the text of a checkpoint kept elsewhere. NULL if the directory or the store cannot be read. */
ZbLogReport *zb_node_verify (const char *dir, const char *known, GError **error);
/* Adds to @report what its log lacks, or has changed, of the copy that another node keeps of it in
 * the folder @copy (server/log/copy.h). */
gboolean
zb_node_verify_copy (const char *dir, const char *copy, ZbLogReport *report, GError **error);
