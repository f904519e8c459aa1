/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"
#include "formats/zip-reader.h"

/* How much a container may hold, and each kind of XML document in it. */
extern const ZbZipLimits zb_container_limits;
extern const ZbXmlLimits zb_envelope_limits;
extern const ZbXmlLimits zb_manifest_limits;

/* By the name of an entry; NULL for one that is no XML. Static. */
const ZbXmlLimits *zb_document_limits (const char *name);
