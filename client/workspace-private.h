/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/workspace.h"
#include "storage/database.h"
#include "validators/rulebook.h"

struct _ZbWorkspace {
  char *path;
  ZbClock clock;
  ZbDatabase *database;
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook; /* over @catalogue */
};

/* Reads the packages in the database into a fresh catalogue. */
gboolean zb_workspace_load_catalogue (ZbWorkspace *workspace, GError **error);
