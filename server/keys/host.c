/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/host.h"

#include "exchange/error.h"
#include "server/keys/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define TICK_MS 1000
/* The longest question of all (ZB_ASK_LIST); the vault knows what each may have. */
#define MOST (16 * 1024 * 1024)

static GVariant *
describe (const GError *error)
{
  gboolean known = error->domain == ZB_EXCHANGE_ERROR;

  return g_variant_new (ZB_MESSAGE_FAILURE, known ? error->code : ZB_EXCHANGE_ERROR_MALFORMED,
                        error->message);
}

static gboolean
reply (int channel, char letter, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (GBytes) body = zb_message_to_bytes (owned);

  return zb_channel_send (channel, letter, body, NULL);
}

/* FALSE once the channel is of no more use. */
static gboolean
serve_one (ZbVault *vault, int channel)
{
  g_autoptr (GBytes) question = NULL;
  g_autoptr (GError) error = NULL;
  char letter = 0;

  if (!zb_channel_receive (channel, MOST, &letter, &question, NULL))
    return FALSE;
  GVariant *answer = zb_vault_answer (vault, letter, question, &error);
  return answer ? reply (channel, ZB_MESSAGE_DONE, answer)
                : reply (channel, ZB_MESSAGE_FAILED, describe (error));
}

void
zb_host_serve (ZbVault *vault, int channel)
{
  struct pollfd one = {.fd = channel, .events = POLLIN};

  do
    zb_vault_tick (vault);
  while (poll (&one, 1, TICK_MS) <= 0 || serve_one (vault, channel));
  close (channel);
}

/* @channels[0] listens. */
static guint
accept_one (struct pollfd *channels, guint n)
{
  int channel = accept4 (channels[0].fd, NULL, NULL, SOCK_CLOEXEC);

  if (channel < 0)
    return n;
  channels[n] = (struct pollfd){.fd = channel, .events = POLLIN};
  return n + 1;
}

void
zb_host_listen (ZbVault *vault, int listening)
{
  struct pollfd channels[1 + ZB_HOST_MAX_CHANNELS] = {{.fd = listening, .events = POLLIN}};
  guint n = 1;

  for (;;) {
    zb_vault_tick (vault);
    /* Whoever comes when all are taken waits in the queue of the socket. */
    channels[0].events = n <= ZB_HOST_MAX_CHANNELS ? POLLIN : 0;
    if (poll (channels, n, TICK_MS) <= 0)
      continue;
    for (guint i = n - 1; i > 0; i--) {
      if (channels[i].revents == 0 || serve_one (vault, channels[i].fd))
        continue;
      close (channels[i].fd);
      channels[i] = channels[--n];
    }
    if (channels[0].revents != 0)
      n = accept_one (channels, n);
  }
}

void
zb_host_give_up (int channel, const GError *why)
{
  g_autoptr (GBytes) question = NULL;
  char letter = 0;

  if (zb_channel_receive (channel, MOST, &letter, &question, NULL))
    reply (channel, ZB_MESSAGE_FAILED, describe (why));
  close (channel);
}
