/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/chain.h"

/* Chains that were followed lately, by the certificate's digest; bounded. Not thread-safe. */
typedef struct _ZbChainMemory ZbChainMemory;

ZbChainMemory *zb_chain_memory_new (void);
void zb_chain_memory_free (ZbChainMemory *memory);

/* Keeps a copy of @chain. */
void zb_chain_memory_add (ZbChainMemory *memory, const ZbChain *chain);
/* (nullable): of the certificate with this SHA-256 of its DER, until something is added or
 * forgotten. */
const ZbChain *zb_chain_memory_find (ZbChainMemory *memory, const guint8 digest[32]);
void zb_chain_memory_forget (ZbChainMemory *memory); /* all of them */
