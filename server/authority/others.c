/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/others.h"

#include "exchange/crl.h"
#include "exchange/http/fetch.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"
#include "server/authority/list-source.h"
#include "server/operations/event.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_SETTINGS (16 * 1024)
#define MAX_CERTIFICATES (256 * 1024)
#define USUAL_HOURS 6
#define MOST_HOURS (366 * 24)
/* After a list that could not be fetched. */
#define AGAIN (10 * G_TIME_SPAN_MINUTE)
/* How often the fetching thread looks whether something is due. */
#define LOOK (30 * G_TIME_SPAN_SECOND)

/* A list on disk. */
typedef struct {
  char *path;
  gint64 changed, size; /* as it was when it was last read */
  gint64 age;           /* how old it may grow, microseconds */
  char *url;            /* (nullable) where it is fetched … */
  gint64 every, due;    /* … how often, and when next; of who fetches only */
} List;

struct _ZbOthers {
  char *folder;
  ZbTrust *trust;
  GString *certificates;
  GPtrArray *lists; /* List */
  ZbClock clock;    /* from here on: of who fetches */
  GThread *thread;  /* (nullable) */
  GCancellable *stopped;
  GMutex mutex;
  GCond wake;
};

/* One file of settings. */
typedef struct {
  char *certificates, *unit, *prefix, *lists, *fetch, *hours, *age;
} Settings;

static void
settings_clear (Settings *settings)
{
  g_free (settings->certificates);
  g_free (settings->unit);
  g_free (settings->prefix);
  g_free (settings->lists);
  g_free (settings->fetch);
  g_free (settings->hours);
  g_free (settings->age);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

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

/* The text of a file. (transfer full) */
static char *
read_text (const char *path, gsize most, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) bytes = zb_file_read (path, most, &fault);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes && memchr (data ? data : "", '\0', length) == NULL)
    return g_strndup (data ? data : "", length);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s",
               fault ? fault->message : path);
  if (!fault)
    g_prefix_error (error, "this is no text: ");
  return NULL;
}

static gboolean
take_line (Settings *settings, char *line, const char *where, GError **error)
{
  struct {
    const char *key;
    char **value;
  } known[] = {
      {"certificates", &settings->certificates},
      {"unit", &settings->unit},
      {"prefix", &settings->prefix},
      {"lists", &settings->lists},
      {"fetch", &settings->fetch},
      {"fetch-hours", &settings->hours},
      {"max-age-hours", &settings->age},
  };
  char *equals = strchr (line, '=');

  if (!equals)
    return fail (error, where, "a 'key = value' is expected");
  *equals = '\0';
  g_strstrip (line);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].key, line) == 0 && !*known[i].value) {
      *known[i].value = g_strdup (g_strstrip (equals + 1));
      return TRUE;
    }
  return fail (error, where,
               "certificates, unit, prefix, lists, fetch, fetch-hours or max-age-hours is "
               "expected, each once");
}

static gboolean
read_settings (const char *path, Settings *settings, GError **error)
{
  g_autofree char *text = read_text (path, MAX_SETTINGS, error);
  g_auto (GStrv) lines = text ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines && lines[i]; i++) {
    g_autofree char *where = g_strdup_printf ("%s:%u", path, i + 1);
    char *line = g_strstrip (lines[i]);
    if (*line != '\0' && *line != '#' && !take_line (settings, line, where, error))
      return FALSE;
  }
  return lines && ((settings->certificates && settings->unit && settings->lists) ||
                   fail (error, path, "certificates, unit and lists are needed"));
}

/* @name is a file of the folder itself, wherever the settings came from. (transfer full) */
static char *
path_in (const ZbOthers *others, const char *name, const char *settings, GError **error)
{
  if (*name && *name != '.' && !strchr (name, '/'))
    return g_build_filename (others->folder, name, NULL);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
               "%s: '%s' is no file of this folder", settings, name);
  return NULL;
}

static gboolean
add_certificates (ZbOthers *others, const Settings *settings, const char *path, GError **error)
{
  g_autofree char *file = path_in (others, settings->certificates, path, error);
  g_autofree char *pem = file ? read_text (file, MAX_CERTIFICATES, error) : NULL;
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

/* Hours as microseconds; @otherwise where nothing is said. */
static gboolean
read_hours (const char *text,
            const char *key,
            gint64 otherwise,
            const char *path,
            gint64 *ret_micros,
            GError **error)
{
  guint64 hours = 0;

  *ret_micros = otherwise;
  if (!text)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, MOST_HOURS, &hours, NULL)) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
                 "%s: %s: '%s' is no number of hours from 1 to %d", path, key, text, MOST_HOURS);
    return FALSE;
  }
  *ret_micros = (gint64)hours * G_TIME_SPAN_HOUR;
  return TRUE;
}

/* The words between blanks. (transfer full) */
static GPtrArray *
words_of (const char *text)
{
  g_auto (GStrv) all = g_strsplit_set (text, " \t", -1);
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; all[i]; i++)
    if (*all[i])
      g_ptr_array_add (words, g_strdup (all[i]));
  return words;
}

static gboolean
check_sources (const GPtrArray *names, const GPtrArray *urls, const char *path, GError **error)
{
  if (names->len == 0)
    return fail (error, path, "without lists nothing that it certified is believed");
  if (names->len > ZB_OTHERS_MAX_LISTS)
    return fail (error, path, "there are too many lists");
  if (urls && urls->len != names->len)
    return fail (error, path, "fetch: an address is needed for each list, or - for none");
  for (guint i = 0; urls && i < urls->len; i++)
    if (strcmp (urls->pdata[i], "-") != 0 && !zb_http_can_fetch (urls->pdata[i])) {
      g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
                   "%s: fetch: '%s' is no address of the form http://host/path", path,
                   (const char *)urls->pdata[i]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_lists (ZbOthers *others, const Settings *settings, const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = words_of (settings->lists);
  g_autoptr (GPtrArray) urls = settings->fetch ? words_of (settings->fetch) : NULL;
  gint64 every, age;

  if (!check_sources (names, urls, path, error) ||
      !read_hours (settings->hours, "fetch-hours", USUAL_HOURS * G_TIME_SPAN_HOUR, path, &every,
                   error) ||
      !read_hours (settings->age, "max-age-hours", G_MAXINT64, path, &age, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    const char *url = urls ? urls->pdata[i] : "-";
    List *list = g_new0 (List, 1);

    g_ptr_array_add (others->lists, list);
    list->age = age;
    list->every = every;
    list->url = strcmp (url, "-") != 0 ? g_strdup (url) : NULL;
    list->path = path_in (others, names->pdata[i], path, error);
    if (!list->path)
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_one (ZbOthers *others, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (others->folder, name, NULL);
  g_auto (Settings) settings = {0};

  return read_settings (path, &settings, error) &&
         add_certificates (others, &settings, path, error) &&
         add_lists (others, &settings, path, error);
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
    if (*name != '.' && g_str_has_suffix (name, ".conf"))
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

const char *
zb_others_certificates (const ZbOthers *others)
{
  return others->certificates->str;
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
  if (changed == list->changed && now.st_size == list->size)
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (list->path, 2 * ZB_PROTOCOL_MAX_CRL, &fault);
  g_autoptr (GBytes) der = bytes ? zb_crl_to_der (bytes, &fault) : NULL;
  if (!der || !zb_trust_add_crl_for (others->trust, der, list->age, &fault))
    return fail (error, list->path, fault->message);
  list->changed = changed;
  list->size = now.st_size;
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
  const ZbListSource source = {list->url, list->path, issuers};
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
zb_others_start (ZbOthers *others, ZbClock clock)
{
  gboolean any = FALSE;

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
}
