/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <sys/epoll.h>

/* In place of the C library's, for libmicrohttpd (0.9.75): it asks for 128 events, and where it
 * gets just as many it asks for more before it looks at them, and sleeps over that. 128 who speak
 * at once and wait for their answers would wait until somebody else speaks, or for their time to be
 * over. Asked for one less, it never gets as many as it looks for; the others come the next time.
 */
int
epoll_wait (int poller, struct epoll_event *events, int most, int milliseconds)
{
  return epoll_pwait (poller, events, MAX (most - 1, 1), milliseconds, NULL);
}
