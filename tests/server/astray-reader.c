/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of messages, or of what strangers sign with, that somebody has led astray: what it does
 * is the name it is called by. As the one that is asked last it is as good as any, unless the name
 * begins with "always-". */
#include "exchange/document-limits.h"
#include "formats/xml-trace.h"
#include "server/keys/channel.h"
#include "server/reading/reader-process.h"
#include "server/reading/reader.h"
#include "server/reading/reading-message.h"
#include "server/reading/vetting.h"
#include "tests/server/astray.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define ALWAYS "always-"
#define PIECE (1024 * 1024)

typedef GBytes *(*Answer) (GBytes *question);

static GBytes *
die (GBytes *question)
{
  raise (SIGKILL);
  return NULL;
}

static GBytes *
hang (GBytes *question)
{
  while (pause () != 0)
    continue;
  return NULL;
}

/* Takes memory until it gets no more. */
static GBytes *
gorge (GBytes *question)
{
  const struct rlimit little = {256 * PIECE, 256 * PIECE};

  setrlimit (RLIMIT_AS, &little);
  while (memset (g_malloc (PIECE), 1, PIECE))
    continue;
  return NULL;
}

static GBytes *
babble (GBytes *question)
{
  return g_bytes_new_static ("\7\0\0\0\377\377\377\377nonsense", 16);
}

/* Well-formed, and about the very first message whatever is asked. */
static GBytes *
tell_of_another (GBytes *question)
{
  static GBytes *first;

  if (!first)
    first = zb_reader_answer (question);
  return g_bytes_ref (first);
}

/* The entry as it would be if other figures stood in it. */
static GBytes *
read_otherwise (const ZbZip *zip, guint index)
{
  const ZbXmlLimits *limits = zb_document_limits (zb_zip_entry_name (zip, index));
  g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, index);
  gsize length = 0;
  const char *bytes = g_bytes_get_data (entry, &length);
  g_autofree char *changed = g_memdup2 (bytes, length);

  for (gsize i = 0; i < length; i++)
    if (changed[i] == '5')
      changed[i] = '6';
  return limits ? zb_xml_trace_make (changed, length, limits) : NULL;
}

static GBytes *
lie (GBytes *question)
{
  g_autoptr (ZbZip) zip = zb_zip_read ("", question, NULL, NULL);
  g_autoptr (GPtrArray) traces = zb_reading_traces_new ();

  for (guint i = 0; i < zb_zip_n_entries (zip); i++)
    g_ptr_array_add (traces, read_otherwise (zip, i));
  return zb_reading_answer_write (traces);
}

static gboolean
is_poisoned (GBytes *question)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (question, &length);

  return memmem (bytes, length, ZB_ASTRAY_POISON, strlen (ZB_ASTRAY_POISON)) != NULL;
}

static GBytes *
die_of_poison (GBytes *question)
{
  return is_poisoned (question) ? die (question) : zb_vetting_answer (question);
}

static GBytes *
hang_of_poison (GBytes *question)
{
  return is_poisoned (question) ? hang (question) : zb_vetting_answer (question);
}

static const struct {
  const char *name;
  Answer answer;
} ways[] = {
    {"dies", die},
    {"hangs", hang},
    {"gorges", gorge},
    {"babbles", babble},
    {"lies", lie},
    {"tells-of-another", tell_of_another},
    {"dies-of-poison", die_of_poison},
    {"hangs-of-poison", hang_of_poison},
};

static Answer
find_way (const char *name, gboolean last)
{
  gboolean always = g_str_has_prefix (name, ALWAYS);

  if (always)
    name += strlen (ALWAYS);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (strcmp (ways[i].name, name) == 0 && (always || !last))
      return ways[i].answer;
  return NULL;
}

static GBytes *
answer_well (char letter, GBytes *question)
{
  if (letter == ZB_VETTING_QUESTION)
    return zb_vetting_answer (question);
  return letter == ZB_READING_DOCUMENT ? zb_reader_answer_document (question)
                                       : zb_reader_answer (question);
}

int
main (int argc, char **argv)
{
  g_autofree char *name = g_path_get_basename (argv[0]);
  gboolean last = g_str_equal (argv[1], "reading-again") || g_str_has_suffix (argv[1], "-alone");
  Answer find_answer = find_way (name, last);
  struct pollfd one = {.fd = ZB_READER_CHANNEL, .events = POLLIN};
  char letter = 0;

  while (poll (&one, 1, -1) > 0) {
    g_autoptr (GBytes) question = NULL;

    if (!zb_channel_receive (one.fd, ZB_READING_MOST_QUESTION, &letter, &question, NULL))
      break;
    g_autoptr (GBytes) answer =
        find_answer ? find_answer (question) : answer_well (letter, question);
    if (!zb_channel_send (one.fd, ZB_READER_ANSWER, answer, NULL))
      break;
  }
  return 0;
}
