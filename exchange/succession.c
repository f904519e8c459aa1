/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/succession.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/note.h"
#include "exchange/timestamp.h"

#include <string.h>

#define HEAD "zhibao-log-key/v1"
/* Of a note: head, old, new, from, until, an empty line, the signature. */
#define LINES 7

typedef struct {
  ZbNoteKey key;
  char *vkey, *statement;
  gint64 from, until;
} Entry;

struct _ZbSuccession {
  GPtrArray *entries; /* Entry */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  zb_note_key_clear (&entry->key);
  g_free (entry->vkey);
  g_free (entry->statement);
  g_free (entry);
}

void
zb_succession_free (ZbSuccession *succession)
{
  g_ptr_array_unref (succession->entries);
  g_free (succession);
}

static Entry *
entry_at (const ZbSuccession *succession, guint index)
{
  return succession->entries->pdata[index];
}

static Entry *
last_entry (const ZbSuccession *succession)
{
  return entry_at (succession, succession->entries->len - 1);
}

static Entry *
entry_new (const char *vkey, GError **error)
{
  Entry *entry = g_new0 (Entry, 1);

  if (zb_note_key_read (vkey, ZB_NOTE_ED25519, &entry->key, error)) {
    entry->vkey = g_strdup (vkey);
    return entry;
  }
  entry_free (entry);
  return NULL;
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the statement about the log's next key %s", what);
  return FALSE;
}

/* What stands behind @word in @line; NULL if it does not begin so. */
static const char *
behind (const char *line, const char *word)
{
  gsize length = strlen (word);

  return strncmp (line, word, length) == 0 ? line + length : NULL;
}

static gboolean
read_times (char *const *lines, const Entry *old, Entry *next, gint64 *ret_until, GError **error)
{
  if (!zb_timestamp_parse (behind (lines[3], "from "), &next->from) ||
      !zb_timestamp_parse (behind (lines[4], "until "), ret_until))
    return malformed (error, "does not say from and until when");
  return (next->from >= old->from && *ret_until >= next->from) ||
         malformed (error, "names times that do not follow one another");
}

static gboolean
untrusted (GError **error, const char *vkey)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
               "the log's key %s was not vouched for by the key before it", vkey);
  return FALSE;
}

/* NULL unless the old key has signed it. */
static char *
open_statement (const char *statement, const char *old, const char *new, GError **error)
{
  GError *failure = NULL;
  char *text = zb_note_open (statement, old, &failure);

  if (!text && g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND)) {
    g_error_free (failure);
    untrusted (error, new);
  } else if (!text) {
    g_propagate_error (error, failure);
  }
  return text;
}

/* One note, split into its lines. @statement is whole. */
static gboolean
take_statement (ZbSuccession *succession, const char *statement, char *const *lines, GError **error)
{
  Entry *old = last_entry (succession);
  const char *old_vkey = behind (lines[1], "old "), *new_vkey = behind (lines[2], "new ");
  gint64 until = 0;

  if (strcmp (lines[0], HEAD) != 0 || !old_vkey || !new_vkey)
    return malformed (error, "does not name an old and a new key");
  if (strcmp (old_vkey, old->vkey) != 0)
    return untrusted (error, new_vkey);
  Entry *next = entry_new (new_vkey, error);
  if (!next)
    return FALSE;
  g_autofree char *text = NULL;
  if (strcmp (next->key.name, old->key.name) != 0)
    malformed (error, "is of another log");
  else if (read_times (lines, old, next, &until, error))
    text = open_statement (statement, old->vkey, new_vkey, error);
  if (!text) {
    entry_free (next);
    return FALSE;
  }
  next->statement = g_strdup (statement);
  old->until = until;
  g_ptr_array_add (succession->entries, next);
  return TRUE;
}

static gboolean
take_lines (ZbSuccession *succession, char *const *lines, guint n, GError **error)
{
  if (n % LINES != 0 || n / LINES >= ZB_SUCCESSION_MAX_KEYS)
    return malformed (error, n % LINES != 0 ? "is not whole" : "is one of too many");
  for (; n > 0; n -= LINES, lines += LINES) {
    g_autofree char *statement =
        g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%s\n%s\n", lines[0], lines[1], lines[2], lines[3],
                         lines[4], lines[5], lines[6]);

    if (!take_statement (succession, statement, lines, error))
      return FALSE;
  }
  return TRUE;
}

ZbSuccession *
zb_succession_read (const char *text, GError **error)
{
  g_autofree char *whole = g_strdup (text);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (whole), "\n", 2 + LINES * ZB_SUCCESSION_MAX_KEYS);
  Entry *first = entry_new (lines[0] ? lines[0] : "", error);

  if (!first)
    return NULL;
  g_autoptr (ZbSuccession) succession = g_new0 (ZbSuccession, 1);
  succession->entries = g_ptr_array_new_with_free_func (entry_free);
  g_ptr_array_add (succession->entries, first);
  return take_lines (succession, lines + 1, g_strv_length (lines) - 1, error)
             ? g_steal_pointer (&succession)
             : NULL;
}

char *
zb_succession_write (const ZbSuccession *succession, guint n)
{
  GString *text = g_string_new (entry_at (succession, 0)->vkey);

  g_string_append_c (text, '\n');
  for (guint i = 1; i < n; i++)
    g_string_append (text, entry_at (succession, i)->statement);
  return g_string_free (text, FALSE);
}

char *
zb_succession_digest (const ZbSuccession *succession, guint index)
{
  const char *statement = entry_at (succession, index)->statement;
  g_autoptr (GBytes) bytes = g_bytes_new (statement, strlen (statement));

  return zb_digest_hex_of_bytes (bytes);
}

guint
zb_succession_length (const ZbSuccession *succession)
{
  return succession->entries->len;
}

ZbLogKey
zb_succession_get (const ZbSuccession *succession, guint index)
{
  const Entry *entry = entry_at (succession, index);

  return (ZbLogKey){entry->vkey, entry->from, entry->until, entry->statement};
}

ZbLogKey
zb_succession_newest (const ZbSuccession *succession)
{
  return zb_succession_get (succession, succession->entries->len - 1);
}

gboolean
zb_succession_ends_with (const ZbSuccession *succession, const ZbKey *key)
{
  const Entry *last = last_entry (succession);
  g_autofree char *own = zb_note_verifier (key, last->key.name, NULL);

  return own && strcmp (own, last->vkey) == 0;
}

static gboolean
may_vouch (const ZbSuccession *succession, const ZbKey *old, GError **error)
{
  const Entry *last = last_entry (succession);

  if (zb_succession_ends_with (succession, old) &&
      succession->entries->len < ZB_SUCCESSION_MAX_KEYS)
    return TRUE;
  g_set_error (
      error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
      "the key that is to vouch for the next one is not %s, which signs the log, or that is "
      "the last of %d",
      last->vkey, ZB_SUCCESSION_MAX_KEYS);
  return FALSE;
}

gboolean
zb_succession_vouch (ZbSuccession *succession,
                     const ZbKey *old,
                     const ZbKey *new,
                     gint64 from,
                     gint64 until,
                     GError **error)
{
  const Entry *last = last_entry (succession);
  g_autofree char *begins = zb_timestamp_format (from);
  g_autofree char *ends = zb_timestamp_format (until);

  if (!may_vouch (succession, old, error))
    return FALSE;
  g_autofree char *vkey = zb_note_verifier (new, last->key.name, error);
  g_autofree char *text = g_strdup_printf (HEAD "\nold %s\nnew %s\nfrom %s\nuntil %s\n", last->vkey,
                                           vkey ? vkey : "", begins, ends);
  g_autofree char *statement = vkey ? zb_note_sign (text, old, last->key.name, error) : NULL;
  if (!statement)
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (statement, "\n", -1);
  return take_statement (succession, statement, lines, error);
}

static gboolean
find_vkey (const ZbSuccession *succession, const char *vkey, guint *ret_index)
{
  for (guint i = 0; i < succession->entries->len; i++)
    if (strcmp (entry_at (succession, i)->vkey, vkey) == 0) {
      *ret_index = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
zb_succession_follow (ZbSuccession *known, const ZbSuccession *shown, GError **error)
{
  guint own = 0, other = 0;

  /* Either may begin before the other. */
  if (!find_vkey (shown, entry_at (known, 0)->vkey, &other) &&
      !find_vkey (known, entry_at (shown, 0)->vkey, &own))
    return untrusted (error, last_entry (shown)->vkey);
  for (own++, other++; other < shown->entries->len; own++, other++) {
    const Entry *next = entry_at (shown, other);

    if (own == known->entries->len) {
      g_auto (GStrv) lines = g_strsplit (next->statement, "\n", -1);
      if (!take_statement (known, next->statement, lines, error))
        return FALSE;
    } else if (strcmp (entry_at (known, own)->vkey, next->vkey) != 0) {
      g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
                   "a key of the log vouched for two: for %s, which is known, and for %s",
                   entry_at (known, own)->vkey, next->vkey);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_term (const Entry *entry, gint64 at, GError **error)
{
  if (at == 0 || entry->until == 0 || at <= entry->until)
    return TRUE;
  g_autofree char *end = zb_timestamp_format (entry->until);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED,
               "the note is signed by no newer key of the log than %s, whose term ended on %s",
               entry->vkey, end);
  return FALSE;
}

/* The newest key that signed decides. */
char *
zb_succession_open (const ZbSuccession *succession, const char *note, gint64 at, GError **error)
{
  for (guint i = succession->entries->len; i > 0; i--) {
    const Entry *entry = entry_at (succession, i - 1);
    GError *failure = NULL;
    g_autofree char *text = zb_note_open_by (note, &entry->key, &failure);

    if (text)
      return check_term (entry, at, error) ? g_steal_pointer (&text) : NULL;
    if (i == 1 || !g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, failure);
      return NULL;
    }
    g_error_free (failure);
  }
  return NULL;
}

guint
zb_succession_count_lines (const ZbSuccession *succession, const char *note, guint *ret_newest)
{
  g_auto (GStrv) lines = g_strsplit (note, "\n", -1);
  guint8 signature[ZB_NOTE_SIGNATURE_SIZE];
  guint found = 0, newest = 0;

  for (guint i = 0; i < succession->entries->len; i++)
    for (guint j = 0; lines[j]; j++)
      if (zb_note_key_find (&entry_at (succession, i)->key, lines[j], signature, sizeof signature,
                            NULL)) {
        found++;
        newest = i + 1;
      }
  if (ret_newest)
    *ret_newest = newest;
  return found;
}

/* How many have signed @note. */
static guint
count_signatures (const char *note)
{
  const char *gap = strstr (note, "\n\n");
  guint n = 0;

  for (const char *c = gap ? gap + 2 : ""; *c; c++)
    n += *c == '\n';
  return n;
}

gboolean
zb_succession_knows_signers (const ZbSuccession *succession, const char *note)
{
  return zb_succession_count_lines (succession, note, NULL) >= count_signatures (note);
}
