/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/document-limits.h"

#include "exchange/container.h"
#include "exchange/protocol.h"

#define FIRST_BODY 2 /* entries before the bodies */

const ZbZipLimits zb_container_limits = {
    ZB_PROTOCOL_MAX_CONTAINER,
    FIRST_BODY + ZB_ENVELOPE_MAX_PAYLOADS + 2 * ZB_CONTAINER_MAX_SIGNATURES,
};
const ZbXmlLimits zb_envelope_limits = {ZB_PROTOCOL_MAX_ENVELOPE, 6, 16, 4096, 1024};
const ZbXmlLimits zb_manifest_limits = {ZB_PROTOCOL_MAX_ENVELOPE, 4, 8, 4096, 1024};

const ZbXmlLimits *
zb_document_limits (const char *name)
{
  if (g_str_equal (name, "envelope.xml"))
    return &zb_envelope_limits;
  if (g_str_has_prefix (name, "body/"))
    return &zb_xml_default_limits;
  return g_str_has_prefix (name, "META-INF/ASiCManifest") ? &zb_manifest_limits : NULL;
}
