/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-elsewhere.h"

#include "formats/xml-plain.h"

static const ZbXmlElsewhere *chosen; /* atomic */

void
zb_xml_set_elsewhere (const ZbXmlElsewhere *elsewhere)
{
  g_atomic_pointer_set (&chosen, elsewhere);
}

const ZbXmlElsewhere *
zb_xml_get_elsewhere (void)
{
  return g_atomic_pointer_get (&chosen);
}

GBytes *
zb_xml_elsewhere_trace (const ZbXmlElsewhere *elsewhere,
                        const void *bytes,
                        gsize length,
                        const ZbXmlLimits *limits,
                        GError **error)
{
  GBytes *trace = zb_xml_plain_trace (bytes, length, limits);

  return trace != NULL ? trace : elsewhere->trace (bytes, length, limits, elsewhere->data, error);
}
