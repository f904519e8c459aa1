/* SPDX-License-Identifier: Apache-2.0 */
/* A harness with a planted bug, for the test of the replay program. */
#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size > 24)
    abort ();
  return 0;
}
