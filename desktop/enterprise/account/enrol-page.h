/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* First start, and later a further enterprise: an invitation, a passphrase, and the rest happens
 * here. Signals: "enrolled"; "left", when the person goes back. */
#define ZB_TYPE_ENROL_PAGE (zb_enrol_page_get_type ())
G_DECLARE_FINAL_TYPE (ZbEnrolPage, zb_enrol_page, ZB, ENROL_PAGE, GtkWidget)

/* Empties the page and fills in @invitation, a text (nullable). */
void zb_enrol_page_begin (ZbEnrolPage *page, ZbOffice *office, const char *invitation);
