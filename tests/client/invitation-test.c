/* SPDX-License-Identifier: Apache-2.0 */
#include "client/invitation.h"

#include "forms/clock.h"

#include <string.h>

#define ROOT "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
#define HEAD "Zhibao invitation 1\n"
#define URL "url: https://zhibao.example:8443\n"
#define FOR "for: 9135020061202218XY 厦门市样例 公司\n"
#define CODE "code: ABCD-EFGH-JKMN-PQRS\n"
#define EXPIRES "expires: 2024-07-09T12:00:00+08:00\n"

static void
check_fails (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_invitation_text_read (text, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_reads_a_unit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation =
      zb_invitation_text_read (HEAD URL FOR CODE EXPIRES ROOT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (invitation->url, ==, "https://zhibao.example:8443");
  g_assert_cmpstr (invitation->unit, ==, "9135020061202218XY");
  g_assert_cmpstr (invitation->name, ==, "厦门市样例 公司");
  g_assert_cmpstr (invitation->code, ==, "ABCD-EFGH-JKMN-PQRS");
  g_assert_cmpstr (invitation->root, ==, ROOT);
  g_autofree char *expires = zb_time_format (invitation->expires);
  g_assert_cmpstr (expires, ==, "2024-07-09T12:00:00+08:00");
}

static void
test_reads_staff (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation =
      zb_invitation_text_read (HEAD URL "for: staff 王 小明\n" CODE EXPIRES ROOT, &error);

  g_assert_no_error (error);
  g_assert_null (invitation->unit);
  g_assert_cmpstr (invitation->name, ==, "王 小明");
}

/* Out of a mail: words before it, CRLF, blanks around. */
static void
test_takes_pasted_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (
      "\xef\xbb\xbf您好：\r\n\r\nZhibao invitation 1\r\n  url : https://a.example \r\n"
      "for: 9135020061202218XY 厦门\r\ncode:  ABCD  \r\nexpires: 2024-07-09T12:00:00+08:00\r\n"
      "谢谢\r\n" ROOT,
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (invitation->url, ==, "https://a.example");
  g_assert_cmpstr (invitation->code, ==, "ABCD");
  g_assert_cmpstr (invitation->name, ==, "厦门");
}

static void
test_refuses_other_texts (void)
{
  static const char none[] = "invitation: this is none: it begins with \"Zhibao invitation 1\" and "
                             "ends with a certificate";

  check_fails ("", none);
  check_fails (URL FOR CODE EXPIRES ROOT, none);
  check_fails (HEAD URL FOR CODE EXPIRES, none);
  check_fails (ROOT HEAD URL FOR CODE EXPIRES, none);
  check_fails ("Zhibao invitation 2\n" URL FOR CODE EXPIRES ROOT, none);
}

static void
test_refuses_a_cut_certificate (void)
{
  check_fails (HEAD URL FOR CODE EXPIRES "-----BEGIN CERTIFICATE-----\nMIIB\n",
               "invitation: its certificate is cut off");
}

static void
test_names_what_is_missing (void)
{
  check_fails (HEAD FOR CODE EXPIRES ROOT, "invitation: it lacks url");
  check_fails (HEAD URL CODE EXPIRES ROOT, "invitation: it lacks for");
  check_fails (HEAD URL FOR EXPIRES ROOT, "invitation: it lacks code");
  check_fails (HEAD URL FOR "code:\n" EXPIRES ROOT, "invitation: it lacks code");
  check_fails (HEAD URL FOR CODE ROOT, "invitation: it lacks expires");
}

static void
test_calls_a_unit_without_name_by_its_code (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation =
      zb_invitation_text_read (HEAD URL "for: 9135020061202218XY \n" CODE EXPIRES ROOT, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (invitation->unit, ==, "9135020061202218XY");
  g_assert_cmpstr (invitation->name, ==, "9135020061202218XY");
}

static void
test_refuses_nobody (void)
{
  check_fails (HEAD URL "for: staff\n" CODE EXPIRES ROOT,
               "invitation: \"for: staff\" does not say for whom");
  check_fails (HEAD URL "for:\n" CODE EXPIRES ROOT, "invitation: \"for: \" does not say for whom");
}

/* Key files are named after the unit: it must not lead out of their folder. */
static void
test_refuses_what_is_no_code (void)
{
  check_fails (HEAD URL "for: ../../x 厦门\n" CODE EXPIRES ROOT,
               "invitation: \"../../x\" is no unit's code");
  check_fails (HEAD URL "for: .. 厦门\n" CODE EXPIRES ROOT, "invitation: \"..\" is no unit's code");
  check_fails (HEAD URL "for: 9135020061202218XYZ 厦门\n" CODE EXPIRES ROOT,
               "invitation: \"9135020061202218XYZ\" is no unit's code");
}

static void
test_refuses_plain_http (void)
{
  check_fails (HEAD "url: http://zhibao.example\n" FOR CODE EXPIRES ROOT,
               "invitation: the url is not https");
}

static void
test_refuses_a_broken_time (void)
{
  check_fails (HEAD URL FOR CODE "expires: tomorrow\n" ROOT,
               "invitation: \"expires: tomorrow\" is not a time");
}

static void
test_bounds_its_size (void)
{
  g_autofree char *whole = g_strconcat (HEAD URL FOR CODE EXPIRES, ROOT, NULL);
  g_autofree char *filler = g_strnfill (64 * 1024 - strlen (whole), '\n');
  g_autofree char *at_limit = g_strconcat (whole, filler, NULL);
  g_autofree char *above = g_strconcat (at_limit, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (at_limit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (invitation);
  check_fails (above, "invitation: it is longer than 65536 bytes");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/invitation/reads-a-unit", test_reads_a_unit);
  g_test_add_func ("/client/invitation/reads-staff", test_reads_staff);
  g_test_add_func ("/client/invitation/takes-pasted-text", test_takes_pasted_text);
  g_test_add_func ("/client/invitation/refuses-other-texts", test_refuses_other_texts);
  g_test_add_func ("/client/invitation/refuses-a-cut-certificate", test_refuses_a_cut_certificate);
  g_test_add_func ("/client/invitation/names-what-is-missing", test_names_what_is_missing);
  g_test_add_func ("/client/invitation/calls-a-unit-without-name-by-its-code",
                   test_calls_a_unit_without_name_by_its_code);
  g_test_add_func ("/client/invitation/refuses-nobody", test_refuses_nobody);
  g_test_add_func ("/client/invitation/refuses-what-is-no-code", test_refuses_what_is_no_code);
  g_test_add_func ("/client/invitation/refuses-plain-http", test_refuses_plain_http);
  g_test_add_func ("/client/invitation/refuses-a-broken-time", test_refuses_a_broken_time);
  g_test_add_func ("/client/invitation/bounds-its-size", test_bounds_its_size);
  return g_test_run ();
}
