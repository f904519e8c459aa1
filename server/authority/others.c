/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/others.h"

#include "exchange/crl.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/list-source.h"
#include "server/authority/other-settings.h"
#include "server/operations/event.h"

#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".conf"
#define MAX_CERTIFICATES (256 * 1024)
/* After a list that could not be fetched. */
#define AGAIN (10 * G_TIME_SPAN_MINUTE)
/* How often the fetching thread looks whether something is due. */
#define LOOK (30 * G_TIME_SPAN_SECOND)

/* A list on disk. */
typedef struct {
  char *path;
  gint64 changed, size; /* as it was when it was last read … */
  guint64 inode;        /* … and which file that was: one put in its place is another */
  gint64 age;           /* how old it may grow, microseconds */
  char *url;            /* (nullable) where it is fetched … */
  gint64 every, due;    /* … how often, and when next; of who fetches only */
} List;

struct _ZbOthers {
  char *folder;
  ZbTrust *trust;
  GString *certificates;
  GPtrArray *lists; /* List */
  ZbStatusAsker *asker;
  ZbClock clock;   /* from here on: of who fetches */
  GThread *thread; /* (nullable) */
  GCancellable *stopped;
  GMutex mutex;
  GCond wake;
};

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->path);
  g_free (list->url);
  g_free (list);
}

void
zb_others_free (ZbOthers *others)
{
  if (!others)
    return;
  zb_others_stop (others);
  zb_status_asker_free (others->asker);
  g_clear_object (&others->stopped);
  g_mutex_clear (&others->mutex);
  g_cond_clear (&others->wake);
  g_free (others->folder);
  zb_trust_unref (others->trust);
  g_string_free (others->certificates, TRUE);
  g_ptr_array_unref (others->lists);
  g_free (others);
}

static gboolean
fail (GError **error, const char *where, const char *what)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", where, what);
  return FALSE;
}

/* @name is a file of the folder itself, wherever the settings came from. (transfer full) */
static char *
path_in (const char *folder, const char *name, const char *settings, GError **error)
{
  if (*name && *name != '.' && !strchr (name, '/'))
    return g_build_filename (folder, name, NULL);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
               "%s: '%s' is no file of this folder", settings, name);
  return NULL;
}

static gboolean
add_certificates (ZbOthers *others,
                  const ZbOtherSettings *settings,
                  const char *path,
                  GError **error)
{
  g_autofree char *file = path_in (others->folder, settings->certificates, path, error);
  g_autofree char *pem = file ? zb_other_settings_read_text (file, MAX_CERTIFICATES, error) : NULL;
  g_autoptr (ZbUnitRule) rule = NULL;
  g_autoptr (GError) fault = NULL;

  if (!pem)
    return FALSE;
  rule = zb_unit_rule_new (settings->unit, settings->prefix, &fault);
  if (!rule)
    return fail (error, path, fault->message);
  if (!zb_trust_add_other (others->trust, file, pem, strlen (pem), rule, &fault)) {
    g_set_error_literal (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, fault->message);
    return FALSE;
  }
  g_string_append (others->certificates, pem);
  g_string_append_c (others->certificates, '\n');
  return TRUE;
}

static gboolean
add_lists (ZbOthers *others, const ZbOtherSettings *settings, const char *path, GError **error)
{
  for (guint i = 0; i < settings->lists->len; i++) {
    const char *url = settings->urls ? settings->urls->pdata[i] : "-";
    List *list = g_new0 (List, 1);

    g_ptr_array_add (others->lists, list);
    list->age = settings->age;
    list->every = settings->every;
    list->url = strcmp (url, "-") != 0 ? g_strdup (url) : NULL;
    list->path = path_in (others->folder, settings->lists->pdata[i], path, error);
    if (!list->path)
      return FALSE;
  }
  return TRUE;
}

/* Those of the file ask by its settings. */
static gboolean
add_responder (ZbOthers *others, const ZbOtherSettings *settings, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (others->folder, settings->certificates, NULL);
  g_autofree char *pem = zb_other_settings_read_text (path, MAX_CERTIFICATES, error);
  g_autoptr (GPtrArray) issuers = pem ? zb_certificate_read_all (pem, strlen (pem), error) : NULL;
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (SUFFIX));
  const ZbStatusAskerRule rule = {
      .name = stem,
      .url = strcmp (settings->ocsp, "ask") != 0 ? settings->ocsp : NULL,
      .firm = settings->firm,
      .age = settings->age,
      .kept = settings->kept,
  };

  if (issuers)
    zb_status_asker_add (others->asker, issuers, &rule);
  return issuers != NULL;
}

static gboolean
add_one (ZbOthers *others, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (others->folder, name, NULL);
  g_auto (ZbOtherSettings) settings = {0};

  return zb_other_settings_read (path, &settings, error) &&
         add_certificates (others, &settings, path, error) &&
         add_lists (others, &settings, path, error) &&
         (!settings.ocsp || add_responder (others, &settings, name, error));
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* NAME.conf of the folder, sorted. (transfer full) */
static GPtrArray *
list_settings (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (*name != '.' && g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  return names;
}

ZbOthers *
zb_others_open (const char *folder, ZbTrust *trust, GError **error)
{
  g_autoptr (ZbOthers) others = g_new0 (ZbOthers, 1);
  g_autoptr (GPtrArray) names = list_settings (folder);

  others->folder = g_strdup (folder);
  others->trust = zb_trust_ref (trust);
  others->certificates = g_string_new (NULL);
  others->lists = g_ptr_array_new_with_free_func (list_free);
  others->asker = zb_status_asker_new ();
  others->stopped = g_cancellable_new ();
  g_mutex_init (&others->mutex);
  g_cond_init (&others->wake);
  if (names->len > ZB_OTHERS_MAX) {
    fail (error, folder, "there are too many authorities");
    return NULL;
  }
  for (guint i = 0; i < names->len; i++)
    if (!add_one (others, names->pdata[i], error))
      return NULL;
  return zb_others_refresh (others, error) ? g_steal_pointer (&others) : NULL;
}

static gboolean
describe_one (const char *folder, const char *name, ZbTrustBundle *bundle, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_auto (ZbOtherSettings) settings = {0};

  if (!zb_other_settings_read (path, &settings, error))
    return FALSE;
  g_autofree char *file = path_in (folder, settings.certificates, path, error);
  g_autofree char *pem = file ? zb_other_settings_read_text (file, MAX_CERTIFICATES, error) : NULL;
  g_autoptr (GPtrArray) certificates =
      pem ? zb_certificate_read_all (pem, strlen (pem), error) : NULL;
  if (!certificates)
    return FALSE;
  ZbTrusted *trusted = zb_trust_bundle_add (bundle, ZB_TRUSTED_OTHER);
  trusted->name = g_strndup (name, strlen (name) - strlen (SUFFIX));
  trusted->unit = g_strdup (settings.unit);
  trusted->prefix = g_strdup (settings.prefix);
  g_ptr_array_extend_and_steal (trusted->certificates, g_steal_pointer (&certificates));
  return TRUE;
}

gboolean
zb_others_describe (const char *folder, ZbTrustBundle *bundle, GError **error)
{
  g_autoptr (GPtrArray) names = list_settings (folder);

  for (guint i = 0; i < names->len; i++)
    if (!describe_one (folder, names->pdata[i], bundle, error))
      return FALSE;
  return TRUE;
}

const char *
zb_others_certificates (const ZbOthers *others)
{
  return others->certificates->str;
}

ZbStatusAsker *
zb_others_asker (const ZbOthers *others)
{
  return others->asker;
}

/* Takes in the list of the file, if it is another one than before. */
static gboolean
refresh_one (ZbOthers *others, List *list, GError **error)
{
  g_autoptr (GError) fault = NULL;
  GStatBuf now;

  /* One that is still to be fetched is no fault: until then nothing is believed. */
  if (g_stat (list->path, &now) != 0)
    return list->url || fail (error, list->path, "there is no such list");
  gint64 changed = (gint64)now.st_mtim.tv_sec * G_USEC_PER_SEC + now.st_mtim.tv_nsec / 1000;
  if (changed == list->changed && now.st_size == list->size && now.st_ino == list->inode)
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (list->path, 2 * ZB_PROTOCOL_MAX_CRL, &fault);
  g_autoptr (GBytes) der = bytes ? zb_crl_to_der (bytes, &fault) : NULL;
  if (!der || !zb_trust_add_crl_for (others->trust, der, list->age, &fault))
    return fail (error, list->path, fault->message);
  list->changed = changed;
  list->size = now.st_size;
  list->inode = now.st_ino;
  return TRUE;
}

gboolean
zb_others_refresh (ZbOthers *others, GError **error)
{
  GError *first = NULL;

  for (guint i = 0; i < others->lists->len; i++)
    refresh_one (others, others->lists->pdata[i], first ? NULL : &first);
  if (!first)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

static gboolean
fetch_one (const ZbOthers *others, List *list, gint64 now, GError **error)
{
  const char *pem = others->certificates->str;
  g_autoptr (GPtrArray) issuers = zb_certificate_read_all (pem, strlen (pem), error);
  const ZbListSource source = {list->url, list->path, issuers, others->trust};
  gboolean well = issuers && zb_list_source_fetch (&source, now, others->stopped, error);

  list->due = now + (well ? list->every : MIN (list->every, AGAIN));
  return well;
}

guint
zb_others_fetch (ZbOthers *others, gint64 now)
{
  guint fetched = 0;

  for (guint i = 0; i < others->lists->len; i++) {
    List *list = others->lists->pdata[i];
    g_autoptr (GError) error = NULL;

    if (!list->url || now < list->due || g_cancellable_is_cancelled (others->stopped))
      continue;
    if (fetch_one (others, list, now, &error))
      fetched++;
    else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      zb_event_tell (G_LOG_LEVEL_WARNING, "list-not-fetched", "file", list->path, "error",
                     error->message, NULL);
  }
  return fetched;
}

static gpointer
fetch_thread (gpointer data)
{
  ZbOthers *others = data;

  while (!g_cancellable_is_cancelled (others->stopped)) {
    zb_others_fetch (others, zb_clock_now (&others->clock));
    g_mutex_lock (&others->mutex);
    if (!g_cancellable_is_cancelled (others->stopped))
      g_cond_wait_until (&others->wake, &others->mutex, g_get_monotonic_time () + LOOK);
    g_mutex_unlock (&others->mutex);
  }
  return NULL;
}

void
zb_others_start (ZbOthers *others, ZbClock clock, ZbMetrics *metrics)
{
  gboolean any = FALSE;

  zb_status_asker_start (others->asker, others->trust, clock, metrics);
  for (guint i = 0; i < others->lists->len; i++)
    any = any || ((const List *)others->lists->pdata[i])->url;
  if (!any || others->thread)
    return;
  others->clock = clock;
  others->thread = g_thread_new ("lists", fetch_thread, others);
}

void
zb_others_stop (ZbOthers *others)
{
  g_mutex_lock (&others->mutex);
  g_cancellable_cancel (others->stopped);
  g_cond_signal (&others->wake);
  g_mutex_unlock (&others->mutex);
  if (others->thread)
    g_thread_join (g_steal_pointer (&others->thread));
  zb_status_asker_stop (others->asker);
}
