/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* Writes down, into a GString, what it is told: <name a=v ...>, then =text= at the end tag. */
extern const ZbXmlHandler zb_test_xml_log;
