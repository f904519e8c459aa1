/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/others.h"

#include "exchange/crl.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/authority/error.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_SETTINGS (16 * 1024)
#define MAX_CERTIFICATES (256 * 1024)

/* A list on disk, as it was when it was last read. */
typedef struct {
  char *path;
  gint64 changed, size;
} List;

struct _ZbOthers {
  char *folder;
  ZbTrust *trust;
  GString *certificates;
  GPtrArray *lists; /* List */
};

/* One file of settings. */
typedef struct {
  char *certificates, *unit, *prefix, *lists;
} Settings;

static void
settings_clear (Settings *settings)
{
  g_free (settings->certificates);
  g_free (settings->unit);
  g_free (settings->prefix);
  g_free (settings->lists);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->path);
  g_free (list);
}

void
zb_others_free (ZbOthers *others)
{
  if (!others)
    return;
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
  return fail (error, where, "certificates, unit, prefix or lists is expected, each once");
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

static gboolean
add_lists (ZbOthers *others, const Settings *settings, const char *path, GError **error)
{
  g_auto (GStrv) names = g_strsplit_set (settings->lists, " \t", -1);
  guint n = 0;

  for (guint i = 0; names[i]; i++) {
    if (!*names[i])
      continue;
    List *list = g_new0 (List, 1);
    g_ptr_array_add (others->lists, list);
    list->path = path_in (others, names[i], path, error);
    if (!list->path)
      return FALSE;
    if (++n > ZB_OTHERS_MAX_LISTS)
      return fail (error, path, "there are too many lists");
  }
  return n > 0 || fail (error, path, "without lists nothing that it certified is believed");
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

  if (g_stat (list->path, &now) != 0)
    return fail (error, list->path, "there is no such list");
  gint64 changed = (gint64)now.st_mtim.tv_sec * G_USEC_PER_SEC + now.st_mtim.tv_nsec / 1000;
  if (changed == list->changed && now.st_size == list->size)
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (list->path, 2 * ZB_PROTOCOL_MAX_CRL, &fault);
  g_autoptr (GBytes) der = bytes ? zb_crl_to_der (bytes, &fault) : NULL;
  if (!der || !zb_trust_add_crl (others->trust, der, &fault))
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
