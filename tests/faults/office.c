/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/office-private.h"

#include "exchange/problem.h"
#include "storage/statement.h"

/* Already due for renewal. */
#define SHORT_TERM "[authority]\ncertificate-days = 30\n"

void
zb_errand_clear (ZbErrand *errand)
{
  g_free (errand->path);
  g_free (errand->match);
  g_free (errand->key);
  g_clear_pointer (&errand->body, g_bytes_unref);
}

void
zb_office_free (ZbOffice *office)
{
  zb_test_person_free (office->district);
  zb_test_person_free (office->city);
  zb_test_person_free (office->first);
  zb_test_person_free (office->second);
  zb_test_person_free (office->ending);
  g_clear_pointer (&office->store, zb_database_free);
  g_free (office->accepted);
  zb_storm_free (office->storm);
  g_free (office);
}

static ZbTestPerson *
add_staff (ZbTestNode *node, const char *name, const char *role)
{
  g_autofree char *invitation = zb_test_node_invite_staff (node, name, role, "s1", NULL);

  return zb_test_node_enrol (node, invitation, NULL);
}

/* Somebody whose certificates were given for a shorter time than they are now. */
static ZbTestPerson *
add_ending (ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *settings = NULL;

  g_assert_true (g_file_get_contents (path, &settings, NULL, NULL));
  g_autofree char *shorter = g_strconcat (settings, SHORT_TERM, NULL);
  g_assert_true (g_file_set_contents (path, shorter, -1, NULL));
  zb_test_node_open (node);
  ZbTestPerson *person = zb_test_node_add_enterprise (node, "91350200MA0RENEWXX", "厦门某某续期");
  zb_test_node_close (node);
  g_assert_true (g_file_set_contents (path, settings, -1, NULL));
  return person;
}

ZbOffice *
zb_office_new (void)
{
  ZbOffice *office = g_new0 (ZbOffice, 1);
  g_autoptr (GError) error = NULL;

  office->storm = zb_storm_new (0);
  ZbTestNode *node = zb_storm_node (office->storm);
  g_autofree char *store = zb_node_path (zb_test_node_dir (node), ZB_NODE_STORE);
  office->ending = add_ending (node);
  zb_test_node_open (node);
  office->district = add_staff (node, "陈思明", "district");
  office->city = add_staff (node, "吴鹭江", "city");
  office->first = add_staff (node, "林集美", "admin");
  office->second = add_staff (node, "黄湖里", "admin");
  zb_test_node_close (node);
  office->store = zb_database_open (store, ZB_DATABASE_READONLY, &error);
  g_assert_no_error (error);
  return office;
}

ZbStorm *
zb_office_storm (ZbOffice *office)
{
  return office->storm;
}

gboolean
zb_office_is_done (guint status)
{
  return status >= 200 && status < 300;
}

static char *
text_of (const ZbHttpResponse *response)
{
  gsize length = 0;
  const char *text = response->body ? g_bytes_get_data (response->body, &length) : NULL;

  if (zb_office_is_done (response->status))
    return g_strndup (text ? text : "", length);
  g_autoptr (ZbProblem) problem = response->body ? zb_problem_read (response->body) : NULL;
  return problem ? g_strdup (problem->code) : NULL;
}

guint
zb_office_try (ZbOffice *office, const ZbErrand *errand, char **ret_text)
{
  const char *headers[8] = {"Content-Type", errand->type};
  g_autoptr (ZbHttpClient) client = zb_storm_connect (office->storm, errand->person);
  g_auto (ZbHttpResponse) response = {0};
  guint n = 2;

  if (errand->match) {
    headers[n++] = "If-Match";
    headers[n++] = errand->match;
  }
  if (errand->key) {
    headers[n++] = "Idempotency-Key";
    headers[n++] = errand->key;
  }
  const ZbHttpRequest request = {
      .method = "POST", .path = errand->path, .headers = headers, .body = errand->body};
  *ret_text = NULL;
  if (!zb_http_client_send (client, &request, &response, NULL))
    return 0;
  *ret_text = text_of (&response);
  return response.status;
}

gint64
zb_office_number (ZbOffice *office, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gboolean row = FALSE;
  g_autoptr (ZbStatement) statement = zb_statement_new (office->store, sql, &error);

  g_assert_no_error (error);
  g_assert_true (zb_statement_step (statement, &row, &error) && row);
  return zb_statement_int (statement, 0);
}

gint64
zb_office_count (ZbOffice *office)
{
  return zb_office_number (office, "SELECT (SELECT count(*) FROM decision)"
                                   " + (SELECT count(*) FROM receipt)"
                                   " + (SELECT count(*) FROM certificate)"
                                   " + (SELECT count(*) FROM invitation)"
                                   " + (SELECT count(*) FROM invitation WHERE used > 0)"
                                   " + (SELECT count(*) FROM publication)"
                                   " + (SELECT count(*) FROM publication WHERE confirmed > 0)"
                                   " + (SELECT count(*) FROM package)"
                                   " + (SELECT count(*) FROM obligation)"
                                   " + (SELECT count(*) FROM notice)"
                                   " + (SELECT count(*) FROM row_change)"
                                   " + (SELECT count(*) FROM log_leaf)");
}
