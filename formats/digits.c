/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/digits.h"

void
zb_digits_put (char *to, gsize n, guint64 value)
{
  for (; n > 0; n--, value /= 10)
    to[n - 1] = (char)('0' + value % 10);
}
