/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* What is due, grouped by deadline. Signals: "open" (item: ZbDueItem), "drop-draft"
 * (item). */
#define ZB_TYPE_HOME_PAGE (zb_home_page_get_type ())
G_DECLARE_FINAL_TYPE (ZbHomePage, zb_home_page, ZB, HOME_PAGE, GtkWidget)

void zb_home_page_set_office (ZbHomePage *page, ZbOffice *office);
/* Whether the bureau is being asked. */
void zb_home_page_set_busy (ZbHomePage *page, gboolean busy);
/* What went wrong with asking it, NULL when nothing did. */
void zb_home_page_set_trouble (ZbHomePage *page, const char *words);
