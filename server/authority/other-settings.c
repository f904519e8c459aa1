/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/other-settings.h"

#include "exchange/http/fetch.h"
#include "formats/file.h"
#include "server/authority/error.h"

#include <string.h>

#define MAX_SETTINGS (16 * 1024)
#define USUAL_HOURS 6
#define MOST_HOURS (366 * 24)

/* The lines as they stand there. */
typedef struct {
  char *certificates, *unit, *prefix, *lists, *fetch, *fetch_hours, *age_hours;
  char *ocsp, *ocsp_away, *ocsp_hours;
} Lines;

static void
lines_clear (Lines *lines)
{
  g_free (lines->certificates);
  g_free (lines->unit);
  g_free (lines->prefix);
  g_free (lines->lists);
  g_free (lines->fetch);
  g_free (lines->fetch_hours);
  g_free (lines->age_hours);
  g_free (lines->ocsp);
  g_free (lines->ocsp_away);
  g_free (lines->ocsp_hours);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

void
zb_other_settings_clear (ZbOtherSettings *settings)
{
  g_free (settings->certificates);
  g_free (settings->unit);
  g_free (settings->prefix);
  g_free (settings->ocsp);
  g_clear_pointer (&settings->lists, g_ptr_array_unref);
  g_clear_pointer (&settings->urls, g_ptr_array_unref);
}

static gboolean
fail (GError **error, const char *where, const char *what)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", where, what);
  return FALSE;
}

char *
zb_other_settings_read_text (const char *path, gsize most, GError **error)
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
take_line (Lines *lines, char *line, const char *where, GError **error)
{
  struct {
    const char *key;
    char **value;
  } known[] = {
      {"certificates", &lines->certificates},
      {"unit", &lines->unit},
      {"prefix", &lines->prefix},
      {"lists", &lines->lists},
      {"fetch", &lines->fetch},
      {"fetch-hours", &lines->fetch_hours},
      {"max-age-hours", &lines->age_hours},
      {"ocsp", &lines->ocsp},
      {"ocsp-away", &lines->ocsp_away},
      {"ocsp-hours", &lines->ocsp_hours},
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
               "certificates, unit, prefix, lists, fetch, fetch-hours, max-age-hours, ocsp, "
               "ocsp-away or ocsp-hours is expected, each once");
}

static gboolean
read_lines (const char *path, Lines *lines, GError **error)
{
  g_autofree char *text = zb_other_settings_read_text (path, MAX_SETTINGS, error);
  g_auto (GStrv) all = text ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; all && all[i]; i++) {
    g_autofree char *where = g_strdup_printf ("%s:%u", path, i + 1);
    char *line = g_strstrip (all[i]);
    if (*line != '\0' && *line != '#' && !take_line (lines, line, where, error))
      return FALSE;
  }
  return all && ((lines->certificates && lines->unit && lines->lists) ||
                 fail (error, path, "certificates, unit and lists are needed"));
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

/* What stands there of the responder. */
static gboolean
check_responder (const Lines *lines, const char *path, GError **error)
{
  if (!lines->ocsp)
    return (!lines->ocsp_away && !lines->ocsp_hours) ||
           fail (error, path, "ocsp-away and ocsp-hours mean nothing without ocsp");
  if (strcmp (lines->ocsp, "ask") != 0 && !zb_http_can_fetch (lines->ocsp)) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS,
                 "%s: ocsp: '%s' is neither ask nor an address of the form http://host/path", path,
                 lines->ocsp);
    return FALSE;
  }
  return !lines->ocsp_away || strcmp (lines->ocsp_away, "list") == 0 ||
         strcmp (lines->ocsp_away, "refuse") == 0 ||
         fail (error, path, "ocsp-away: list or refuse is expected");
}

gboolean
zb_other_settings_read (const char *path, ZbOtherSettings *ret_settings, GError **error)
{
  g_auto (Lines) lines = {0};
  g_auto (ZbOtherSettings) settings = {0};

  if (!read_lines (path, &lines, error))
    return FALSE;
  settings.lists = words_of (lines.lists);
  settings.urls = lines.fetch ? words_of (lines.fetch) : NULL;
  if (!check_sources (settings.lists, settings.urls, path, error) ||
      !check_responder (&lines, path, error) ||
      !read_hours (lines.fetch_hours, "fetch-hours", USUAL_HOURS * G_TIME_SPAN_HOUR, path,
                   &settings.every, error) ||
      !read_hours (lines.age_hours, "max-age-hours", G_MAXINT64, path, &settings.age, error) ||
      !read_hours (lines.ocsp_hours, "ocsp-hours", USUAL_HOURS * G_TIME_SPAN_HOUR, path,
                   &settings.kept, error))
    return FALSE;
  settings.certificates = g_steal_pointer (&lines.certificates);
  settings.unit = g_steal_pointer (&lines.unit);
  settings.prefix = g_steal_pointer (&lines.prefix);
  settings.ocsp = g_steal_pointer (&lines.ocsp);
  settings.firm = g_strcmp0 (lines.ocsp_away, "refuse") == 0;
  *ret_settings = settings;
  settings = (ZbOtherSettings){.certificates = NULL};
  return TRUE;
}
