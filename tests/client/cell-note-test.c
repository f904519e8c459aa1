/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cell-note.h"

#include "client/error.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static void
put (ZbScratchClient *client, const char *form, const char *item, const char *note)
{
  g_autoptr (GError) error = NULL;

  zb_cell_note_put (client->workspace, client->account, form, item, note, &error);
  g_assert_no_error (error);
}

static GHashTable *
read_notes (ZbScratchClient *client, const char *form)
{
  g_autoptr (GError) error = NULL;
  GHashTable *notes = zb_cell_notes_read (client->workspace, client->account, form, &error);

  g_assert_no_error (error);
  return notes;
}

static void
test_keeps_one_note_a_cell (ZbScratchClient *client, gconstpointer data)
{
  put (client, ZB_SCRATCH_FORM, "A.01.1", "  总账 5001\n");
  put (client, ZB_SCRATCH_FORM, "A.01.2", "ask the workshop");
  put (client, ZB_SCRATCH_FORM, "A.01.1", "总账 6001");
  put (client, "B203", "A.01.1", "of another form");
  g_autoptr (GHashTable) notes = read_notes (client, ZB_SCRATCH_FORM);

  g_assert_cmpuint (g_hash_table_size (notes), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (notes, "A.01.1"), ==, "总账 6001");
  g_assert_cmpstr (g_hash_table_lookup (notes, "A.01.2"), ==, "ask the workshop");
}

static void
test_is_stripped (ZbScratchClient *client, gconstpointer data)
{
  put (client, ZB_SCRATCH_FORM, "A.01.1", "  总账 5001\n");
  g_autoptr (GHashTable) notes = read_notes (client, ZB_SCRATCH_FORM);

  g_assert_cmpstr (g_hash_table_lookup (notes, "A.01.1"), ==, "总账 5001");
}

static void
test_blank_takes_it_away (ZbScratchClient *client, gconstpointer data)
{
  put (client, ZB_SCRATCH_FORM, "A.01.1", "总账 5001");
  put (client, ZB_SCRATCH_FORM, "A.01.1", " \t\n");
  put (client, ZB_SCRATCH_FORM, "A.01.2", "");
  g_autoptr (GHashTable) notes = read_notes (client, ZB_SCRATCH_FORM);

  g_assert_cmpuint (g_hash_table_size (notes), ==, 0);
}

static void
test_has_so_many_characters (ZbScratchClient *client, gconstpointer data)
{
  for (guint over = 0; over <= 1; over++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < ZB_CELL_NOTE_MAX_LENGTH + over; i++)
      g_string_append (text, "注");
    gboolean kept = zb_cell_note_put (client->workspace, client->account, ZB_SCRATCH_FORM, "A.01.1",
                                      text->str, &error);
    g_assert_cmpint (kept, ==, !over);
    if (!over)
      continue;
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
    g_assert_cmpstr (error->message, ==, "a note has at most 500 characters");
  }
  /* The one of before stays. */
  g_autoptr (GHashTable) notes = read_notes (client, ZB_SCRATCH_FORM);
  g_assert_cmpint (g_utf8_strlen (g_hash_table_lookup (notes, "A.01.1"), -1), ==,
                   ZB_CELL_NOTE_MAX_LENGTH);
}

static void
test_refuses_what_cannot_be_shown (ZbScratchClient *client, gconstpointer data)
{
  static const char *const texts[] = {"bell \a", "escape \x1b[31m", "no text \xff"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (zb_cell_note_put (client->workspace, client->account, ZB_SCRATCH_FORM, "A.01.1",
                                      texts[i], &error));
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  }
}

/* Each enterprise of an agent has its own, and another window sees them. */
static void
test_belongs_to_the_enterprise (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbWorkspace) window = zb_scratch_client_open (client);
  ZbAccount other = *client->account;
  g_autoptr (GError) error = NULL;

  other.id = client->account->id + 1;
  put (client, ZB_SCRATCH_FORM, "A.01.1", "总账 5001");
  g_autoptr (GHashTable) others =
      zb_cell_notes_read (client->workspace, &other, ZB_SCRATCH_FORM, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (others), ==, 0);
  g_autoptr (GHashTable) seen =
      zb_cell_notes_read (window, client->account, ZB_SCRATCH_FORM, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (seen, "A.01.1"), ==, "总账 5001");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/cell-note/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,          \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-one-note-a-cell", test_keeps_one_note_a_cell);
  ADD ("is-stripped", test_is_stripped);
  ADD ("blank-takes-it-away", test_blank_takes_it_away);
  ADD ("has-so-many-characters", test_has_so_many_characters);
  ADD ("refuses-what-cannot-be-shown", test_refuses_what_cannot_be_shown);
  ADD ("belongs-to-the-enterprise", test_belongs_to_the_enterprise);
  return g_test_run ();
}
