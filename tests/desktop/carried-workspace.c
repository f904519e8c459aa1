/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of an accountant whose open draft a new edition takes over, for driving his
 * program: says "ready PATH" and keeps it until standard input ends. */
#include "tests/client/carried-draft.h"

#include <stdio.h>

int
main (void)
{
  ZbScratchClient client = {0};

  zb_scratch_client_set_up (&client, NULL);
  zb_carried_draft_begin (&client);
  zb_scratch_client_owe (&client, ZB_SCRATCH_FORM, ZB_CARRIED_PERIOD);
  zb_carried_draft_revise (&client);
  printf ("ready %s\n", client.path);
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  zb_scratch_client_tear_down (&client, NULL);
  return 0;
}
