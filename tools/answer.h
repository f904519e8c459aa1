/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "tools/place.h"
#include "tools/table.h"

/* What commands that ask the server have in common. */

/* GETs @path; with --json prints the answer as it came and returns NULL with @ret_code set. */
ZbJson *zb_answer_get (
    const ZbCallLine *line, ZbLinked *linked, const char *path, int *ret_code, GError **error);
/* The same for a command that asks once: opens the workspace, links and GETs. */
ZbJson *zb_answer_ask (const ZbCallLine *line, const char *path, int *ret_code, GError **error);
/* GETs @path (without "cursor") and all pages behind it, and prints a table under @heads, to which
 * @add adds each of the array @list; with --json the pages, each on a line. An exit code. */
int zb_answer_list (const ZbCallLine *line,
                    const char *path,
                    const char *list,
                    const char *const *heads,
                    void (*add) (ZbTable *table, const ZbJson *one),
                    GError **error);
/* POSTs the JSON written (taken); FALSE with @error. @ret_answer (nullable): (transfer full), NULL
 * for an answer without content. */
gboolean zb_answer_post (ZbLinked *linked,
                         const char *path,
                         ZbJsonWriter *json,
                         const char *if_match,
                         ZbJson **ret_answer,
                         GError **error);
/* POSTs one option of @line, as a member of its name, for a command that tells but this. */
gboolean
zb_answer_tell (const ZbCallLine *line, const char *path, const char *option, GError **error);
/* The same with --reason, which a rejection needs, for "zhibao @group reject". An exit code. */
int zb_answer_reject (const ZbCallLine *line, const char *path, const char *group, GError **error);
/* Prints the JSON written (taken) on a line. */
void zb_answer_print (ZbJsonWriter *json);
/* The text of {"zh", "en"} in the terminal's language; "" if absent. */
const char *zb_answer_text (const ZbJson *json, const char *key);
/* A member as text, "" if absent; integers are printed. Caller frees. */
char *zb_answer_dup (const ZbJson *json, const char *key);
