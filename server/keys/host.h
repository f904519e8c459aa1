/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/vault.h"

/* Serves a vault to those who hold the other end of a socket, one question after another. */

/* As many as may be connected at once: a front, one that starts while it ends, and a visitor. */
#define ZB_HOST_MAX_CHANNELS 8

/* Over one @channel, until its other end is closed. Takes it. */
void zb_host_serve (ZbVault *vault, int channel);
/* To whoever connects to @listening; does not return. */
void zb_host_listen (ZbVault *vault, int listening);
/* Answers the first question on @channel with @why, for a vault that could not be opened. Takes
 * @channel. */
void zb_host_give_up (int channel, const GError *why);
