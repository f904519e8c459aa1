/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/incoming-item.h"

#include "tests/client/scratch-client.h"

/* Fields of the heading. */
#define IN_PRODUCTION 0
#define START_MONTH 1 /* year and month */

static ZbIncomingItem *
offer (ZbIncoming *incoming, const char *text, int field)
{
  const ZbIncomingSource source = {.place = "D3", .heading = "", .text = text};

  if (field >= 0)
    zb_incoming_offer_field (incoming, &source, (guint)field);
  else
    zb_incoming_offer (incoming, &source, 0, "01", 0);
  const GPtrArray *cells = zb_incoming_cells (incoming);
  return zb_incoming_item_new (incoming, cells->pdata[cells->len - 1]);
}

static void
check (ZbIncomingItem *item,
       const char *cell,
       const char *before,
       const char *after,
       const char *verdict)
{
  const char *const wanted[] = {"D3", cell, before, after, verdict};

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpstr (zb_incoming_item_get_text (item, i), ==, wanted[i]);
}

static void
test_shows_a_figure (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  g_autoptr (ZbIncoming) incoming = zb_incoming_new (report);
  g_autoptr (ZbIncomingItem) item = offer (incoming, "52350", -1);

  check (item, "A.01.1  Gross industrial output value (current prices) · This year · Month",
         "52,340", "52,350", "replaces 52,340");
}

/* A month is no figure with its thousands apart, and what a program calls its field nobody need
 * know. */
static void
test_shows_a_field_as_text (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  zb_report_set_field (report, START_MONTH, "202405", &error);
  g_assert_no_error (error);
  g_autoptr (ZbIncoming) incoming = zb_incoming_new (report);
  g_autoptr (ZbIncomingItem) item = offer (incoming, "202406", START_MONTH);
  check (item, "Start of production (year and month, such as 202406)", "202405", "202406",
         "replaces 202405");
}

static void
test_shows_a_code_by_name (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (ZbIncoming) incoming = zb_incoming_new (report);
  g_autoptr (ZbIncomingItem) item = offer (incoming, "1", IN_PRODUCTION);

  check (item, "In regular production", "", "1 Yes", "new");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/desktop/incoming-item/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,     \
              test, zb_scratch_client_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shows-a-figure", test_shows_a_figure);
  ADD ("shows-a-field-as-text", test_shows_a_field_as_text);
  ADD ("shows-a-code-by-name", test_shows_a_code_by_name);
  return g_test_run ();
}
