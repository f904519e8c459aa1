/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/invitation-code.h"

#include <string.h>

static const char canonical[] = "K7PM2XQ49RTN5WHCJ3V8Q2M0";

static void
test_reads_what_it_writes (void)
{
  ZbInvitationCode made = zb_invitation_code_new (), read;
  g_autofree char *text = zb_invitation_code_format (&made);

  g_assert_cmpuint (strlen (text), ==, ZB_INVITATION_CODE_LENGTH + 5);
  g_assert_true (zb_invitation_code_read (text, &read));
  g_assert_cmpstr (read.signs, ==, made.signs);
}

static void
test_no_two_alike (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++) {
    ZbInvitationCode code = zb_invitation_code_new ();
    g_assert_true (g_hash_table_add (seen, g_strdup (code.signs)));
    g_assert_cmpuint (strspn (code.signs, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ==,
                      ZB_INVITATION_CODE_LENGTH);
  }
}

static void
test_reads_as_people_type (void)
{
  static const char *const texts[] = {
      "K7PM-2XQ4-9RTN-5WHC-J3V8-Q2M0",
      "k7pm2xq49rtn5whcj3v8q2mo",
      "  K7PM 2XQ4 9RTN 5WHC J3V8 Q2MO\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    ZbInvitationCode code;
    g_assert_true (zb_invitation_code_read (texts[i], &code));
    g_assert_cmpstr (code.signs, ==, canonical);
  }
}

static void
test_reads_i_and_l_as_one (void)
{
  ZbInvitationCode code;

  g_assert_true (zb_invitation_code_read ("IL1i-lL11-1111-1111-1111-1111", &code));
  g_assert_cmpstr (code.signs, ==, "111111111111111111111111");
}

static void
test_refuses_what_is_no_code (void)
{
  static const char *const texts[] = {
      "",
      "K7PM-2XQ4-9RTN-5WHC-J3V8-Q2M",   /* one short */
      "K7PM-2XQ4-9RTN-5WHC-J3V8-Q2M00", /* one over */
      "K7PM-2XQ4-9RTN-5WHC-J3V8-Q2MU",  /* U is no sign of Crockford's */
      "K7PM-2XQ4-9RTN-5WHC-J3V8-Q2M\xef\xbc\x90",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    ZbInvitationCode code = {"untouched"};
    g_assert_false (zb_invitation_code_read (texts[i], &code));
    g_assert_cmpstr (code.signs, ==, "untouched");
  }
}

static void
test_handle_and_digest (void)
{
  ZbInvitationCode code;

  g_assert_true (zb_invitation_code_read (canonical, &code));
  g_autofree char *handle = zb_invitation_code_handle (&code);
  g_autofree char *digest = zb_invitation_code_digest (&code);
  g_autofree char *expected =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, strlen (canonical));
  g_assert_cmpstr (handle, ==, "K7PM2XQ4");
  g_assert_cmpstr (digest, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/invitation-code/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/server/invitation-code/no-two-alike", test_no_two_alike);
  g_test_add_func ("/server/invitation-code/reads-as-people-type", test_reads_as_people_type);
  g_test_add_func ("/server/invitation-code/reads-i-and-l-as-one", test_reads_i_and_l_as_one);
  g_test_add_func ("/server/invitation-code/refuses-what-is-no-code", test_refuses_what_is_no_code);
  g_test_add_func ("/server/invitation-code/handle-and-digest", test_handle_and_digest);
  return g_test_run ();
}
