/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/reader-process.h"

#include "server/keys/channel.h"
#include "server/reading/error.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct _ZbReaderProcess {
  char *program;
  char *name;
  gint64 patience;
  GPid pid;
  int channel;
};

char *
zb_reader_program (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : g_strdup (".");

  return g_build_filename (folder, name, NULL);
}

ZbReaderProcess *
zb_reader_process_new (const char *program, const char *name, gint64 patience)
{
  ZbReaderProcess *process = g_new0 (ZbReaderProcess, 1);

  process->program = g_strdup (program);
  process->name = g_strdup (name);
  process->patience = patience;
  process->channel = -1;
  return process;
}

void
zb_reader_process_end (ZbReaderProcess *process)
{
  if (process->channel >= 0)
    close (process->channel);
  process->channel = -1;
  /* It has nothing to put in order, and may hang. */
  if (process->pid != 0 && kill (process->pid, SIGKILL) == 0)
    waitpid (process->pid, NULL, 0);
  process->pid = 0;
}

void
zb_reader_process_free (ZbReaderProcess *process)
{
  zb_reader_process_end (process);
  g_free (process->program);
  g_free (process->name);
  g_free (process);
}

GPid
zb_reader_process_pid (const ZbReaderProcess *process)
{
  return process->pid;
}

static gboolean
spawn (ZbReaderProcess *process, int theirs, GError **error)
{
  const char *const arguments[] = {process->program, process->name, NULL};
  const char *const nothing[] = {NULL};
  const int target = ZB_READER_CHANNEL;

  return g_spawn_async_with_pipes_and_fds (
      "/", arguments, nothing, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
      -1, -1, -1, &theirs, &target, 1, &process->pid, NULL, NULL, NULL, error);
}

static gboolean
start (ZbReaderProcess *process, GError **error)
{
  g_autoptr (GError) cause = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    g_set_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE,
                 "nobody can read this now: %s", g_strerror (errno));
    return FALSE;
  }
  process->channel = pair[0];
  gboolean spawned = spawn (process, pair[1], &cause);
  close (pair[1]);
  if (spawned)
    return TRUE;
  zb_reader_process_end (process);
  g_set_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE,
               "nobody can read this now: %s", cause->message);
  return FALSE;
}

static gboolean
wait_for_answer (const ZbReaderProcess *process, GError **error)
{
  gint64 until = g_get_monotonic_time () + process->patience;
  struct pollfd one = {.fd = process->channel, .events = POLLIN};

  for (;;) {
    gint64 left = until - g_get_monotonic_time ();
    int n = left > 0 ? poll (&one, 1, (int)(left / 1000) + 1) : 0;

    if (n > 0)
      return TRUE;
    if (n == 0) {
      g_set_error_literal (error, ZB_CHANNEL_ERROR, ZB_CHANNEL_ERROR_SLOW, "it took too long");
      return FALSE;
    }
  }
}

/* (transfer full) */
static GBytes *
exchange (const ZbReaderProcess *process, const ZbReaderQuestion *question, GError **error)
{
  g_autoptr (GBytes) answer = NULL;
  char letter = 0;

  if (!zb_channel_send (process->channel, question->letter, question->body, error) ||
      !wait_for_answer (process, error) ||
      !zb_channel_receive (process->channel, question->most, &letter, &answer, error))
    return NULL;
  if (letter == ZB_READER_ANSWER)
    return g_steal_pointer (&answer);
  g_set_error_literal (error, ZB_CHANNEL_ERROR, ZB_CHANNEL_ERROR_BROKEN,
                       "it answered in a wrong form");
  return NULL;
}

void
zb_reader_process_give_up (ZbReaderProcess *process, const char *why, GError **error)
{
  zb_reader_process_end (process);
  g_set_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE,
               "who read it first did not come through it: %s", why);
}

GBytes *
zb_reader_process_ask (ZbReaderProcess *process, const ZbReaderQuestion *question, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (process->pid == 0 && !start (process, error))
    return NULL;
  GBytes *answer = exchange (process, question, &cause);
  if (!answer)
    zb_reader_process_give_up (process, cause->message, error);
  return answer;
}
