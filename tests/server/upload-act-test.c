/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/upload.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define CODE "91350200MA2KUY1H08"

static void
test_uploads_go_on_where_they_were (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbUpload upload = {.id = (char *)"u1",
                     .carrier = (char *)"c",
                     .sender = (char *)CODE,
                     .message_id = (char *)"m1",
                     .digest = (char *)"d",
                     .length = 100,
                     .expires = 50};
  ZbUploadProgress progress = {"u1", 0, 60, 50};
  ZbUploadEnd end = {"u1"};
  guint64 quota = 0;

  ZbUploadBegin begin = {&upload, G_MAXUINT64};
  scratch_do (scratch, ZB_ACT_UPLOAD, &begin);
  upload.id = (char *)"u2";
  scratch_do (scratch, ZB_ACT_UPLOAD, &begin);
  g_autoptr (ZbUpload) found = zb_store_find_upload (scratch->store, "c", CODE, "m1", "d", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->id, ==, "u1");

  scratch_do (scratch, ZB_ACT_UPLOAD_PROGRESS, &progress);
  scratch_do_fails (scratch, ZB_ACT_UPLOAD_PROGRESS, &progress, ZB_STORE_ERROR_STALE, "byte 0");
  progress = (ZbUploadProgress){"u1", 60, 101, 50};
  scratch_do_fails (scratch, ZB_ACT_UPLOAD_PROGRESS, &progress, ZB_STORE_ERROR_STALE, "u1");
  progress.to = 100;
  scratch_do (scratch, ZB_ACT_UPLOAD_PROGRESS, &progress);
  g_assert_true (zb_store_read_upload_quota (scratch->store, CODE, &quota, NULL));
  g_assert_cmpuint (quota, ==, 4096);
  g_autoptr (GPtrArray) expired = zb_store_list_expired_uploads (scratch->store, 51, NULL);
  g_assert_cmpuint (expired->len, ==, 1);
  scratch_do (scratch, ZB_ACT_UPLOAD_END, &end);
  g_assert_true (zb_store_read_upload_quota (scratch->store, CODE, &quota, NULL));
  g_assert_cmpuint (quota, ==, 0);
}

/* Two that each fit and together do not, in one group. */
static void
test_uploads_of_one_moment_share_the_quota (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUpload uploads[] = {
      {.id = (char *)"u1", .carrier = (char *)"c", .sender = (char *)CODE, .length = 4096},
      {.id = (char *)"u2", .carrier = (char *)"c", .sender = (char *)CODE, .length = 1},
  };
  ZbUploadBegin begins[] = {{&uploads[0], 8191}, {&uploads[1], 8191}};
  ZbAct acts[G_N_ELEMENTS (begins)];
  ZbActResult results[G_N_ELEMENTS (begins)];
  guint64 quota = 0;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++) {
    uploads[i].message_id = uploads[i].id;
    uploads[i].digest = (char *)"d";
    acts[i] = (ZbAct){.kind = ZB_ACT_UPLOAD, .what = &begins[i], .time = 1, .who = "c"};
  }
  g_assert_true (zb_store_commit (scratch->store, acts, G_N_ELEMENTS (acts), results, &error));
  g_assert_no_error (results[0].error);
  g_assert_error (results[1].error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA);
  g_assert_nonnull (strstr (results[1].error->message, CODE));
  g_assert_true (zb_store_read_upload_quota (scratch->store, CODE, &quota, NULL));
  g_assert_cmpuint (quota, ==, 4096);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    zb_act_result_clear (&results[i]);
  begins[1].quota = 8192;
  scratch_do (scratch, ZB_ACT_UPLOAD, &begins[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/store/uploads-go-on-where-they-were",
                   test_uploads_go_on_where_they_were);
  g_test_add_func ("/server/store/uploads-of-one-moment-share-the-quota",
                   test_uploads_of_one_moment_share_the_quota);
  return g_test_run ();
}
