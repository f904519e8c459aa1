/* SPDX-License-Identifier: Apache-2.0 */
/* What is written plainly is read at once, all else by processes of their own, which may do as they
 * like. */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/manifest.h"
#include "exchange/receipt.h"
#include "formats/xml-trace.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"
#include "server/reading/reader-process.h"
#include "server/reading/readers.h"
#include "server/reading/reading-message.h"
#include "server/reading/vetter.h"
#include "tests/formats/xml-log.h"
#include "tests/server/astray.h"
#include "tests/support/child-process.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define UNIT "91350200MA2KUY1H08"
#define READERS 4
#define KILLS 12

/* Until a reader that hangs is given up; one that reads has as long. */
#define SOON (10 * G_TIME_SPAN_SECOND)

/* Messages of one unit; made once, by a node that is not needed afterwards. */
static GBytes *plain[2];   /* as our programs write them */
static GBytes *foreign[2]; /* with a comment in the report */

static void
make_messages (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (node, UNIT, "厦门屿曜芯集成电路");

  g_autofree char *package = zb_sample_package (node);
  gint64 now = zb_clock_now (&zb_clock_system);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    plain[i] = zb_sample_message_for (person, package, NULL, NULL, now);
    foreign[i] = zb_sample_foreign_message_for (person, package, NULL, NULL, now);
  }
}

static void
free_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_bytes_unref (plain[i]);
    g_bytes_unref (foreign[i]);
  }
}

static char *
build_path (const char *name)
{
  return g_build_filename (g_getenv ("ZB_BUILD_ROOT"), name, NULL);
}

static ZbReaders *
real_readers (void)
{
  g_autofree char *program = build_path ("server/zhibaod-read");

  return zb_readers_new (program, 0);
}

/* Readers that go astray in the way of this name. */
static ZbReaders *
astray_readers (ZbTempDir *dir, const char *way, gint64 patience)
{
  g_autofree char *link = zb_astray_program (dir, way);

  return zb_readers_new (link, patience);
}

/* (transfer full): what stands in the report. */
static char *
read_body (const ZbContainer *container)
{
  GString *log = g_string_new (NULL);
  gsize length = 0;
  const void *body = g_bytes_get_data (zb_container_body (container, 0), &length);

  g_assert_true (zb_xml_read ("report.xml", body, length, NULL, &zb_test_xml_log, log, NULL));
  return g_string_free (log, FALSE);
}

/* (transfer full): what is told of it. */
static char *
hear_body (const ZbContainer *container)
{
  GString *log = g_string_new (NULL);
  GBytes *trace = zb_container_body_trace (container, 0);

  g_assert_true (zb_xml_trace_read ("report.xml", trace, &zb_test_xml_log, log, NULL));
  return g_string_free (log, FALSE);
}

static ZbContainer *
open_one (const ZbReaders *readers, GBytes *message, gboolean slowly, GError **error)
{
  return zb_readers_open (readers, &(ZbUnread){"message", message, slowly, NULL}, error);
}

/* What was read of @message is what stands in it. */
static void
check_opened (const ZbContainer *container, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) direct = zb_container_open ("message", message, &error);

  g_assert_no_error (error);
  g_autofree char *body = read_body (direct);
  g_autofree char *told = hear_body (container);
  g_autoptr (GBytes) envelope = zb_envelope_write (zb_container_envelope (container));
  g_autoptr (GBytes) expected = zb_envelope_write (zb_container_envelope (direct));
  g_assert_true (g_bytes_equal (envelope, expected));
  g_assert_cmpstr (told, ==, body);
}

static void
check_reads (ZbReaders *readers, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) container = open_one (readers, message, TRUE, &error);

  g_assert_no_error (error);
  check_opened (container, message);
}

static void
test_reads_what_stands_there (void)
{
  g_autoptr (ZbReaders) readers = real_readers ();

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    check_reads (readers, plain[i]);
    check_reads (readers, foreign[i]);
  }
  g_assert_false (zb_astray_was_told ("reader-replaced"));
}

/* Where there is no program to be started, who starts none does not notice. */
static void
test_asks_nobody_for_what_is_plain (void)
{
  g_autoptr (ZbReaders) readers = zb_readers_new ("/nonexistent/zhibaod-read", 0);
  g_autoptr (GError) error = NULL;

  check_reads (readers, plain[0]);
  g_assert_false (zb_astray_was_told ("reader-replaced"));
  g_assert_null (open_one (readers, foreign[0], TRUE, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
  g_assert_false (zb_astray_was_told ("unreadable"));
}

/* What is to be read at once is not read where that takes a process. */
static void
test_starts_nobody_unasked (void)
{
  g_autoptr (ZbReaders) readers = zb_readers_new ("/nonexistent/zhibaod-read", 0);
  g_autoptr (GError) error = NULL, slow = NULL;
  g_autoptr (ZbContainer) container = open_one (readers, plain[0], FALSE, &error);

  g_assert_no_error (error);
  check_opened (container, plain[0]);
  g_assert_null (open_one (readers, foreign[0], FALSE, &slow));
  g_assert_error (slow, ZB_READING_ERROR, ZB_READING_ERROR_SLOW);
  g_assert_false (zb_astray_was_told ("reader-replaced"));
}

/* Whatever becomes of a reader, the message is read by another. */
static void
check_way (const char *way, gint64 patience, const char *event)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) readers = astray_readers (dir, way, patience);

  check_reads (readers, foreign[0]);
  if (patience == 0)
    check_reads (readers, foreign[1]);
  g_assert_true (zb_astray_was_told (event));
  g_assert_false (zb_astray_was_told ("unreadable"));
}

static void
test_dead_reader (void)
{
  check_way ("dies", 0, "reader-replaced");
}

static void
test_hanging_reader (void)
{
  check_way ("hangs", SOON, "it took too long");
}

static void
test_reader_out_of_memory (void)
{
  check_way ("gorges", 0, "reader-replaced");
}

static void
test_reader_that_babbles (void)
{
  check_way ("babbles", 0, "it answered in a wrong form");
}

/* It lies about what it was asked for, and is not asked for what is plain. */
static void
test_reader_that_lies (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) readers = astray_readers (dir, "always-lies", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) lied = open_one (readers, foreign[0], TRUE, &error);

  g_assert_no_error (error);
  g_autofree char *truth = read_body (lied);
  g_autofree char *told = hear_body (lied);
  g_assert_cmpstr (told, !=, truth);
  check_reads (readers, plain[0]);
  check_reads (readers, plain[1]);
}

/* Nor does it see more than one message. */
static void
test_reader_that_tells_of_another (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) readers = astray_readers (dir, "always-tells-of-another", 0);

  check_reads (readers, foreign[0]);
  check_reads (readers, foreign[1]);
}

/* A message that no reader comes through is refused, and the program's log names it. */
static void
test_names_what_nobody_can_read (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) readers = astray_readers (dir, "always-dies", 0);
  g_autofree char *digest = zb_digest_hex_of_bytes (foreign[0]);
  g_autofree char *told = g_strdup_printf ("unreadable digest=%s", digest);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_one (readers, foreign[0], TRUE, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE);
  g_assert_true (zb_astray_was_told (told));
}

static void
check_fails (const ZbReaders *readers, const char *bringer, GBytes *message, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_readers_open (readers, &(ZbUnread){"message", message, TRUE, bringer}, &error));
  g_assert_error (error, ZB_READING_ERROR, code);
}

/* Who brought what no reader came through starts no further ones, and what he writes plainly is
 * read as ever. */
static void
test_harm_is_dear (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) readers = astray_readers (dir, "always-dies", 0);
  g_autoptr (GError) error = NULL;
  const ZbUnread plainly = {"message", plain[0], TRUE, "first"};

  check_fails (readers, "first", foreign[0], ZB_READING_ERROR_UNREADABLE);
  check_fails (readers, "first", foreign[1], ZB_READING_ERROR_TOO_MUCH);
  check_fails (readers, "second", foreign[1], ZB_READING_ERROR_UNREADABLE);
  g_autoptr (ZbContainer) container = zb_readers_open (readers, &plainly, &error);
  g_assert_no_error (error);
  check_opened (container, plain[0]);
}

/* @message with every @from in the manifest as @to. */
static GBytes *
change_entry (GBytes *message, const char *name, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("message", message, NULL, &error);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();

  g_assert_no_error (error);
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, i);
    g_autofree char *text = g_strndup (g_bytes_get_data (entry, NULL), g_bytes_get_size (entry));
    g_autoptr (GString) changed = g_string_new (text);

    if (strcmp (zb_zip_entry_name (zip, i), name) != 0) {
      zb_zip_writer_add (writer, zb_zip_entry_name (zip, i), entry);
      continue;
    }
    g_assert_cmpuint (g_string_replace (changed, from, to, 0), >, 0);
    g_autoptr (GBytes) bytes = g_bytes_new (changed->str, changed->len);
    zb_zip_writer_add (writer, name, bytes);
  }
  GBytes *result = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return result;
}

/* What another program wrote in its own way is read too; and what is wrong is refused in the words
 * of a reader in this process. */
static void
test_reads_the_ways_of_others (void)
{
  static const struct {
    const char *entry, *from, *to;
  } changes[] = {
      {"META-INF/ASiCManifest001.xml", "?>", "?><!-- by others -->"},
      {"envelope.xml", "?>", "?><!-- by others -->"},
      {"envelope.xml", "<sender", "<sender><"},
      {"envelope.xml", "p256", "p257"},
      {"envelope.xml", "<?xml", "<!DOCTYPE a><?xml"},
  };
  g_autoptr (ZbReaders) readers = real_readers ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GBytes) message =
        change_entry (plain[0], changes[i].entry, changes[i].from, changes[i].to);
    g_autoptr (GError) error = NULL, expected = NULL;
    g_autoptr (ZbContainer) direct = zb_container_open ("message", message, &expected);
    g_autoptr (ZbContainer) told = open_one (readers, message, TRUE, &error);

    g_assert_cmpint (direct != NULL, ==, i == 0);
    g_assert_cmpint (told != NULL, ==, i == 0);
    g_assert_cmpstr (error ? error->message : NULL, ==, expected ? expected->message : NULL);
    if (error)
      g_assert_error (error, expected->domain, expected->code);
  }
  g_autoptr (GBytes) garbage = g_bytes_new_static ("PK\3\4 and no more", 16);
  g_autoptr (GError) error = NULL;
  g_assert_null (open_one (readers, garbage, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

/* Its own text, and what of it is no receipt. */
static ZbReceipt *
read_receipt (ZbReaders *readers, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  zb_xml_set_elsewhere (readers ? zb_readers_elsewhere (readers) : NULL);
  ZbReceipt *receipt = zb_receipt_read ("receipt.xml", bytes, error);
  zb_xml_set_elsewhere (NULL);
  return receipt;
}

/* A document on its own is read, or refused, as it would be here. */
static void
test_reads_single_documents (void)
{
  static const char *const texts[] = {
      "<!-- by others --><receipt xmlns='urn:zhibao:receipt:1'><node/></receipt>",
      "<receipt>\n<!-- by others --><receipt>",
      "<a><a><a><a><a><a><a><!-- by others --></a></a></a></a></a></a></a>",
      "<!DOCTYPE receipt><receipt/>",
      "",
  };
  g_autoptr (ZbReaders) readers = real_readers ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL, expected = NULL;

    g_assert_null (read_receipt (NULL, texts[i], &expected));
    g_assert_null (read_receipt (readers, texts[i], &error));
    g_assert_error (error, expected->domain, expected->code);
    g_assert_cmpstr (error->message, ==, expected->message);
  }
}

/* Whose fault it was is not taken for the document's. */
static void
test_names_documents_nobody_can_read (void)
{
  static const char text[] = "<!-- by others --><receipt/>";
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbReaders) dead = astray_readers (dir, "always-dies", 0);
  g_autoptr (ZbReaders) none = zb_readers_new ("/nonexistent/zhibaod-read", 0);
  g_autofree char *digest = zb_digest_hex_of (text, strlen (text));
  g_autofree char *told = g_strdup_printf ("unreadable digest=%s", digest);
  g_autoptr (GError) error = NULL, away = NULL;

  g_assert_null (read_receipt (dead, text, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE);
  g_assert_true (zb_astray_was_told (told));
  g_assert_null (read_receipt (none, text, &away));
  g_assert_error (away, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
}

typedef struct {
  ZbReaders *readers;
  int enough; /* atomic: the killing is done */
} Crowd;

static gpointer
read_thread (gpointer data)
{
  Crowd *crowd = data;

  for (guint i = 0; !g_atomic_int_get (&crowd->enough); i++)
    check_reads (crowd->readers, foreign[i % 2]);
  return NULL;
}

/* Killed again and again while others wait for their turn, and none of them notices. */
static void
test_killed_under_load (void)
{
  g_autoptr (ZbReaders) readers = real_readers ();
  Crowd crowd = {readers, 0};
  GThread *threads[READERS];
  GPid last = 0;

  for (guint i = 0; i < READERS; i++)
    threads[i] = g_thread_new ("reads", read_thread, &crowd);
  for (guint killed = 0; killed < KILLS || !zb_astray_was_told ("reader-replaced");) {
    GPid reader = zb_test_find_child (getpid (), "reading");

    if (reader == 0 || reader == last)
      g_thread_yield ();
    else if (kill (reader, SIGKILL) == 0) {
      last = reader;
      killed++;
    }
  }
  g_atomic_int_set (&crowd.enough, 1);
  for (guint i = 0; i < READERS; i++)
    g_thread_join (threads[i]);
  g_assert_false (zb_astray_was_told ("unreadable"));
}

static gboolean
program_holds (const char *name, const char *text)
{
  g_autofree char *path = build_path (name);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

/* The value of "@name: …" in /proc/PID/status, or of "@name …" in its limits. */
static char *
find_line (GPid process, const char *file, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", process, file);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], name))
      return g_strstrip (g_strdup (lines[i] + strlen (name)));
  g_error ("%s has no line of %s", path, name);
}

/* The child of this process that is called with @name, which runs @program. */
static void
check_confined (const char *name, const char *program)
{
  GPid reader = zb_test_find_child (getpid (), name);

  g_assert_cmpint (reader, >, 0);
  g_autofree char *filter = find_line (reader, "status", "Seccomp:");
  g_autofree char *rights = find_line (reader, "status", "NoNewPrivs:");
  g_autofree char *cores = find_line (reader, "limits", "Max core file size");
  g_autofree char *seconds = find_line (reader, "limits", "Max cpu time");
  g_assert_cmpstr (filter, ==, "2");
  g_assert_cmpstr (rights, ==, "1");
  g_assert_true (g_str_has_prefix (cores, "0 "));
  g_assert_true (g_str_has_prefix (seconds, "60 "));
  /* A sanitizer reserves more than there is. */
  if (!program_holds (program, "__asan_init")) {
    g_autofree char *memory = find_line (reader, "limits", "Max address space");
    g_assert_true (g_str_has_prefix (memory, "536870912 "));
  }
}

/* Asked directly: the readers end whom they have asked. */
static void
test_is_confined (void)
{
  g_autofree char *program = build_path ("server/zhibaod-read");
  g_autoptr (ZbReaderProcess) process = zb_reader_process_new (program, "reading", SOON);
  const ZbReaderQuestion question = {ZB_READING_QUESTION, plain[0], ZB_READING_MOST_ANSWER};
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, &error);

  g_assert_no_error (error);
  check_confined ("reading", "server/zhibaod-read");
}

static void
test_vetter_is_confined (void)
{
  g_autofree char *program = build_path ("server/zhibaod-vet");
  g_autoptr (ZbVetter) vetter = zb_vetter_new (program, 0);

  g_assert_false (zb_vetter_pass (vetter, ZB_FOREIGN_OCSP_REQUEST, "none", 4, NULL));
  check_confined ("ocsp-request", "server/zhibaod-vet");
}

/* They cannot do what they have no code for. */
static void
test_knows_no_network (void)
{
  static const struct {
    const char *library;
    gboolean reads, vets;
  } libraries[] = {
      {"libcurl.so", FALSE, FALSE},    {"libmicrohttpd.so", FALSE, FALSE},
      {"libgnutls.so", FALSE, FALSE},  {"libsqlite3.so", FALSE, FALSE},
      {"libsystemd.so", FALSE, FALSE}, {"libcrypto.so", FALSE, TRUE},
      {"libxml2.so", TRUE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (libraries); i++) {
    const char *library = libraries[i].library;

    g_assert_cmpint (program_holds ("server/zhibaod-read", library), ==, libraries[i].reads);
    g_assert_cmpint (program_holds ("server/zhibaod-vet", library), ==, libraries[i].vets);
    g_assert_true (program_holds ("server/zhibaod", library));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  zb_astray_listen ();
  make_messages ();
#define ADD(path, test) g_test_add_data_func ("/server/readers/" path, test, zb_astray_run)
  ADD ("reads-what-stands-there", test_reads_what_stands_there);
  ADD ("asks-nobody-for-what-is-plain", test_asks_nobody_for_what_is_plain);
  ADD ("starts-nobody-unasked", test_starts_nobody_unasked);
  ADD ("dead-reader", test_dead_reader);
  ADD ("hanging-reader", test_hanging_reader);
  ADD ("reader-out-of-memory", test_reader_out_of_memory);
  ADD ("reader-that-babbles", test_reader_that_babbles);
  ADD ("reader-that-lies", test_reader_that_lies);
  ADD ("reader-that-tells-of-another", test_reader_that_tells_of_another);
  ADD ("names-what-nobody-can-read", test_names_what_nobody_can_read);
  ADD ("harm-is-dear", test_harm_is_dear);
  ADD ("reads-the-ways-of-others", test_reads_the_ways_of_others);
  ADD ("reads-single-documents", test_reads_single_documents);
  ADD ("names-documents-nobody-can-read", test_names_documents_nobody_can_read);
  ADD ("killed-under-load", test_killed_under_load);
  ADD ("is-confined", test_is_confined);
  ADD ("vetter-is-confined", test_vetter_is_confined);
  ADD ("knows-no-network", test_knows_no_network);
  int status = g_test_run ();
  free_messages ();
  return status;
}
