/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/diagnostic.h"

#include <string.h>

void
zb_diagnostic_free (ZbDiagnostic *diagnostic)
{
  if (diagnostic == NULL)
    return;
  g_free (diagnostic->source);
  g_free (diagnostic->message);
  g_free (diagnostic->message_zh);
  g_free (diagnostic->excerpt);
  g_free (diagnostic);
}

char *
zb_diagnostic_to_text (const ZbDiagnostic *diagnostic, const char *language)
{
  gboolean chinese = strcmp (language, "zh") == 0 && diagnostic->message_zh != NULL;
  const char *kind = diagnostic->is_error ? chinese ? "错误" : "error"
                     : chinese            ? "警告"
                                          : "warning";

  return g_strdup_printf ("%s:%d:%d: %s: %s%s%s", diagnostic->source, diagnostic->line,
                          diagnostic->column, kind,
                          chinese ? diagnostic->message_zh : diagnostic->message,
                          diagnostic->excerpt == NULL ? "" : "\n",
                          diagnostic->excerpt == NULL ? "" : diagnostic->excerpt);
}

char *
zb_diagnostic_to_string (const ZbDiagnostic *diagnostic)
{
  return zb_diagnostic_to_text (diagnostic, "en");
}
