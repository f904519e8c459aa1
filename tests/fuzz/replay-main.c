/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a libFuzzer harness without libFuzzer: over every seed of a folder and over a fixed number
 * of mutations of each, the same on every machine. When the harness crashes, the input is named;
 * then
 * `--show SEED NUMBER` writes its bytes to standard output.
 *
 *   NAME-replay FOLDER MUTATIONS
 *   NAME-replay FOLDER --show SEED NUMBER */
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define MAX_GROWTH 4096 /* bytes one mutation may add */

typedef struct {
  char *name;
  GBytes *bytes;
} Seed;

typedef struct {
  guint64 state;
} Random;

static char running[512]; /* what a crash is told of; filled before each run */

static void
seed_free (gpointer data)
{
  Seed *seed = data;
  g_free (seed->name);
  g_bytes_unref (seed->bytes);
  g_free (seed);
}

/* xorshift64*: all that a mutation is made of must be the same everywhere. */
static guint64
random_next (Random *random)
{
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  return random->state * G_GUINT64_CONSTANT (2685821657736338717);
}

static gsize
random_below (Random *random, gsize bound)
{
  return bound == 0 ? 0 : (gsize)(random_next (random) % bound);
}

static void
crash_cb (int number)
{
  /* Only what is safe inside a signal handler. */
  const char text[] = "\nBail out! crashed on ";
  if (write (STDOUT_FILENO, text, sizeof text - 1) < 0 ||
      write (STDOUT_FILENO, running, strlen (running)) < 0 || write (STDOUT_FILENO, "\n", 1) < 0)
    _exit (2);
  signal (number, SIG_DFL);
  raise (number);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Seed *const *first = a, *const *second = b;
  return strcmp ((*first)->name, (*second)->name);
}

static GPtrArray *
read_seeds (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return NULL;

  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func (seed_free);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    char *contents = NULL;
    gsize length = 0;
    if (!g_file_get_contents (path, &contents, &length, error))
      return NULL;
    Seed *seed = g_new0 (Seed, 1);
    seed->name = g_strdup (name);
    seed->bytes = g_bytes_new_take (contents, length);
    g_ptr_array_add (seeds, seed);
  }
  /* The order of a folder differs between file systems. */
  g_ptr_array_sort (seeds, compare_names);
  return g_steal_pointer (&seeds);
}

static void
overwrite (GByteArray *input, Random *random)
{
  static const guint8 telling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '<', '>', '&', '"',  '\'',
                                   '[',  ']',  '{',  '}',  ',',  '-', '0', '9', '\n', ' '};
  if (input->len == 0)
    return;
  gsize at = random_below (random, input->len);
  if (random_below (random, 2) == 0)
    input->data[at] ^= (guint8)(1u << random_below (random, 8));
  else
    input->data[at] = telling[random_below (random, sizeof telling)];
}

static void
insert (GByteArray *input, gsize at, const guint8 *bytes, gsize length)
{
  g_autofree guint8 *tail = g_memdup2 (input->data + at, input->len - at);
  gsize tail_length = input->len - at;
  g_byte_array_set_size (input, (guint)at);
  g_byte_array_append (input, bytes, (guint)length);
  g_byte_array_append (input, tail, (guint)tail_length);
}

/* Copies a piece of one seed to somewhere in the input: doubled elements, nested starts. */
static void
splice (GByteArray *input, GBytes *from, Random *random)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (from, &size);
  if (size == 0)
    return;
  gsize start = random_below (random, size);
  gsize length = 1 + random_below (random, MIN (size - start, MAX_GROWTH));
  g_autofree guint8 *piece = g_memdup2 (data + start, length);
  insert (input, random_below (random, input->len + 1), piece, length);
}

static void
cut (GByteArray *input, Random *random)
{
  if (input->len == 0)
    return;
  gsize start = random_below (random, input->len);
  gsize length = 1 + random_below (random, input->len - start);
  g_byte_array_remove_range (input, (guint)start, (guint)length);
}

static guint64
name_hash (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);
  for (const char *sign = name; *sign != '\0'; sign++)
    hash = (hash ^ (guint8)*sign) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

/* Mutation 0 is the seed itself. (transfer full) */
static GByteArray *
mutate (const GPtrArray *seeds, const Seed *seed, guint64 number)
{
  GByteArray *input = g_byte_array_new ();
  g_byte_array_append (input, g_bytes_get_data (seed->bytes, NULL), g_bytes_get_size (seed->bytes));
  if (number == 0)
    return input;

  Random random = {(name_hash (seed->name) + number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) | 1};
  gsize steps = 1 + random_below (&random, 4);
  for (gsize i = 0; i < steps; i++) {
    switch (random_below (&random, 6)) {
    case 0:
      cut (input, &random);
      break;
    case 1: {
      const Seed *other = g_ptr_array_index (seeds, random_below (&random, seeds->len));
      splice (input, other->bytes, &random);
      break;
    }
    default:
      overwrite (input, &random);
      break;
    }
  }
  return input;
}

static void
run (const GPtrArray *seeds, const Seed *seed, guint64 number)
{
  g_snprintf (running, sizeof running, "%s %" G_GUINT64_FORMAT, seed->name, number);
  g_autoptr (GByteArray) input = mutate (seeds, seed, number);
  /* A block of exactly this size, so that the sanitizer sees the first byte read behind it. */
  g_autofree guint8 *exact = g_memdup2 (input->data, input->len);
  /* Nothing is no block, but libFuzzer points somewhere then, too. */
  LLVMFuzzerTestOneInput (exact ? exact : (const guint8 *)"", input->len);
}

static const Seed *
find_seed (const GPtrArray *seeds, const char *name)
{
  for (guint i = 0; i < seeds->len; i++) {
    const Seed *seed = g_ptr_array_index (seeds, i);
    if (g_str_equal (seed->name, name))
      return seed;
  }
  return NULL;
}

static int
show (const GPtrArray *seeds, const char *name, const char *number)
{
  const Seed *seed = find_seed (seeds, name);
  if (seed == NULL) {
    g_printerr ("no seed %s\n", name);
    return 2;
  }
  g_autoptr (GByteArray) input = mutate (seeds, seed, g_ascii_strtoull (number, NULL, 10));
  return fwrite (input->data, 1, input->len, stdout) == input->len ? 0 : 1;
}

static int
replay (const GPtrArray *seeds, guint64 mutations)
{
  /* A harness without seeds would pass by doing nothing. */
  if (seeds->len == 0) {
    g_print ("Bail out! no seeds\n");
    return 1;
  }
  signal (SIGABRT, crash_cb);
  signal (SIGSEGV, crash_cb);
  signal (SIGTRAP, crash_cb);
  signal (SIGFPE, crash_cb);
  g_print ("1..%u\n", seeds->len);
  for (guint i = 0; i < seeds->len; i++) {
    const Seed *seed = g_ptr_array_index (seeds, i);
    for (guint64 number = 0; number <= mutations; number++)
      run (seeds, seed, number);
    g_print ("ok %u - %s and %" G_GUINT64_FORMAT " mutations\n", i + 1, seed->name, mutations);
  }
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  if (argc != 3 && !(argc == 5 && g_str_equal (argv[2], "--show"))) {
    g_printerr ("%s FOLDER MUTATIONS | FOLDER --show SEED NUMBER\n", argv[0]);
    return 2;
  }
  g_autoptr (GPtrArray) seeds = read_seeds (argv[1], &error);
  if (seeds == NULL) {
    g_print ("Bail out! %s\n", error->message);
    return 1;
  }
  if (argc == 5)
    return show (seeds, argv[3], argv[4]);
  return replay (seeds, g_ascii_strtoull (argv[2], NULL, 10));
}
