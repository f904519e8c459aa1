/* SPDX-License-Identifier: Apache-2.0 */
/* A throw-away bureau for driving the accountant's program: founds a receiver, invites one
 * enterprise, opens two forms and serves until standard input ends.
 *
 *   bureau FOLDER    writes FOLDER/invitation.txt and then says "ready" with its address
 *
 * Lines it takes: "return CELL TEXT" sends back the newest report with a remark; "accept" passes
 * and accepts it; each is answered with "done STATE". */
#include "formats/json-writer.h"
#include "formats/json.h"
#include "exchange/protocol.h"
#include "tests/support/node.h"
#include "tests/support/sample.h"

#include <stdio.h>
#include <string.h>

#define UNIT "9135020061202218XY"
#define AREA "350213"
#define TENANT "s1"
#define FORM "B204-1"
#define PERIOD "2024-06"

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *district;
  ZbTestPerson *city;
} Bureau;

static ZbTestPerson *
hire (ZbTestNode *node, const char *person, const char *role, const char *area)
{
  g_autofree char *invitation = zb_test_node_invite_staff (node, person, role, TENANT, area);
  return zb_test_node_enrol (node, invitation, NULL);
}

/* The newest report: its address for decisions, and the digest that they have to name. */
typedef struct {
  char *path;
  char *digest;
} Target;

static Target
find_report (ZbHttpClient *client)
{
  g_autofree char *body = NULL;
  guint status = zb_test_ask (
      client, "GET", "/v1/queue?tenant=" TENANT "&form=" FORM "&period=" PERIOD, NULL, NULL, &body);
  g_autoptr (ZbJson) answer = zb_json_read ("queue", body, strlen (body), 1 << 20, NULL);

  g_assert_cmpuint (status, ==, 200);
  const ZbJson *items = zb_json_get (answer, "items");
  g_assert_cmpuint (zb_json_length (items), >, 0);
  const ZbJson *newest = zb_json_at (items, zb_json_length (items) - 1);
  return (Target){g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions",
                                   zb_json_integer (zb_json_get (newest, "id"), 0)),
                  g_strdup (zb_json_get_string (newest, "digest"))};
}

static GBytes *
write_decision (const char *action, const char *cell, const char *text)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "action", action);
  zb_json_writer_string (json, "reason", text != NULL ? text : "checked against the accounts");
  if (cell != NULL) {
    zb_json_writer_begin_array (json, "remarks");
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "cell", cell);
    zb_json_writer_string (json, "text", text);
    zb_json_writer_end_object (json);
    zb_json_writer_end_array (json);
  }
  zb_json_writer_end_object (json);
  char *written = zb_json_writer_finish (json);
  return g_bytes_new_take (written, strlen (written));
}

static void
decide (const Bureau *bureau,
        const ZbTestPerson *person,
        const char *action,
        const char *cell,
        const char *text)
{
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (bureau->node, person);
  Target report = find_report (client);
  g_autoptr (GBytes) body = write_decision (action, cell, text);
  const char *const headers[] = {"Content-Type", "application/json", "If-Match", report.digest,
                                 NULL};
  ZbHttpRequest request = {.method = "POST", .path = report.path, .headers = headers, .body = body};
  ZbHttpResponse answer = {0};
  g_autoptr (GError) error = NULL;

  zb_http_client_send (client, &request, &answer, &error);
  g_assert_no_error (error);
  if (answer.status != 200)
    g_error ("%s: %u %s", action, answer.status,
             answer.body != NULL ? (const char *)g_bytes_get_data (answer.body, NULL) : "");
  zb_http_response_clear (&answer);
  g_free (report.path);
  g_free (report.digest);
}

/* Who owes @form is told by the register at this moment. */
static void
open_period (const Bureau *bureau, const char *form, const char *period)
{
  g_autofree char *path = g_strconcat ("/v1/periods/", period, NULL);
  gint64 now = g_get_real_time ();
  g_autofree char *opens = zb_time_format (now - G_TIME_SPAN_DAY);
  g_autofree char *deadline = zb_time_format (now + 5 * G_TIME_SPAN_DAY);
  g_autofree char *closes = zb_time_format (now + 60 * G_TIME_SPAN_DAY);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (bureau->node, bureau->city);
  g_autofree char *order = g_strdup_printf (
      "{\"tenant\": \"" TENANT "\", \"form\": \"%s\", \"action\": \"open\", \"opens\": \"%s\","
      " \"deadline\": \"%s\", \"closes\": \"%s\", \"reason\": \"test\"}",
      form, opens, deadline, closes);
  g_autoptr (GBytes) body = g_bytes_new (order, strlen (order));
  g_autofree char *answer = NULL;
  guint status = zb_test_ask (client, "POST", path, "application/json", body, &answer);

  if (status < 200 || status > 204)
    g_error ("opening %s: %u %s", form, status, answer);
}

/* An earlier report of the enterprise, through the intake like any other. */
static void
send_earlier (const Bureau *bureau, const ZbTestPerson *sender, const char *period)
{
  g_autofree char *file = g_strdup_printf ("history-good-worked-example/" FORM "-%s.xml", period);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (bureau->node, sender);
  g_autofree char *answer = NULL;

  open_period (bureau, FORM, period);
  g_autoptr (GBytes) message = zb_sample_message_of (bureau->node, sender, file, period);
  guint status = zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, message, &answer);
  if (status < 200 || status > 202)
    g_error ("sending %s: %u %s", period, status, answer);
}

static void
send_history (const Bureau *bureau)
{
  static const char *const periods[] = {"2023-06", "2024-05"};
  g_autofree char *invitation = zb_test_node_invite_unit (bureau->node, UNIT);
  g_autoptr (ZbTestPerson) sender = zb_test_node_enrol (bureau->node, invitation, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    send_earlier (bureau, sender, periods[i]);
}

static void
obey (const Bureau *bureau, char *line)
{
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);

  if (g_strcmp0 (words[0], "return") == 0 && g_strv_length (words) == 3) {
    decide (bureau, bureau->district, "return", words[1], words[2]);
    puts ("done returned");
  } else if (g_strcmp0 (words[0], "accept") == 0) {
    decide (bureau, bureau->district, "pass", NULL, NULL);
    decide (bureau, bureau->city, "accept", NULL, NULL);
    puts ("done accepted");
  } else {
    g_error ("what is “%s”?", line);
  }
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  Bureau bureau = {.node = zb_test_node_new ()};
  char line[1024];

  g_assert_cmpint (argc, ==, 2);
  zb_test_node_add_unit (bureau.node, UNIT, "厦门海沧光电有限公司", AREA, NULL);
  bureau.district = hire (bureau.node, "district", "district", AREA);
  bureau.city = hire (bureau.node, "city", "city", NULL);
  send_history (&bureau);
  open_period (&bureau, FORM, PERIOD);
  open_period (&bureau, "B203", PERIOD);
  g_autofree char *invitation = zb_test_node_invite_unit (bureau.node, UNIT);
  g_autofree char *file = g_build_filename (argv[1], "invitation.txt", NULL);
  g_assert_true (g_file_set_contents (file, invitation, -1, NULL));
  printf ("ready %s\n", zb_test_node_url (bureau.node));
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    obey (&bureau, line);
  zb_test_person_free (bureau.district);
  zb_test_person_free (bureau.city);
  zb_test_node_free (bureau.node);
  return 0;
}
