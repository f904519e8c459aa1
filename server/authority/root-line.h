/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* A node's roots, one after another. What the first certified lies under plain names in the folder
 * of certificates; what each other one certified, which are the same authorities with the same
 * keys, carries its number: "root-2.pem", "root-2.crl", "authority-tls-2.pem". The last one is in
 * force. All are kept: what was signed in the time of one is proven by it. */
#define ZB_ROOT_LINE_ROOT "root"

/* The number of the root in force, 1 for the one of the founding. */
guint zb_root_line_last (const char *folder);
/* "authority-tls", "authority-tls-2"; (transfer full) */
char *zb_root_line_stem (const char *stem, guint number);

/* The root of @number and, behind it, the authorities as it certified them. (transfer full)
 * ZbCertificate. */
GPtrArray *zb_root_line_read (const char *folder, guint number, GError **error);
/* The same of all of them, the first root first. */
GPtrArray *zb_root_line_read_all (const char *folder, GError **error);
/* The roots before the last. */
GPtrArray *zb_root_line_read_former (const char *folder, GError **error);

/* What the planned root (ZB_KEYRING_NEXT_ROOT) certified, without it, in the order of
 * zb_root_line_read(): none where there is no plan, or it certified not all yet. */
GPtrArray *zb_root_line_read_coming (const char *folder, GError **error);
/* Writes authorities of the root of @number, and its list, under their names. */
gboolean zb_root_line_write (
    const char *folder, guint number, const GPtrArray *authorities, GBytes *list, GError **error);
/* The list of the root of @number. (transfer full) */
GBytes *zb_root_line_read_list (const char *folder, guint number, GError **error);
/* The planned root is in force from now on, at one stroke. */
gboolean zb_root_line_advance (const char *folder, GError **error);
