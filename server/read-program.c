/* SPDX-License-Identifier: Apache-2.0 */
/* zhibaod-read: takes apart what came from outside and reads the XML in it, in a process that can
 * reach nothing and holds nothing. "zhibaod serve" starts and replaces them. */
#include "formats/xml-trace.h"
#include "server/keys/sandbox.h"
#include "server/reading/reader-process.h"
#include "server/reading/reader.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_MEMORY ((rlim_t)512 * 1024 * 1024)
#define MOST_SECONDS 60 /* of a processor, over its whole life */

#if defined(__SANITIZE_ADDRESS__)
#define RESERVES_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RESERVES_MEMORY 1
#endif
#endif
#ifndef RESERVES_MEMORY
#define RESERVES_MEMORY 0
#endif

static gboolean
limit (int resource, rlim_t most)
{
  const struct rlimit both = {most, most};

  return setrlimit ((__rlimit_resource_t)resource, &both) == 0;
}

int
main (int argc, char **argv)
{
  static const char smallest[] = "<a/>";
  g_autoptr (GError) error = NULL;

  /* What the library opens when it is first used must be open before the door is shut. */
  g_bytes_unref (zb_xml_trace_make (smallest, sizeof smallest - 1, NULL));
  if (!limit (RLIMIT_CORE, 0) || !limit (RLIMIT_CPU, MOST_SECONDS) ||
      (!RESERVES_MEMORY && !limit (RLIMIT_AS, MOST_MEMORY)))
    g_set_error_literal (&error, G_FILE_ERROR, G_FILE_ERROR_PERM, "its means cannot be limited");
  if (!error && zb_sandbox_enter (&error)) {
    zb_reader_serve (ZB_READER_CHANNEL);
    /* The leak check of a sanitized build would need what the sandbox forbids. */
    _exit (EXIT_SUCCESS);
  }
  g_printerr ("zhibaod-read: %s\n", error->message);
  _exit (EXIT_FAILURE);
}
