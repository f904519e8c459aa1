/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/problem.h"

#include "exchange/protocol.h"

#include <string.h>

static ZbProblem *
read_text (const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  return zb_problem_read (body);
}

static void
test_both_ways (void)
{
  ZbProblem problem = {.status = 409,
                       .code = (char *)"message-id-reused",
                       .title = (char *)"The message id names another message",
                       .title_zh = (char *)"消息编号已用于另一条消息",
                       .detail = (char *)"body/001-B203.xml \"quoted\"",
                       .detail_zh = (char *)"body/001-B203.xml “引号”"};
  g_autofree char *json = zb_problem_to_json (&problem);
  g_assert_nonnull (strstr (json, "\"type\":\"urn:zhibao:problem:message-id-reused\""));
  g_autoptr (ZbProblem) again = read_text (json);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->status, ==, 409);
  g_assert_cmpstr (again->code, ==, problem.code);
  g_assert_cmpstr (again->title, ==, problem.title);
  g_assert_cmpstr (again->title_zh, ==, problem.title_zh);
  g_assert_cmpstr (again->detail, ==, problem.detail);
  g_assert_cmpstr (again->detail_zh, ==, problem.detail_zh);
}

static void
test_detail_may_be_missing (void)
{
  g_autoptr (ZbProblem) problem = read_text (
      "{\"type\":\"urn:zhibao:problem:late\",\"title\":\"Late\",\"status\":400,\"new\":[]}");
  g_assert_nonnull (problem);
  g_assert_null (problem->detail);
  g_assert_cmpstr (problem->title_zh, ==, "Late");
}

static void
test_other_bodies_are_none (void)
{
  static const char *const bodies[] = {
      "",
      "<html>413 Request Entity Too Large</html>",
      "[]",
      "{}",
      "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}",
      "{\"type\":\"urn:zhibao:problem:\",\"title\":\"x\",\"status\":404}",
      "{\"type\":\"urn:zhibao:problem:Two Words\",\"title\":\"x\",\"status\":404}",
      "{\"type\":\"urn:zhibao:problem:x\",\"status\":404}",
      "{\"type\":\"urn:zhibao:problem:x\",\"title\":\"x\"}",
      "{\"type\":\"urn:zhibao:problem:x\",\"title\":\"x\",\"status\":200}",
      "{\"type\":\"urn:zhibao:problem:x\",\"title\":\"x\",\"status\":600}",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_null (read_text (bodies[i]));
  g_assert_null (zb_problem_read (NULL));
}

static void
test_limit_of_size (void)
{
  static const char head[] = "{\"type\":\"urn:zhibao:problem:x\",\"status\":400,\"title\":\"";
  gsize room = ZB_PROTOCOL_MAX_PROBLEM - strlen (head) - 2;
  g_autofree char *at_title = g_strnfill (room, 'a'), *over_title = g_strnfill (room + 1, 'a');
  g_autofree char *at = g_strconcat (head, at_title, "\"}", NULL);
  g_autofree char *over = g_strconcat (head, over_title, "\"}", NULL);
  g_autoptr (ZbProblem) problem = read_text (at);
  g_assert_nonnull (problem);
  g_assert_null (read_text (over));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/problem/both-ways", test_both_ways);
  g_test_add_func ("/exchange/problem/detail-may-be-missing", test_detail_may_be_missing);
  g_test_add_func ("/exchange/problem/other-bodies-are-none", test_other_bodies_are_none);
  g_test_add_func ("/exchange/problem/limit-of-size", test_limit_of_size);
  return g_test_run ();
}
