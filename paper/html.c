/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/html.h"

#include <string.h>

/* Quotation marks of Chinese type are as wide as its characters, which English does without. */
static const char base_style[] =
    ":lang(en){font-feature-settings:'pwid' 1}"
    "body{font-family:'Noto Serif CJK SC','Source Han Serif SC',SimSun,serif;color:#000;"

    "background:#fff;margin:24px auto;padding:0 16px;line-height:1.45}"
    "h1{font-size:1.5em;text-align:center;margin:0 0 12px}"
    "h2{font-size:1.05em;margin:18px 0 6px}";

void
zb_html_begin (GString *out, const char *language, const char *title, const char *style)
{
  g_autofree char *name = g_markup_escape_text (title, -1);

  g_string_append_printf (out,
                          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                          "<meta charset=\"utf-8\"/>\n<title>%s</title>\n"
                          "<style>%s%s</style>\n</head>\n<body>\n",
                          strcmp (language, "zh") == 0 ? "zh-CN" : language, name, base_style,
                          style);
}

void
zb_html_end (GString *out)
{
  g_string_append (out, "</body>\n</html>\n");
}

void
zb_html_leaf (GString *out, const char *name, const char *class, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (class)
    g_string_append_printf (out, "<%s class=\"%s\">%s</%s>\n", name, class, escaped, name);
  else
    g_string_append_printf (out, "<%s>%s</%s>\n", name, escaped, name);
}
