/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Starts libcurl, once for the program. */
void zb_http_start (void);
