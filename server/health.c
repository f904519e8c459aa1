/* SPDX-License-Identifier: Apache-2.0 */
#include "server/health.h"

#include "forms/clock.h"
#include "server/authority/stamping.h"
#include "server/intake/intake.h"
#include "server/keys/keychain.h"
#include "server/store/certificate.h"
#include "server/store/leaf.h"

#include <errno.h>
#include <sys/statvfs.h>

static void
point_free (gpointer data)
{
  ZbHealthPoint *point = data;

  g_free (point->detail);
  g_free (point);
}

/* Takes @detail. */
static void
note (GPtrArray *points, const char *name, gboolean well, char *detail)
{
  ZbHealthPoint *point = g_new (ZbHealthPoint, 1);

  *point = (ZbHealthPoint){name, well, detail};
  g_ptr_array_add (points, point);
}

static void
examine_service (GPtrArray *points, const ZbPatient *patient)
{
  note (points, "service", !patient->leaving,
        g_strdup (patient->leaving ? "answers the requests under way and takes no more"
                                   : "takes requests"));
  note (points, "tending", patient->untended <= ZB_HEALTH_MAX_UNTENDED,
        g_strdup_printf ("last tended %" G_GINT64_FORMAT " s ago",
                         patient->untended / G_USEC_PER_SEC));
}

static void
examine_store (GPtrArray *points, const ZbPatient *patient)
{
  g_autoptr (GError) error = NULL;
  ZbStore *store = patient->service->store;
  g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (store, &error);
  g_autofree char *damage = zb_store_dup_damage (store);
  guint backlog = zb_store_backlog (store);

  if (damage) {
    note (points, "store", FALSE, g_strdup_printf ("damaged, and takes nothing in: %s", damage));
    return;
  }
  if (!checkpoint)
    note (points, "store", FALSE, g_strdup (error->message));
  else
    note (points, "store", backlog <= ZB_HEALTH_MAX_BACKLOG,
          g_strdup_printf ("%u acts waiting, %" G_GUINT64_FORMAT " records in the log", backlog,
                           checkpoint->size));
}

/* Without log and receipts nothing is taken in; who holds the keys of the rest is asked when he is
 * needed. */
static void
examine_keys (GPtrArray *points, const ZbPatient *patient)
{
  static const ZbVaultRole roles[] = {ZB_VAULT_LOG, ZB_VAULT_RECEIPT};

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++) {
    g_autoptr (GError) error = NULL;
    ZbKeyholder *holder = zb_keychain_get (patient->service->keychain, roles[i], &error);
    g_autoptr (ZbKey) public = holder ? zb_keyholder_read_public (holder, &error) : NULL;

    if (!public) {
      note (points, "keys", FALSE, g_strdup (error->message));
      return;
    }
  }
  note (points, "keys", TRUE, g_strdup ("those of log and receipts answer"));
}

static void
examine_time_stamps (GPtrArray *points, const ZbPatient *patient)
{
  const ZbIntakeDesk *desk = zb_intake_desk (patient->service->intake);
  gint64 since = zb_stamping_behind (patient->service->stamping);
  g_autofree char *moment = zb_time_format (since);
  g_autofree char *until = zb_time_format (since + desk->stamp_outage);

  if (since == 0)
    note (points, "time-stamps", TRUE, g_strdup ("no receipt waits for one"));
  else if (desk->stamp_outage == 0)
    note (points, "time-stamps", TRUE, g_strdup_printf ("receipts wait for them since %s", moment));
  else
    note (points, "time-stamps", patient->now - since <= desk->stamp_outage,
          g_strdup_printf ("receipts wait for them since %s, and none are given after %s", moment,
                           until));
}

static void
examine_disk (GPtrArray *points, const ZbPatient *patient)
{
  struct statvfs disk;

  if (statvfs (patient->dir, &disk) != 0) {
    note (points, "disk", FALSE, g_strdup_printf ("%s: %s", patient->dir, g_strerror (errno)));
    return;
  }
  gint64 free_bytes = (gint64)disk.f_bavail * (gint64)disk.f_frsize;
  note (points, "disk", free_bytes >= ZB_HEALTH_LEAST_DISK,
        g_strdup_printf ("%" G_GINT64_FORMAT " MB free", free_bytes / 1000000));
}

/* How long something still lasts, in the unit a person would use. */
static char *
describe_rest (gint64 micros)
{
  gint64 hours = micros / (3600 * G_TIME_SPAN_SECOND);

  if (micros <= 0)
    return g_strdup ("is past its end");
  return hours < 48 ? g_strdup_printf ("lasts %" G_GINT64_FORMAT " more hours", hours)
                    : g_strdup_printf ("lasts %" G_GINT64_FORMAT " more days", hours / 24);
}

gboolean
zb_health_lists_end (ZbStore *store, gint64 *ret_end, GError **error)
{
  g_autoptr (GPtrArray) lists = zb_store_list_crls (store, NULL, error);
  gint64 end = G_MAXINT64;

  if (!lists || lists->len == 0)
    return FALSE;
  for (guint i = 0; i < lists->len; i++)
    end = MIN (end, ((const ZbStoredCrl *)lists->pdata[i])->next_update);
  *ret_end = end;
  return TRUE;
}

static void
examine_revocation_lists (GPtrArray *points, const ZbPatient *patient)
{
  g_autoptr (GError) error = NULL;
  gint64 end = 0;

  if (zb_health_lists_end (patient->service->store, &end, &error))
    note (points, "revocation-list", end > patient->now, describe_rest (end - patient->now));
  else
    note (points, "revocation-list", FALSE,
          g_strdup (error ? error->message : "none was published"));
}

static void
examine_certificate (GPtrArray *points, const ZbPatient *patient, const char *name, gint64 end)
{
  note (points, name, end > patient->now, describe_rest (end - patient->now));
}

GPtrArray *
zb_health_examine (const ZbPatient *patient)
{
  GPtrArray *points = g_ptr_array_new_with_free_func (point_free);

  examine_service (points, patient);
  examine_store (points, patient);
  examine_keys (points, patient);
  examine_time_stamps (points, patient);
  examine_disk (points, patient);
  examine_revocation_lists (points, patient);
  examine_certificate (points, patient, "server-certificate", patient->server_certificate_end);
  examine_certificate (points, patient, "receipt-certificate", patient->receipt_certificate_end);
  return points;
}

gboolean
zb_health_is_well (const GPtrArray *points)
{
  for (guint i = 0; i < points->len; i++)
    if (!((const ZbHealthPoint *)points->pdata[i])->well)
      return FALSE;
  return TRUE;
}

char *
zb_health_write (const GPtrArray *points)
{
  GString *text = g_string_new (zb_health_is_well (points) ? "ok\n" : "not ready\n");

  for (guint i = 0; i < points->len; i++) {
    const ZbHealthPoint *point = points->pdata[i];
    g_string_append_printf (text, "%s: %s: %s\n", point->name, point->well ? "well" : "ill",
                            point->detail);
  }
  return g_string_free (text, FALSE);
}
