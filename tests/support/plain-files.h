/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A web server without TLS for a test, on 127.0.0.1 and a port of the system's choice, in threads
 * of its own: GET /NAME answers with the file NAME of a folder, as it is then, or 404. */
typedef struct _ZbPlainFiles ZbPlainFiles;

ZbPlainFiles *zb_plain_files_new (const char *folder); /* fails the test if there is no port */
void zb_plain_files_free (ZbPlainFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPlainFiles, zb_plain_files_free)

const char *zb_plain_files_url (const ZbPlainFiles *files); /* "http://127.0.0.1:PORT" */
