/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "tools/place.h"

/* What commands that ask the server have in common. */

/* GETs @path; with --json prints the answer as it came and returns NULL with @ret_code set. */
ZbJson *zb_answer_get (
    const ZbCallLine *line, ZbLinked *linked, const char *path, int *ret_code, GError **error);
/* The same for a command that asks once: opens the workspace, links and GETs. */
ZbJson *zb_answer_ask (const ZbCallLine *line, const char *path, int *ret_code, GError **error);
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
/* Prints the JSON written (taken) on a line. */
void zb_answer_print (ZbJsonWriter *json);
/* The text of {"zh", "en"} in the terminal's language; "" if absent. */
const char *zb_answer_text (const ZbJson *json, const char *key);
/* A member as text, "" if absent; integers are printed. Caller frees. */
char *zb_answer_dup (const ZbJson *json, const char *key);
