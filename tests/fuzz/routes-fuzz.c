/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/route-table.h"
#include "exchange/transfer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What can be read is written as it was read, or read again the same. */
static void
try_table (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRouteTable) table = zb_route_table_read_draft ("input", bytes, &error);

  if ((table == NULL) != (error != NULL))
    abort ();
  if (table == NULL)
    return;
  g_autoptr (GBytes) first = zb_route_table_write (table);
  g_autoptr (ZbRouteTable) again = zb_route_table_read_draft ("copy", first, NULL);
  g_autoptr (GBytes) second = again != NULL ? zb_route_table_write (again) : NULL;

  if (second == NULL || !g_bytes_equal (first, second))
    abort ();
  zb_route_table_find (table, &(ZbRouteQuestion){"B203", "350200", TRUE, "2024-07-05"});
}

static void
try_transfer (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTransfer) opened = zb_transfer_open ("input", bytes, &error);

  if ((opened == NULL) != (error != NULL))
    abort ();
  if (opened == NULL)
    return;
  g_autoptr (GBytes) again = zb_transfer_pack (opened->container, opened->hops, NULL);
  g_autoptr (ZbTransfer) reread = again != NULL ? zb_transfer_open ("copy", again, NULL) : NULL;

  if (reread == NULL || reread->hops->len != opened->hops->len)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  try_table (bytes);
  try_transfer (bytes);
  return 0;
}
