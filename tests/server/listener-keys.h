/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/keyring.h"
#include "server/listener/listener.h"
#include "tests/support/temp-dir.h"

/* A node's keys, for tests of its listener alone. */
typedef struct {
  ZbTempDir *dir; /* with the keys in "keys" */
  ZbKeyring *keyring;
  char *roots;
} ZbListenerKeys;

/* Founds them as of @now; @options show them, as long as they are there. */
void zb_listener_keys_init (ZbListenerKeys *keys, gint64 now, ZbListenerOptions *options);
void zb_listener_keys_clear (ZbListenerKeys *keys);
