/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/diagnostic.h"

void
zb_diagnostic_free (ZbDiagnostic *diagnostic)
{
  if (diagnostic == NULL)
    return;
  g_free (diagnostic->source);
  g_free (diagnostic->message);
  g_free (diagnostic->excerpt);
  g_free (diagnostic);
}

char *
zb_diagnostic_to_string (const ZbDiagnostic *diagnostic)
{
  return g_strdup_printf ("%s:%d:%d: %s: %s%s%s", diagnostic->source, diagnostic->line,
                          diagnostic->column, diagnostic->is_error ? "error" : "warning",
                          diagnostic->message, diagnostic->excerpt == NULL ? "" : "\n",
                          diagnostic->excerpt == NULL ? "" : diagnostic->excerpt);
}
