/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/standing-private.h"

#include "server/store/obligation-private.h"
#include "server/store/reader-private.h"

/* So long no more lists are read once there is no room; then it begins anew with those in use. */
#define PAUSE G_TIME_SPAN_HOUR

typedef struct {
  gint64 unit;
  gboolean known; /* FALSE: it changed, and has to be read */
  ZbStanding standing;
  guint64 age; /* when it was learnt */
} Entry;

typedef struct {
  guint64 serial;    /* no other list has it */
  GHashTable *units; /* Entry by unit */
} List;

typedef struct {
  char *list;
  Entry entry;
} Note;

struct _ZbStandings {
  GArray *notes; /* of Note: the writer's */
  GMutex lock;   /* guards what follows */
  GHashTable *lists;
  guint64 age, n_lists;
  guint n_units;
  gint64 full_since; /* 0: there is room */
};

void
zb_standing_clear (ZbStanding *standing)
{
  g_clear_pointer (&standing->message, g_free);
}

static ZbStanding
copy_of (const ZbStanding *standing)
{
  ZbStanding copy = *standing;

  copy.message = g_strdup (standing->message);
  return copy;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  zb_standing_clear (&entry->standing);
  g_free (entry);
}

static void
list_free (gpointer data)
{
  List *list = data;

  g_hash_table_unref (list->units);
  g_free (list);
}

static void
note_clear (gpointer data)
{
  Note *note = data;

  g_free (note->list);
  zb_standing_clear (&note->entry.standing);
}

ZbStandings *
zb_standings_new (void)
{
  ZbStandings *standings = g_new0 (ZbStandings, 1);

  g_mutex_init (&standings->lock);
  standings->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, list_free);
  standings->notes = g_array_new (FALSE, FALSE, sizeof (Note));
  g_array_set_clear_func (standings->notes, note_clear);
  return standings;
}

void
zb_standings_free (ZbStandings *standings)
{
  if (standings == NULL)
    return;
  g_array_unref (standings->notes);
  g_hash_table_unref (standings->lists);
  g_mutex_clear (&standings->lock);
  g_free (standings);
}

/* With the lock held. */
static void
empty (ZbStandings *standings)
{
  g_hash_table_remove_all (standings->lists);
  standings->n_units = 0;
  standings->full_since = 0;
}

void
zb_standings_forget (ZbStandings *standings)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);

  empty (standings);
}

guint64
zb_standings_age (ZbStandings *standings)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);

  return standings->age;
}

static char *
name_list (const ZbStandingKey *key)
{
  return g_strconcat (key->tenant, " ", key->form, " ", key->period, NULL);
}

void
zb_standings_note (ZbStandings *standings, const ZbStandingKey *key, const ZbStanding *standing)
{
  Note note = {.list = name_list (key), .entry = {.unit = key->unit, .known = standing != NULL}};

  if (standing != NULL)
    note.entry.standing = copy_of (standing);
  g_array_append_val (standings->notes, note);
}

guint
zb_standings_noted (const ZbStandings *standings)
{
  return standings->notes->len;
}

void
zb_standings_undo (ZbStandings *standings, guint n)
{
  g_array_set_size (standings->notes, n);
}

/* With the lock held. */
static void
drop_list (ZbStandings *standings, const char *name)
{
  const List *list = g_hash_table_lookup (standings->lists, name);

  if (list == NULL)
    return;
  standings->n_units -= g_hash_table_size (list->units);
  g_hash_table_remove (standings->lists, name);
}

/* With the lock held; takes what @entry holds. */
static void
put_entry (ZbStandings *standings, List *list, Entry *entry)
{
  Entry *kept = g_memdup2 (entry, sizeof *entry);

  entry->standing.message = NULL;
  kept->age = standings->age;
  standings->n_units += g_hash_table_contains (list->units, &kept->unit) ? 0 : 1;
  g_hash_table_replace (list->units, &kept->unit, kept);
}

void
zb_standings_settle (ZbStandings *standings)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);

  standings->age++;
  for (guint i = 0; i < standings->notes->len; i++) {
    Note *note = &g_array_index (standings->notes, Note, i);
    List *list = g_hash_table_lookup (standings->lists, note->list);

    if (list != NULL && note->entry.unit == 0)
      drop_list (standings, note->list);
    else if (list != NULL)
      put_entry (standings, list, &note->entry);
  }
  g_array_set_size (standings->notes, 0);
}

/* @age: what was learnt later is not told. */
static gboolean
find (ZbStandings *standings, const char *name, gint64 unit, guint64 age, ZbStanding *ret_standing)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);
  const List *list = g_hash_table_lookup (standings->lists, name);
  const Entry *entry = list != NULL ? g_hash_table_lookup (list->units, &unit) : NULL;

  if (entry == NULL || !entry->known || entry->age > age)
    return FALSE;
  *ret_standing = copy_of (&entry->standing);
  return TRUE;
}

/* TRUE for the one who is to read the list: from then on it holds what changes. */
static gboolean
begin_list (ZbStandings *standings, const char *name, guint64 *ret_serial, guint *ret_room)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);
  gint64 full_since = standings->full_since;

  if (g_hash_table_contains (standings->lists, name) ||
      (full_since != 0 && g_get_monotonic_time () - full_since < PAUSE))
    return FALSE;
  if (full_since != 0)
    empty (standings);
  List *list = g_new (List, 1);
  *list = (List){.serial = ++standings->n_lists,
                 .units = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free)};
  g_hash_table_insert (standings->lists, g_strdup (name), list);
  *ret_serial = list->serial;
  *ret_room = ZB_STANDINGS_MOST - MIN (standings->n_units, ZB_STANDINGS_MOST);
  return TRUE;
}

/* @entries: what was read, NULL if that failed. What changed meanwhile is known better. */
static void
end_list (ZbStandings *standings, const char *name, guint64 serial, guint room, GPtrArray *entries)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&standings->lock);
  List *list = g_hash_table_lookup (standings->lists, name);

  if (list == NULL || list->serial != serial)
    return;
  if (entries == NULL || entries->len > room) {
    drop_list (standings, name);
    if (entries != NULL)
      standings->full_since = g_get_monotonic_time ();
    return;
  }
  standings->age++;
  for (guint i = 0; i < entries->len; i++) {
    Entry *entry = entries->pdata[i];

    if (!g_hash_table_contains (list->units, &entry->unit))
      put_entry (standings, list, entry);
  }
}

#define SELECT_STANDINGS                                                                           \
  "SELECT o.unit, o.id, o.permit_until, v.id, v.number, v.state, v.resubmit_by, o.accepted, "      \
  "m.message_id "                                                                                  \
  "FROM obligation o LEFT JOIN version v ON v.id = " ZB_HEAD " "                                   \
  "LEFT JOIN message m ON m.id = v.message "                                                       \
  "WHERE o.tenant = ?1 AND o.form = ?2 AND o.period = ?3 "
#define SELECT_STANDING SELECT_STANDINGS "AND o.unit = ?4"

static gpointer
make_entry (const ZbStatement *row)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->unit = zb_statement_int (row, 0);
  entry->known = TRUE;
  entry->standing = (ZbStanding){.obligation = zb_statement_int (row, 1),
                                 .permit_until = zb_statement_int (row, 2),
                                 .head = zb_statement_int (row, 3),
                                 .number = (guint)zb_statement_int (row, 4),
                                 .state = (ZbReviewState)zb_statement_int (row, 5),
                                 .resubmit_by = zb_statement_int (row, 6),
                                 .accepted = zb_statement_int (row, 7),
                                 .message = zb_statement_dup_text (row, 8)};
  return entry;
}

/* Takes @entry; NULL: there is no obligation. */
static ZbStanding
standing_of (Entry *entry)
{
  ZbStanding standing = entry != NULL ? entry->standing : (ZbStanding){0};

  g_free (entry);
  return standing;
}

/* What cannot be read now is not told: who asks reads his own, and is told then. */
static void
read_list (ZbStore *store, const char *name, const ZbStandingKey *key)
{
  guint64 serial;
  guint room;

  if (!begin_list (store->standings, name, &serial, &room))
    return;
  g_autoptr (GPtrArray) entries = zb_reader_list_apart (
      store, SELECT_STANDINGS "LIMIT ?4",
      ZB_VALUES (zb_value_text (key->tenant), zb_value_text (key->form),
                 zb_value_text (key->period), zb_value_int ((gint64)room + 1)),
      make_entry, entry_free, NULL);
  end_list (store->standings, name, serial, room, entries);
}

static gboolean
read_one (ZbStore *store, const ZbStandingKey *key, ZbStanding *ret_standing, GError **error)
{
  GError *fault = NULL;
  Entry *entry = zb_reader_one (store, SELECT_STANDING,
                                ZB_VALUES (zb_value_text (key->tenant), zb_value_text (key->form),
                                           zb_value_text (key->period), zb_value_int (key->unit)),
                                make_entry, NULL, &fault);

  if (fault != NULL) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  *ret_standing = standing_of (entry);
  return TRUE;
}

gboolean
zb_store_read_standing (ZbStore *store,
                        const ZbStandingKey *key,
                        ZbStanding *ret_standing,
                        GError **error)
{
  g_autofree char *name = name_list (key);
  guint64 age = zb_reader_standings_age (store);

  if (find (store->standings, name, key->unit, age, ret_standing))
    return TRUE;
  read_list (store, name, key);
  return find (store->standings, name, key->unit, age, ret_standing) ||
         read_one (store, key, ret_standing, error);
}

/* What the group's acts make of the unit's standing, or of all of the list; NULL: nothing. */
static const Note *
find_note (const ZbStandings *standings, const char *name, gint64 unit)
{
  for (guint i = standings->notes->len; i > 0; i--) {
    const Note *note = &g_array_index (standings->notes, Note, i - 1);

    if ((note->entry.unit == unit || note->entry.unit == 0) && g_str_equal (note->list, name))
      return note;
  }
  return NULL;
}

static gboolean
read_written (ZbDatabase *database,
              const ZbStandingKey *key,
              ZbStanding *ret_standing,
              GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (database, SELECT_STANDING, &row, error, zb_value_text (key->tenant),
                          zb_value_text (key->form), zb_value_text (key->period),
                          zb_value_int (key->unit)))
    return FALSE;
  *ret_standing = standing_of (row != NULL ? make_entry (row) : NULL);
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_standings_read (ZbStandings *standings,
                   ZbDatabase *database,
                   const ZbStandingKey *key,
                   ZbStanding *ret_standing,
                   GError **error)
{
  g_autofree char *name = name_list (key);
  const Note *note = find_note (standings, name, key->unit);

  if (note == NULL && find (standings, name, key->unit, G_MAXUINT64, ret_standing))
    return TRUE;
  if (note == NULL || !note->entry.known)
    return read_written (database, key, ret_standing, error);
  *ret_standing = copy_of (&note->entry.standing);
  return TRUE;
}
