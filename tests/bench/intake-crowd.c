/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/intake-crowd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Files that both sides have open besides. */
#define OTHERS 512

struct _ZbBenchCrowd {
  int *sockets;
  guint n;
};

guint
zb_bench_crowd_room (guint n)
{
  struct rlimit limit;
  rlim_t wanted = n + OTHERS;

  getrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= wanted)
    return n;
  struct rlimit raised = {wanted, MAX (limit.rlim_max, wanted)};
  if (setrlimit (RLIMIT_NOFILE, &raised) == 0)
    return n;
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  return limit.rlim_cur > OTHERS ? (guint)MIN (limit.rlim_cur - OTHERS, n) : 0;
}

static int
dial (guint16 port, gboolean begins)
{
  static const guint8 hello[] = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03};
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || connect (fd, (struct sockaddr *)&address, sizeof address) != 0 ||
      (begins && send (fd, hello, sizeof hello, MSG_NOSIGNAL) != (gssize)sizeof hello))
    g_error ("a silent connection: %s", g_strerror (errno));
  return fd;
}

ZbBenchCrowd *
zb_bench_crowd_new (const char *url, guint n)
{
  ZbBenchCrowd *crowd = g_new0 (ZbBenchCrowd, 1);
  guint16 port = (guint16)strtoul (strrchr (url, ':') + 1, NULL, 10);

  crowd->sockets = g_new (int, n);
  for (crowd->n = 0; crowd->n < n; crowd->n++)
    crowd->sockets[crowd->n] = dial (port, crowd->n % 2 == 1);
  return crowd;
}

void
zb_bench_crowd_free (ZbBenchCrowd *crowd)
{
  for (guint i = 0; i < crowd->n; i++)
    close (crowd->sockets[i]);
  g_free (crowd->sockets);
  g_free (crowd);
}

guint
zb_bench_crowd_held (const ZbBenchCrowd *crowd)
{
  guint held = 0;
  char byte;

  for (guint i = 0; i < crowd->n; i++) {
    gssize n = recv (crowd->sockets[i], &byte, 1, MSG_DONTWAIT | MSG_PEEK);

    held += n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
  return held;
}
