/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/client/scratch-client.h"

/* A draft whose period another edition takes over: B204-1 for June 2025. */
#define ZB_CARRIED_PERIOD "2025-06"

/* A cell by its item id; rows of dynamic sections are added. */
void zb_carried_draft_set (ZbReport *report, const char *item, const char *text);
/* Saves a draft in the edition of 2023, which serves. */
void zb_carried_draft_begin (ZbScratchClient *client);
/* The invented edition of 2026 comes, and serves from that month on. */
void zb_carried_draft_revise (ZbScratchClient *client);
