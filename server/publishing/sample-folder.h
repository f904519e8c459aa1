/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-publication.h"

/* The samples of a publication, laid out as files while they are tried. Freeing it takes them away
 * again. */
typedef struct _ZbSampleFolder ZbSampleFolder;

/* In a new folder below @scratch, which is made if needed. */
ZbSampleFolder *
zb_sample_folder_new (const char *scratch, const ZbSignedPublication *archive, GError **error);
void zb_sample_folder_free (ZbSampleFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSampleFolder, zb_sample_folder_free)

const char *zb_sample_folder_path (const ZbSampleFolder *folder); /* …/samples */
/* @message without the beginning that names where the folder lies. */
const char *zb_sample_folder_strip (const ZbSampleFolder *folder, const char *message);
