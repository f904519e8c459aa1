/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/upload-end.h"

#include "server/intake/spool.h"
#include "server/store/upload.h"

/* An end on its way to the store. */
typedef struct {
  ZbSpool *spool;
  char *id;
  ZbUploadEnd what;
  ZbAct act;
  ZbUploadEnded done;
  gpointer data;
} Ending;

static void
ended_cb (const ZbActResult *results, guint n, gpointer data)
{
  Ending *ending = data;

  if (!results[0].error)
    zb_spool_remove (ending->spool, ending->id);
  if (ending->done)
    ending->done (ending->data);
  g_free (ending->id);
  g_free (ending);
}

void
zb_upload_end (
    const ZbService *service, const char *id, gint64 now, ZbUploadEnded done, gpointer data)
{
  Ending *ending = g_new0 (Ending, 1);

  ending->spool = service->spool;
  ending->id = g_strdup (id);
  ending->what.id = ending->id;
  ending->done = done;
  ending->data = data;
  ending->act = (ZbAct){
      .kind = ZB_ACT_UPLOAD_END,
      .what = &ending->what,
      .time = now,
      .who = service->node,
  };
  zb_store_submit (service->store, &ending->act, 1, ended_cb, ending);
}

/* Removes the bytes of @id unless an upload that goes on accounts for them, or one is just being
 * begun. */
static void
sweep_one (const ZbService *service, const char *id)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbUpload) upload = NULL;

  if (!zb_spool_hold (service->spool, id))
    return;
  upload = zb_store_read_upload (service->store, id, &failure);
  if (upload ? upload->ended : g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND))
    zb_spool_remove (service->spool, id);
  zb_spool_release (service->spool, id);
}

gboolean
zb_upload_sweep (const ZbService *service, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) expired = zb_store_list_expired_uploads (service->store, now, error);
  g_autoptr (GPtrArray) lying = expired ? zb_spool_list (service->spool, error) : NULL;

  if (!lying)
    return FALSE;
  for (guint i = 0; i < expired->len; i++)
    zb_upload_end (service, ((const ZbUpload *)expired->pdata[i])->id, now, NULL, NULL);
  for (guint i = 0; i < lying->len; i++)
    sweep_one (service, lying->pdata[i]);
  return TRUE;
}
