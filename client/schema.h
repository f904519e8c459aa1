/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/migration.h"

/* The history of the workspace's schema; scripts are only ever appended. */
extern const ZbMigration zb_client_migrations[];
extern const guint zb_client_n_migrations;
