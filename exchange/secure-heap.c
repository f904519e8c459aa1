/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/secure-heap.h"

#include <glib.h>
#include <openssl/crypto.h>

/* Some hundred keys; within the usual RLIMIT_MEMLOCK of 8 MiB. */
#define SECURE_HEAP (1024 * 1024)
#define SECURE_BLOCK 16

/* Of the leak checker, which is there in a sanitized build only. */
extern void __lsan_register_root_region (const void *begin, size_t size) __attribute__ ((weak));

/* The random generators of threads lie in this heap and own ordinary memory. The leak checker does
 * not look into the heap by itself and would call lost what a thread that is still there owns. */
static void
show_to_leak_checker (void)
{
  if (__lsan_register_root_region == NULL)
    return;
  /* Only the whole heap begins where the heap begins. */
  void *heap = OPENSSL_secure_malloc (SECURE_HEAP);
  if (heap == NULL)
    return;
  __lsan_register_root_region (heap, SECURE_HEAP);
  OPENSSL_secure_free (heap);
}

void
zb_secure_heap_open (void)
{
  static gsize done = 0;
  if (!g_once_init_enter (&done))
    return;
  if (!CRYPTO_secure_malloc_initialized () &&
      CRYPTO_secure_malloc_init (SECURE_HEAP, SECURE_BLOCK) != 0)
    show_to_leak_checker ();
  g_once_init_leave (&done, 1);
}
