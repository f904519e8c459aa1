/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/file.h"
#include "server/command.h"
#include "server/neighbours.h"
#include "server/root-change.h"
#include "server/root-request.h"

#include "exchange/digest.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_REQUEST (64 * 1024)

typedef struct {
  ZbCommand command;
  int n_words;
} Step;

static int show (int argc, char **argv);
static int ask (int argc, char **argv);
static int certify (int argc, char **argv);
static int take (int argc, char **argv);
static int retire (int argc, char **argv);

static const Step steps[] = {
    {{"root show", "DIR", N_ ("how far the change to another root has come, and what is next"),
      show},
     1},
    {{"root ask", "DIR FILE", N_ ("write what the next root is asked to certify"), ask}, 2},
    {{"root certify", "FILE ANSWER",
      N_ ("certify what a node asks, where the next root's key is kept"), certify},
     2},
    {{"root take", "DIR ANSWER", N_ ("take what the next root has certified"), take}, 2},
    {{"root retire", "DIR", N_ ("let the next root take the place of the old one"), retire}, 1},
};

static gboolean
parse (int (*run) (int argc, char **argv), const GOptionEntry *entries, int *argc, char ***argv)
{
  guint i = 0;

  while (steps[i].command.run != run)
    i++;
  return zb_command_parse (&steps[i].command, entries, steps[i].n_words, argc, argv);
}

static void
print_root (const char *title, const ZbCertificate *root)
{
  g_autofree char *end = zb_time_format (zb_certificate_not_after (root));

  g_print (_ ("%s: %s, until %s\n  SHA-256 %s\n"), title, zb_certificate_name (root), end,
           zb_certificate_digest (root));
}

/* A change that is under way is ended before another begins. */
static const char *
find_words (const ZbRootState *state)
{
  static const char *const words[] = {
      [ZB_ROOT_ALONE] = N_ ("No other root is planned. To replace this one, make another where its "
                            "key is to stay, and name it by \"zhibaod trust --next-root\"."),
      [ZB_ROOT_PLANNED] = N_ ("Next: have it certify the authorities, by \"zhibaod root ask\", "
                              "\"root certify\" and \"root take\"."),
      [ZB_ROOT_CERTIFIED] = N_ ("Next: publish what it certified, by \"zhibaod trust\"."),
      [ZB_ROOT_PUBLISHED] = N_ ("Next: stop the node and let the old root go, by \"zhibaod root "
                                "retire\"."),
  };

  if (state->waiting)
    return _ (
        "A trust bundle is signed. The node takes it within a minute where it serves, or when "
        "it starts.");
  if (state->former)
    return _ ("Next: sign the bundle that names this root alone, by \"zhibaod trust --root-key\" "
              "with its key; then destroy the old root's key.");
  return _ (words[state->step]);
}

static void
print_next_step (const ZbRootState *state)
{
  g_autofree char *ready = zb_time_format (state->ready);

  if (state->waiting || state->step != ZB_ROOT_PUBLISHED ||
      zb_clock_now (&zb_clock_system) >= state->ready) {
    g_print ("%s\n", find_words (state));
    return;
  }
  g_print (_ ("Next: wait until %s, when everybody has heard of both who can come back by himself; "
              "then stop the node and let the old root go, by \"zhibaod root retire\".\n"),
           ready);
}

static void
print_neighbour (const ZbNeighbour *neighbour)
{
  g_autofree char *time = zb_time_format (neighbour->time);

  if (neighbour->time == 0)
    g_print (_ ("Node %s has not said whether it goes by the next root.\n"), neighbour->node);
  else if (neighbour->knows)
    g_print (_ ("Node %s goes by the next root, too, as it said at %s.\n"), neighbour->node, time);
  else
    g_print (_ ("Node %s does not go by the next root, as it said at %s.\n"), neighbour->node,
             time);
}

/* Of those who have to take the new root into their tables. */
static gboolean
print_neighbours (const char *dir, const ZbRootState *state, GError **error)
{
  g_autoptr (GPtrArray) all =
      state->next ? zb_neighbours_list (dir, state->next, error) : g_ptr_array_new ();

  for (guint i = 0; all && i < all->len; i++)
    print_neighbour (all->pdata[i]);
  return all != NULL;
}

static int
show (int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_auto (ZbRootState) state = {0};
  GError *error = NULL;

  if (!parse (show, entries, &argc, &argv))
    return ZB_EXIT_USAGE;
  const ZbRootChange change = {.dir = argv[1], .clock = zb_clock_system};
  if (!zb_root_change_look (&change, &state, &error))
    return zb_command_fail (error);
  print_root (_ ("The root"), state.root);
  if (state.next)
    print_root (_ ("The next root"), state.next);
  g_print (_ ("Trust bundle in force: %u\n"), state.bundle);
  if (!print_neighbours (argv[1], &state, &error))
    return zb_command_fail (error);
  print_next_step (&state);
  return ZB_EXIT_DONE;
}

static int
ask (int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  GError *error = NULL;

  if (!parse (ask, entries, &argc, &argv))
    return ZB_EXIT_USAGE;
  g_autofree char *text = zb_root_request_compose (argv[1], &error);
  if (!text || !g_file_set_contents (argv[2], text, -1, &error))
    return zb_command_fail (error);
  g_autofree char *digest = zb_digest_hex_of (text, strlen (text));
  g_print (_ ("Carry %s to where the next root's key is kept. \"zhibaod root certify --dry-run\" "
              "has to show the same SHA-256 there before anything is certified:\n%s\n"),
           argv[2], digest);
  return ZB_EXIT_DONE;
}

static ZbRootRequest *
read_request (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_REQUEST, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  g_autofree char *text = bytes ? g_strndup (data ? data : "", length) : NULL;

  return text ? zb_root_request_read (path, text, length, error) : NULL;
}

static void
tell_certified (const ZbRootRequest *request, const GPtrArray *certified, const char *folder)
{
  g_print (_ ("The request of node %s, SHA-256\n%s\n"), request->node, request->digest);
  for (guint i = 0; i < certified->len; i++)
    print_root (_ ("certified"), certified->pdata[i]);
  if (folder)
    g_print (_ ("Carry the folder %s back to the node, and take it by \"zhibaod root take\".\n"),
             folder);
  else
    g_print ("%s\n", _ ("Nothing was written."));
}

static gboolean
answer_request (const char *file, const ZbRootAnswer *answer, GError **error)
{
  g_autoptr (ZbRootRequest) request = read_request (file, error);
  g_autoptr (GPtrArray) certified = NULL;

  if (!request || !zb_root_request_answer (request, answer, &certified, error))
    return FALSE;
  tell_certified (request, certified, answer->dry_run ? NULL : answer->folder);
  return TRUE;
}

static int
certify (int argc, char **argv)
{
  g_autofree char *root = NULL, *key = NULL;
  gboolean dry_run = FALSE;
  const GOptionEntry entries[] = {
      {"root", 0, 0, G_OPTION_ARG_FILENAME, &root, N_ ("the next root's certificate"), "FILE"},
      {"root-key", 0, 0, G_OPTION_ARG_FILENAME, &key, N_ ("its key"), "FILE"},
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_ ("only show what would be certified"),
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!parse (certify, entries, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!root || !key) {
    g_printerr ("%s\n", _ ("zhibaod: the next root's certificate and key are needed: --root FILE "
                           "--root-key FILE"));
    return ZB_EXIT_USAGE;
  }
  const ZbRootAnswer answer = {.root = root,
                               .key = key,
                               .folder = argv[2],
                               .now = zb_clock_now (&zb_clock_system),
                               .dry_run = dry_run};
  return answer_request (argv[1], &answer, &error) ? ZB_EXIT_DONE : zb_command_fail (error);
}

static int
take (int argc, char **argv)
{
  ZbRootChange change = {.clock = zb_clock_system};
  const GOptionEntry entries[] = {
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &change.dry_run,
       N_ ("only look whether it can be taken"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!parse (take, entries, &argc, &argv))
    return ZB_EXIT_USAGE;
  change.dir = argv[1];
  if (!zb_root_change_take (&change, argv[2], &error))
    return zb_command_fail (error);
  g_print ("%s\n", change.dry_run
                       ? _ ("It can be taken. Nothing was changed.")
                       : _ ("It is taken. Publish it beside what there is, by \"zhibaod trust\"."));
  return ZB_EXIT_DONE;
}

static int
retire (int argc, char **argv)
{
  ZbRootChange change = {.clock = zb_clock_system};
  const GOptionEntry entries[] = {
      {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &change.dry_run,
       N_ ("only look whether the old root can go"), NULL},
      {"early", 0, 0, G_OPTION_ARG_NONE, &change.early,
       N_ ("though clients that were away have not heard of the next root"), NULL},
      {"anyway", 0, 0, G_OPTION_ARG_NONE, &change.anyway,
       N_ ("though another node does not go by the next root, or has not said so"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!parse (retire, entries, &argc, &argv))
    return ZB_EXIT_USAGE;
  change.dir = argv[1];
  if (!zb_root_change_retire (&change, &error))
    return zb_command_fail (error);
  g_print ("%s\n",
           change.dry_run
               ? _ ("The old root can go. Nothing was changed.")
               : _ ("The next root is the node's root now. Sign the bundle that names it alone, by "
                    "\"zhibaod trust --root-key\" with its key, start the node, and destroy the "
                    "old root's key. What was signed before is verified by the certificates that "
                    "stay in keys/."));
  return ZB_EXIT_DONE;
}

static void
print_steps (void)
{
  g_print ("%s\n\n", _ ("Usage: zhibaod root STEP [OPTION…] ARGUMENT…"));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *call =
        g_strdup_printf ("%s %s", steps[i].command.name, steps[i].command.arguments);
    g_print ("  %-26s %s\n", call, _ (steps[i].command.summary));
  }
}

int
zb_command_root (int argc, char **argv)
{
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].command.name + strlen ("root "), argv[1]) == 0)
      return steps[i].command.run (argc - 1, argv + 1);
  print_steps ();
  return argc > 1 && strcmp (argv[1], "--help") == 0 ? ZB_EXIT_DONE : ZB_EXIT_USAGE;
}
