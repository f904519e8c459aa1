/* SPDX-License-Identifier: Apache-2.0 */
#include "server/status.h"

#include "server/authority/appointment.h"
#include "server/authority/stamping.h"
#include "server/health.h"
#include "server/intake/spool.h"
#include "server/listener/pages.h"
#include "server/node.h"
#include "server/operations/figures.h"
#include "server/store/forward.h"
#include "server/store/leaf.h"
#include "server/store/motion.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PLAIN "text/plain; charset=utf-8"
#define UNAVAILABLE 503

struct _ZbStatus {
  const ZbService *service;
  char *dir;
  ZbMetrics *metrics;
  gint64 started; /* microseconds UTC */
  ZbPages *pages; /* NULL while it does not serve */
  ZbApi *api;
  GMutex lock;   /* of what follows */
  gint64 tended; /* monotonic */
  gint64 server_certificate_end, receipt_certificate_end;
  gboolean leaving;
};

static ZbPatient
describe (ZbStatus *status)
{
  g_mutex_lock (&status->lock);
  ZbPatient patient = {
      .service = status->service,
      .dir = status->dir,
      .now = zb_clock_now (&status->service->clock),
      .untended = g_get_monotonic_time () - status->tended,
      .server_certificate_end = status->server_certificate_end,
      .receipt_certificate_end = status->receipt_certificate_end,
      .leaving = status->leaving,
  };
  g_mutex_unlock (&status->lock);
  return patient;
}

static void
set_gauge (ZbMetrics *metrics, const ZbMetric *metric, double value)
{
  zb_metrics_set (metrics, metric, NULL, NULL, value);
}

static double
in_seconds (gint64 micros)
{
  return (double)micros / G_USEC_PER_SEC;
}

/* The second figure of /proc/self/statm counts pages. 0 where there is no such file. */
static double
read_resident_bytes (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  const char *resident = strchr (text, ' ');
  return resident ? (double)g_ascii_strtoull (resident + 1, NULL, 10) * (double)getpagesize () : 0;
}

static double
count_open_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  /* The directory that is being read is one of them. */
  return n > 0 ? n - 1 : 0;
}

static void
measure_process (const ZbStatus *status)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  zb_metrics_set (status->metrics, &zb_figure_process_cpu, NULL, NULL,
                  (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                      in_seconds (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec));
  set_gauge (status->metrics, &zb_figure_process_start, in_seconds (status->started));
  set_gauge (status->metrics, &zb_figure_process_memory, read_resident_bytes ());
  set_gauge (status->metrics, &zb_figure_process_files, count_open_files ());
}

static void
measure_disk (ZbMetrics *metrics, const ZbPatient *patient)
{
  g_autofree char *path = zb_node_path (patient->dir, ZB_NODE_STORE);
  struct statvfs disk;
  struct stat file;

  if (statvfs (patient->dir, &disk) == 0)
    set_gauge (metrics, &zb_figure_disk_free, (double)disk.f_bavail * (double)disk.f_frsize);
  if (stat (path, &file) == 0)
    set_gauge (metrics, &zb_figure_store_bytes, (double)file.st_size);
}

static void
measure_store (ZbMetrics *metrics, const ZbPatient *patient)
{
  ZbStore *store = patient->service->store;
  g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (store, NULL);
  g_autoptr (GPtrArray) uploads = zb_spool_list (patient->service->spool, NULL);
  g_autoptr (GPtrArray) appointments = zb_store_list_approved (store, ZB_APPOINTMENT_KIND, NULL);
  gint64 end = 0;

  set_gauge (metrics, &zb_figure_store_backlog, zb_store_backlog (store));
  if (checkpoint) {
    set_gauge (metrics, &zb_figure_log_records, (double)checkpoint->size);
    set_gauge (metrics, &zb_figure_checkpoint_time, in_seconds (checkpoint->time));
  }
  set_gauge (metrics, &zb_figure_stamps_waiting,
             in_seconds (zb_stamping_behind (patient->service->stamping)));
  if (zb_health_lists_end (store, &end, NULL))
    set_gauge (metrics, &zb_figure_crl_end, in_seconds (end));
  if (uploads)
    set_gauge (metrics, &zb_figure_uploads, uploads->len);
  if (appointments)
    set_gauge (metrics, &zb_figure_appointments, appointments->len);
}

static void
measure_forwarding (ZbMetrics *metrics, const ZbPatient *patient)
{
  g_autoptr (GPtrArray) depths = zb_store_list_forward_depths (patient->service->store, NULL);

  for (guint i = 0; depths && i < depths->len; i++) {
    const ZbForwardDepth *depth = depths->pdata[i];

    for (guint state = 0; state < ZB_FORWARD_STATES; state++)
      zb_metrics_set (metrics, &zb_figure_forward_queue, depth->next, zb_forward_state_name (state),
                      depth->counts[state]);
    zb_metrics_set (metrics, &zb_figure_forward_oldest, depth->next, NULL,
                    in_seconds (depth->oldest));
  }
}

static void
measure_node (ZbMetrics *metrics, const ZbPatient *patient)
{
  g_autoptr (GPtrArray) points = zb_health_examine (patient);

  zb_metrics_set (metrics, &zb_figure_info, patient->service->node, ZB_VERSION, 1);
  zb_metrics_set (metrics, &zb_figure_certificate_end, "server", NULL,
                  in_seconds (patient->server_certificate_end));
  zb_metrics_set (metrics, &zb_figure_certificate_end, "receipt", NULL,
                  in_seconds (patient->receipt_certificate_end));
  for (guint i = 0; i < points->len; i++) {
    const ZbHealthPoint *point = points->pdata[i];
    zb_metrics_set (metrics, &zb_figure_well, point->name, NULL, point->well ? 1 : 0);
  }
}

static char *
write_metrics (guint *ret_status, gpointer data)
{
  ZbStatus *status = data;
  ZbPatient patient = describe (status);

  set_gauge (status->metrics, &zb_figure_requests_waiting, zb_api_waiting (status->api));
  measure_process (status);
  measure_disk (status->metrics, &patient);
  measure_store (status->metrics, &patient);
  measure_forwarding (status->metrics, &patient);
  measure_node (status->metrics, &patient);
  return zb_metrics_write (status->metrics);
}

static char *
write_ready (guint *ret_status, gpointer data)
{
  ZbStatus *status = data;
  ZbPatient patient = describe (status);

  g_autoptr (GPtrArray) points = zb_health_examine (&patient);
  if (!zb_health_is_well (points))
    *ret_status = UNAVAILABLE;
  return zb_health_write (points);
}

/* Only what a new start would mend. */
static char *
write_health (guint *ret_status, gpointer data)
{
  ZbStatus *status = data;
  ZbPatient patient = describe (status);

  if (patient.untended <= ZB_HEALTH_MAX_UNTENDED)
    return g_strdup ("ok\n");
  *ret_status = UNAVAILABLE;
  return g_strdup_printf ("hangs: last tended %" G_GINT64_FORMAT " s ago\n",
                          patient.untended / G_USEC_PER_SEC);
}

static const ZbPage pages[] = {
    {"/health", PLAIN, write_health},
    {"/ready", PLAIN, write_ready},
    {"/metrics", ZB_METRICS_TYPE, write_metrics},
    {NULL, NULL, NULL},
};

ZbStatus *
zb_status_new (const ZbService *service, const char *dir)
{
  ZbStatus *status = g_new0 (ZbStatus, 1);

  status->service = service;
  status->dir = g_strdup (dir);
  status->metrics = zb_metrics_new ();
  g_mutex_init (&status->lock);
  return status;
}

void
zb_status_free (ZbStatus *status)
{
  zb_status_silence (status);
  zb_metrics_free (status->metrics);
  g_mutex_clear (&status->lock);
  g_free (status->dir);
  g_free (status);
}

ZbMetrics *
zb_status_metrics (ZbStatus *status)
{
  return status->metrics;
}

void
zb_status_note_tended (ZbStatus *status)
{
  g_mutex_lock (&status->lock);
  status->tended = g_get_monotonic_time ();
  g_mutex_unlock (&status->lock);
}

void
zb_status_note_certificates (ZbStatus *status, const ZbKeyring *keyring)
{
  g_mutex_lock (&status->lock);
  status->server_certificate_end = zb_certificate_not_after (keyring->tls);
  status->receipt_certificate_end = zb_certificate_not_after (keyring->receipt);
  g_mutex_unlock (&status->lock);
}

void
zb_status_note_leaving (ZbStatus *status)
{
  g_mutex_lock (&status->lock);
  status->leaving = TRUE;
  g_mutex_unlock (&status->lock);
}

gboolean
zb_status_serve (ZbStatus *status, const char *endpoint, ZbApi *api, GError **error)
{
  status->api = api;
  status->started = zb_clock_now (&status->service->clock);
  zb_status_note_tended (status);
  status->pages = zb_pages_start (endpoint, pages, status, error);
  return status->pages != NULL;
}

const char *
zb_status_url (const ZbStatus *status)
{
  return status->pages ? zb_pages_url (status->pages) : NULL;
}

void
zb_status_silence (ZbStatus *status)
{
  g_clear_pointer (&status->pages, zb_pages_stop);
}
