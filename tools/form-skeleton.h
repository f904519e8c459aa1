/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/form-draft.h"

/* A whole package folder around a draft: form.xml, rules to begin with, README, samples with the
 * findings they give. */

/* Writes into @folder, which must not hold a form.xml yet. What was written has been read, compiled
 * and checked: errors say what the draft lacks, and nothing is left in @folder then. @origin: a
 * sentence for the README on where the form was taken from. */
gboolean zb_form_skeleton_write (const ZbFormDraft *draft,
                                 ZbCatalogue *catalogue,
                                 const char *folder,
                                 const char *origin,
                                 GError **error);
