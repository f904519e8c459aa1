/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/migration.h"

/* The embedded back-end's scripts, oldest first; static. */
const ZbMigration *zb_store_migrations (guint *ret_n);
