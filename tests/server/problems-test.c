/* SPDX-License-Identifier: Apache-2.0 */
/* Every error that the server answers with, as a document of RFC 9457. */
#include "server/api/problems.h"

#include "exchange/error.h"
#include "server/intake/error.h"
#include "server/reading/error.h"
#include "server/store/error.h"

#include <string.h>

/* A document of @kind, written and read back. */
static void
check_document (const ZbProblemKind *kind)
{
  const ZbProblem problem = {.status = kind->status,
                             .code = (char *)kind->code,
                             .title = (char *)kind->title,
                             .title_zh = (char *)kind->title_zh,
                             .detail = (char *)"A.301.1",
                             .detail_zh = (char *)"第 1 行"};
  char *json = zb_problem_to_json (&problem);
  g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));
  g_autoptr (ZbProblem) read = zb_problem_read (bytes);

  g_assert_nonnull (read);
  g_assert_cmpuint (read->status, ==, kind->status);
  g_assert_cmpstr (read->code, ==, kind->code);
  g_assert_cmpstr (read->title, ==, kind->title);
  g_assert_cmpstr (read->title_zh, ==, kind->title_zh);
  g_assert_cmpstr (read->detail, ==, "A.301.1");
  g_assert_cmpstr (read->detail_zh, ==, "第 1 行");
}

static gboolean
has_chinese (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

static void
test_all_of_them (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;
  const ZbProblemKind *kinds = zb_problem_kinds (&n);

  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < n; i++) {
    g_assert_true (g_hash_table_add (seen, (gpointer)kinds[i].code));
    g_assert_true (zb_problem_kind (kinds[i].code) == &kinds[i]);
    g_assert_cmpuint (kinds[i].status, >=, 400);
    g_assert_cmpuint (kinds[i].status, <, 600);
    g_assert_true (g_str_is_ascii (kinds[i].title) && g_ascii_isupper (kinds[i].title[0]));
    g_assert_true (has_chinese (kinds[i].title_zh));
    check_document (&kinds[i]);
  }
  g_assert_cmpstr (zb_problem_kind ("no-such-code")->code, ==, "internal");
}

/* What a handler says is in the table: else its caller would read of a failure of the server. */
static void
check_source (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("zb_call_fail(?:_in_words)? \\(call,\\s*\"([a-z-]+)\"",
                                          G_REGEX_DEFAULT, 0, NULL);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *code = g_match_info_fetch (match, 1);
    g_assert_cmpstr (zb_problem_kind (code)->code, ==, code);
  }
}

static void
test_handlers_know_them (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "server", "api", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_str_has_suffix (name, ".c")) {
      check_source (path);
      n++;
    }
  }
  g_assert_cmpuint (n, >, 30);
}

/* Errors that are the caller's affair are told as what they are. */
static void
check_domain (GQuark domain, guint n, const int *internal)
{
  for (guint i = 0; i < n; i++) {
    const GError error = {domain, (int)i, (char *)"text"};
    const char *code = zb_problem_code_for (&error);
    gboolean is_internal = FALSE;

    for (const int *one = internal; *one >= 0; one++)
      is_internal = is_internal || *one == (int)i;
    g_assert_cmpstr (zb_problem_kind (code)->code, ==, code);
    g_assert_cmpint (strcmp (code, "internal") == 0, ==, is_internal);
  }
}

/* A disk that fails may do better in a while; a file that is not there will not come back. */
static void
test_files_are_tried_again (void)
{
  static const struct {
    int code;
    const char *problem;
  } cases[] = {
      {G_FILE_ERROR_NOSPC, "storage-full"}, {G_FILE_ERROR_IO, "unavailable"},
      {G_FILE_ERROR_ROFS, "unavailable"},   {G_FILE_ERROR_MFILE, "unavailable"},
      {G_FILE_ERROR_NOENT, "internal"},     {G_FILE_ERROR_FAILED, "internal"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const GError error = {G_FILE_ERROR, cases[i].code, (char *)"text"};
    g_assert_cmpstr (zb_problem_code_for (&error), ==, cases[i].problem);
  }
}

static void
test_errors_have_one (void)
{
  static const int none[] = {-1};
  static const int of_exchange[] = {ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE, ZB_EXCHANGE_ERROR_NETWORK,
                                    ZB_EXCHANGE_ERROR_REFUSED, -1};
  static const int of_store[] = {ZB_STORE_ERROR_OVERFLOW, ZB_STORE_ERROR_NEWER,
                                 ZB_STORE_ERROR_FAILED, -1};

  check_domain (ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO + 1, of_exchange);
  check_domain (ZB_STORE_ERROR, ZB_STORE_ERROR_FAILED + 1, of_store);
  check_domain (ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NOT_AS_COMMITTED + 1, none);
  check_domain (ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE + 1, none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/problems/all-of-them", test_all_of_them);
  g_test_add_func ("/server/problems/handlers-know-them", test_handlers_know_them);
  g_test_add_func ("/server/problems/files-are-tried-again", test_files_are_tried_again);
  g_test_add_func ("/server/problems/errors-have-one", test_errors_have_one);
  return g_test_run ();
}
