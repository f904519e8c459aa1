/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/claimed-roles.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Roles have one way to be written: what is read is written back as the same bytes. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char roles[ZB_CLAIMED_ROLES_SIZE] = "";

  if (!zb_claimed_roles_read ((ZbDer){data, size}, roles))
    return 0;
  g_autoptr (GByteArray) again = zb_claimed_roles_write (roles, NULL);
  if (again == NULL || again->len != size || memcmp (again->data, data, size) != 0)
    abort ();
  return 0;
}
