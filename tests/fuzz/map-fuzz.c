/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-carry.h"

#include "tests/forms/example.h"

/* Reads a map between editions; one that is taken for form T-01's carries a report there and back.
 */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (ZbRevisionMap) map = zb_revision_map_read ("map.xml", data, size, NULL);
  g_autoptr (ZbForm) form = zb_example_form_new ();

  if (map == NULL)
    return 0;
  zb_revision_map_check (map, form, TRUE, NULL);
  if (!zb_revision_map_check (map, form, FALSE, NULL))
    return 0;
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autoptr (ZbReport) there = zb_revision_carry (map, FALSE, report, form, "x");
  g_autoptr (ZbReport) back = zb_revision_carry (map, TRUE, there, form, "x");
  return 0;
}
