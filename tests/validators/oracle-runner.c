/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include <stdio.h>
#include <string.h>

/* Judges rules for tests/validators/oracle-test.py: a line of input holds a rule, a tab and the
 * cells, and perhaps a tab and the cells of the month before; a line of output all outcomes. */
int
main (void)
{
  char line[8192];

  while (fgets (line, sizeof line, stdin) != NULL) {
    char *tab = strchr (line, '\t'), *earlier;
    g_autoptr (ZbStage) stage = NULL;
    g_autoptr (ZbCheck) check = NULL;
    g_autofree char *outcomes = NULL;

    line[strcspn (line, "\n")] = '\0';
    if (tab == NULL)
      return 1;
    *tab = '\0';
    earlier = strchr (tab + 1, '\t');
    if (earlier != NULL)
      *earlier++ = '\0';
    stage = zb_stage_new (line, "2024-06");
    if (stage->error != NULL) {
      puts (stage->error->message);
      continue;
    }
    zb_stage_fill (stage, tab + 1);
    if (earlier != NULL)
      zb_stage_add (stage, "X-01", "2024-05", earlier);
    check = zb_stage_check (stage, ZB_CHECK_VERIFY);
    outcomes = zb_stage_outcomes (check);
    puts (outcomes);
  }
  return 0;
}
