/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/confined.h"

#include "server/keys/channel.h"
#include "server/keys/sandbox.h"
#include "server/reading/reader-process.h"

#include <poll.h>
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

static gboolean
confine (GError **error)
{
  if (limit (RLIMIT_CORE, 0) && limit (RLIMIT_CPU, MOST_SECONDS) &&
      (RESERVES_MEMORY || limit (RLIMIT_AS, MOST_MEMORY)))
    return zb_sandbox_enter (error);
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_PERM, "its means cannot be limited");
  return FALSE;
}

static const ZbConfinedTask *
find_task (const ZbConfined *confined, char letter)
{
  for (guint i = 0; i < confined->n_tasks; i++)
    if (confined->tasks[i].letter == letter)
      return &confined->tasks[i];
  return NULL;
}

/* FALSE once the channel is of no more use. */
static gboolean
serve_one (const ZbConfined *confined, int channel)
{
  g_autoptr (GBytes) question = NULL;
  char letter = 0;

  if (!zb_channel_receive (channel, confined->most, &letter, &question, NULL))
    return FALSE;
  const ZbConfinedTask *task = find_task (confined, letter);
  g_autoptr (GBytes) answer = task ? task->answer (question) : NULL;
  return answer && zb_channel_send (channel, ZB_READER_ANSWER, answer, NULL);
}

void
zb_confined_run (const ZbConfined *confined)
{
  struct pollfd one = {.fd = ZB_READER_CHANNEL, .events = POLLIN};
  g_autoptr (GError) error = NULL;

  if (!confine (&error)) {
    g_printerr ("%s: %s\n", confined->program, error->message);
    _exit (EXIT_FAILURE);
  }
  while (poll (&one, 1, -1) < 0 || serve_one (confined, one.fd))
    continue;
  /* The leak check of a sanitized build would need what the sandbox forbids. */
  _exit (EXIT_SUCCESS);
}
