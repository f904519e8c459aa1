/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a log, one vouching for the next: who is followed, and who is not. */
#include "exchange/checkpoint.h"
#include "exchange/error.h"
#include "exchange/note.h"
#include "exchange/protocol.h"

#include <string.h>

#define LOG "zhibao-log/350200"
#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

enum { FIRST, SECOND, THIRD, STRANGER, N_KEYS };

typedef struct {
  ZbKey *keys[N_KEYS];
  char *vkeys[N_KEYS];
} World;

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_KEYS; i++) {
    world->keys[i] = zb_key_generate ("ed25519", &error);
    g_assert_no_error (error);
    world->vkeys[i] = zb_note_verifier (world->keys[i], LOG, &error);
    g_assert_no_error (error);
  }
}

static void
tear_down (World *world, gconstpointer data)
{
  for (guint i = 0; i < N_KEYS; i++) {
    zb_key_free (world->keys[i]);
    g_free (world->vkeys[i]);
  }
}

static ZbSuccession *
read_well (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbSuccession *succession = zb_succession_read (text, &error);

  g_assert_no_error (error);
  return succession;
}

static void
vouch (World *world, ZbSuccession *succession, guint old, guint new, gint64 from)
{
  g_autoptr (GError) error = NULL;

  zb_succession_vouch (succession, world->keys[old], world->keys[new], from, from + 90 * DAY,
                       &error);
  g_assert_no_error (error);
}

static char *
write_all (const ZbSuccession *succession)
{
  return zb_succession_write (succession, zb_succession_length (succession));
}

/* The first @n keys, a year apart. */
static ZbSuccession *
make (World *world, guint n)
{
  ZbSuccession *succession = read_well (world->vkeys[0]);

  for (guint i = 1; i < n; i++)
    vouch (world, succession, i - 1, i, NOW + (i - 1) * 365 * DAY);
  return succession;
}

/* A checkpoint with the lines of two keys; @other N_KEYS: of one. */
static char *
note_of (World *world, guint one, guint other)
{
  ZbCheckpoint checkpoint = {.origin = (char *)LOG, .size = 7};
  g_autofree char *note = zb_checkpoint_sign (&checkpoint, world->keys[one], LOG, NULL);
  g_autofree char *more =
      other < N_KEYS ? zb_checkpoint_sign (&checkpoint, world->keys[other], LOG, NULL) : NULL;

  return g_strconcat (note, more ? strstr (more, "\n\n") + 2 : "", NULL);
}

static void
assert_opens (const ZbSuccession *succession, const char *note, gint64 at, int code)
{
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {0};
  gboolean opened = zb_checkpoint_open_at (note, succession, at, &checkpoint, &error);

  g_assert_cmpint (opened, ==, code < 0);
  if (code >= 0)
    g_assert_error (error, ZB_EXCHANGE_ERROR, code);
  else
    g_assert_cmpuint (checkpoint.size, ==, 7);
  zb_checkpoint_clear (&checkpoint);
}

static void
test_writes_what_it_reads (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 3);
  g_autofree char *text = write_all (succession);
  g_autoptr (ZbSuccession) read = read_well (text);
  g_autofree char *again = write_all (read);
  ZbLogKey second = zb_succession_get (read, SECOND);

  g_assert_cmpstr (again, ==, text);
  g_assert_cmpuint (zb_succession_length (read), ==, 3);
  g_assert_cmpstr (second.vkey, ==, world->vkeys[SECOND]);
  g_assert_cmpint (second.from, ==, NOW);
  g_assert_cmpint (second.until, ==, NOW + (365 + 90) * DAY);
  g_assert_cmpstr (zb_succession_newest (read).vkey, ==, world->vkeys[THIRD]);
  g_assert_cmpint (zb_succession_newest (read).until, ==, 0);
}

/* A statement is a signed note of the old key, which any reader of such notes opens. */
static void
test_old_key_signs_it (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 2);
  const char *statement = zb_succession_get (succession, SECOND).statement;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = zb_note_open (statement, world->vkeys[FIRST], &error);

  g_assert_no_error (error);
  g_autofree char *expected = g_strdup_printf ("zhibao-log-key/v1\nold %s\nnew %s\n"
                                               "from 2024-07-05T08:00:00.000000Z\n"
                                               "until 2024-10-03T08:00:00.000000Z\n",
                                               world->vkeys[FIRST], world->vkeys[SECOND]);
  g_assert_cmpstr (text, ==, expected);
  ZbCheckpoint checkpoint = {0};
  g_assert_false (zb_checkpoint_open (statement, world->vkeys[FIRST], &checkpoint, NULL));
}

static void
test_opens_by_each_key (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 3);
  static const guint lines[][2] = {
      {FIRST, N_KEYS}, {FIRST, SECOND}, {SECOND, FIRST}, {THIRD, N_KEYS}, {STRANGER, THIRD}};

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *note = note_of (world, lines[i][0], lines[i][1]);
    assert_opens (succession, note, 0, -1);
  }
  g_autofree char *foreign = note_of (world, STRANGER, N_KEYS);
  assert_opens (succession, foreign, 0, ZB_EXCHANGE_ERROR_NOT_FOUND);
}

static void
test_counts_lines (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 3);
  g_autofree char *two = note_of (world, FIRST, SECOND);
  g_autofree char *one = note_of (world, STRANGER, FIRST);
  guint newest = 0;

  g_assert_cmpuint (zb_succession_count_lines (succession, two, &newest), ==, 2);
  g_assert_cmpuint (newest, ==, 2);
  g_assert_cmpuint (zb_succession_count_lines (succession, one, &newest), ==, 1);
  g_assert_cmpuint (newest, ==, 1);
}

/* What the old key signs alone counts until its term ends, and not a moment longer. */
static void
test_term_ends (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 2);
  g_autofree char *old = note_of (world, FIRST, N_KEYS);
  g_autofree char *both = note_of (world, FIRST, SECOND);
  gint64 end = NOW + 90 * DAY;

  assert_opens (succession, old, end, -1);
  assert_opens (succession, old, end + 1, ZB_EXCHANGE_ERROR_EXPIRED);
  assert_opens (succession, both, end + 1, -1);
}

static void
assert_malformed (const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_succession_read (text, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, code);
}

static void
test_refuses_what_old_key_has_not_signed (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) true_one = make (world, 2), other = read_well (world->vkeys[STRANGER]);
  g_autofree char *text = write_all (true_one);
  const char *statement = strchr (text, '\n') + 1;

  /* A statement of somebody else's key, below the log's. */
  vouch (world, other, STRANGER, SECOND, NOW);
  g_autofree char *foreign =
      g_strdup_printf ("%s\n%s", world->vkeys[FIRST], zb_succession_get (other, 1).statement);
  assert_malformed (foreign, ZB_EXCHANGE_ERROR_UNTRUSTED);
  /* The same with the names exchanged, so that only the signature tells. */
  g_auto (GStrv) parts = g_strsplit (foreign, world->vkeys[STRANGER], 2);
  g_autofree char *renamed = g_strjoinv (world->vkeys[FIRST], parts);
  assert_malformed (renamed, ZB_EXCHANGE_ERROR_UNTRUSTED);
  /* Each sign of what was signed counts. */
  g_autofree char *changed = g_strdup (text);
  char *year = strstr (changed, "until 2024");
  memcpy (year, "until 2034", strlen ("until 2034"));
  assert_malformed (changed, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_autofree char *twice = g_strconcat (text, statement, NULL);
  assert_malformed (twice, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

static void
test_refuses_what_is_not_whole (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 2);
  g_autofree char *text = write_all (succession);
  g_autofree char *half = g_strndup (text, strlen (text) / 2);

  assert_malformed (half, ZB_EXCHANGE_ERROR_MALFORMED);
  assert_malformed ("", ZB_EXCHANGE_ERROR_MALFORMED);
  assert_malformed ("no key\n", ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_vouches_by_the_newest_only (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = make (world, 2);
  g_autoptr (GError) error = NULL, backwards = NULL;

  g_assert_false (zb_succession_vouch (succession, world->keys[FIRST], world->keys[THIRD],
                                       NOW + DAY, NOW + 2 * DAY, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED);
  g_assert_false (zb_succession_vouch (succession, world->keys[SECOND], world->keys[THIRD],
                                       NOW - DAY, NOW + DAY, &backwards));
  g_assert_error (backwards, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_cmpuint (zb_succession_length (succession), ==, 2);
}

static void
test_limit_of_keys (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) succession = read_well (world->vkeys[0]);
  g_autoptr (GError) error = NULL;

  /* Two keys take turns. */
  for (guint i = 1; i < ZB_SUCCESSION_MAX_KEYS; i++)
    vouch (world, succession, (i - 1) % 2, i % 2, NOW + i * DAY);
  g_autofree char *text = write_all (succession);
  g_autoptr (ZbSuccession) read = read_well (text);
  g_assert_cmpuint (zb_succession_length (read), ==, ZB_SUCCESSION_MAX_KEYS);
  g_assert_cmpuint (strlen (text), <=, ZB_PROTOCOL_MAX_NOTE);
  g_assert_false (zb_succession_vouch (succession, world->keys[(ZB_SUCCESSION_MAX_KEYS - 1) % 2],
                                       world->keys[THIRD], NOW + 400 * DAY, NOW + 401 * DAY,
                                       &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED);
  g_autofree char *more = g_strconcat (text, zb_succession_get (succession, 1).statement, NULL);
  assert_malformed (more, ZB_EXCHANGE_ERROR_MALFORMED);
}

/* Whoever knows one key follows those behind it, wherever what he is shown begins. */
static void
test_follows (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) shown = make (world, 3), early = read_well (world->vkeys[FIRST]),
                           late = read_well (world->vkeys[SECOND]);
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_succession_follow (early, shown, &error));
  g_assert_cmpuint (zb_succession_length (early), ==, 3);
  g_assert_true (zb_succession_follow (late, shown, &error));
  g_assert_cmpuint (zb_succession_length (late), ==, 2);
  /* What is older than what is known takes nothing away. */
  g_autoptr (ZbSuccession) older = make (world, 2);
  g_assert_true (zb_succession_follow (early, older, &error));
  g_assert_cmpuint (zb_succession_length (early), ==, 3);
  g_assert_no_error (error);
}

static void
assert_not_followed (ZbSuccession *known, const ZbSuccession *shown, const char *why)
{
  g_autoptr (GError) error = NULL;
  guint before = zb_succession_length (known);

  g_assert_false (zb_succession_follow (known, shown, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_assert_nonnull (strstr (error->message, why));
  g_assert_cmpuint (zb_succession_length (known), ==, before);
}

static void
test_follows_no_stranger (World *world, gconstpointer data)
{
  g_autoptr (ZbSuccession) known = make (world, 2), stranger = read_well (world->vkeys[STRANGER]),
                           fork = read_well (world->vkeys[FIRST]);

  assert_not_followed (known, stranger, "was not vouched for by the key before it");
  /* The old key was stolen after its term, and vouches for a second one. */
  vouch (world, fork, FIRST, STRANGER, NOW);
  assert_not_followed (known, fork, "vouched for two");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/exchange/succession/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("writes-what-it-reads", test_writes_what_it_reads);
  ADD ("old-key-signs-it", test_old_key_signs_it);
  ADD ("opens-by-each-key", test_opens_by_each_key);
  ADD ("counts-lines", test_counts_lines);
  ADD ("term-ends", test_term_ends);
  ADD ("refuses-what-the-old-key-has-not-signed", test_refuses_what_old_key_has_not_signed);
  ADD ("refuses-what-is-not-whole", test_refuses_what_is_not_whole);
  ADD ("vouches-by-the-newest-only", test_vouches_by_the_newest_only);
  ADD ("limit-of-keys", test_limit_of_keys);
  ADD ("follows", test_follows);
  ADD ("follows-no-stranger", test_follows_no_stranger);
  return g_test_run ();
}
