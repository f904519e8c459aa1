/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/chain-memory.h"

#include "exchange/certificate-private.h"

#include <string.h>

#define MAX_CHAINS 65536

struct _ZbChainMemory {
  GHashTable *chains; /* raw digest, in the certificate → ZbChain */
};

static void
chain_free (gpointer data)
{
  ZbChain *chain = data;
  zb_certificate_unref (chain->certificate);
  g_free (chain);
}

static guint
digest_hash (gconstpointer key)
{
  guint hash = 0;
  memcpy (&hash, key, sizeof hash); /* a digest is spread evenly as it is */
  return hash;
}

static gboolean
digest_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, ZB_DIGEST_SIZE) == 0;
}

ZbChainMemory *
zb_chain_memory_new (void)
{
  ZbChainMemory *memory = g_new0 (ZbChainMemory, 1);
  memory->chains = g_hash_table_new_full (digest_hash, digest_equal, NULL, chain_free);
  return memory;
}

void
zb_chain_memory_free (ZbChainMemory *memory)
{
  g_hash_table_unref (memory->chains);
  g_free (memory);
}

void
zb_chain_memory_add (ZbChainMemory *memory, const ZbChain *chain)
{
  ZbChain *copy = g_memdup2 (chain, sizeof *chain);
  zb_certificate_ref (copy->certificate);
  if (g_hash_table_size (memory->chains) >= MAX_CHAINS)
    g_hash_table_remove_all (memory->chains);
  g_hash_table_replace (memory->chains, (gpointer)zb_certificate_raw_digest (copy->certificate),
                        copy);
}

const ZbChain *
zb_chain_memory_find (ZbChainMemory *memory, const guint8 digest[32])
{
  return g_hash_table_lookup (memory->chains, digest);
}

void
zb_chain_memory_forget (ZbChainMemory *memory)
{
  g_hash_table_remove_all (memory->chains);
}
