/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The pinyin initials of a text: "显示器件" → "xsqj". Letters and digits stay (in lower case), a
 * character whose initial is not known becomes "?", all else is left out. The initials come from
 * the order of GB 2312, whose 3,755 commonest characters are sorted by pinyin (a character of
 * several readings has the one it is sorted by). (transfer full) */
char *zb_pinyin_initials (const char *text);

/* Whether @initials begin with @letters, "?" standing for any letter. */
gboolean zb_pinyin_has_prefix (const char *initials, const char *letters);
