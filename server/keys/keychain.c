/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/keychain.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/operations/event.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "zhibaod-sign"
#define VERIFIER "keys/log.vkey"
/* The child's end of the channel. */
#define CHANNEL 3

struct _ZbKeychain {
  char *dir;     /* of the node; NULL behind sockets */
  char *program; /* NULL: in this process, or behind sockets */
  char *folder;  /* of sockets */
  ZbVaultOptions options;
  char *node, *stamp_policy, *published_at;
  GMutex lock; /* of what follows */
  ZbKeyholder *holders[ZB_N_VAULTS];
  GPid processes[ZB_N_VAULTS];
};

static ZbKeychain *
keychain_new (const char *dir)
{
  ZbKeychain *keychain = g_new0 (ZbKeychain, 1);

  keychain->dir = g_strdup (dir);
  g_mutex_init (&keychain->lock);
  return keychain;
}

ZbKeychain *
zb_keychain_new_local (const char *dir, const ZbVaultOptions *options)
{
  ZbKeychain *keychain = keychain_new (dir);

  keychain->options = *options;
  keychain->node = g_strdup (options->node);
  keychain->stamp_policy = g_strdup (options->stamp_policy);
  keychain->options.node = keychain->node;
  keychain->options.stamp_policy = keychain->stamp_policy;
  keychain->published_at = g_strdup (options->published_at);
  keychain->options.published_at = keychain->published_at;
  return keychain;
}

ZbKeychain *
zb_keychain_new_spawning (const char *program, const char *dir)
{
  ZbKeychain *keychain = keychain_new (dir);

  keychain->program = g_strdup (program);
  return keychain;
}

ZbKeychain *
zb_keychain_new_at (const char *folder)
{
  ZbKeychain *keychain = keychain_new (NULL);

  keychain->folder = g_strdup (folder);
  return keychain;
}

/* It has nothing to put in order, and may hang. */
static void
bury (GPid *process)
{
  if (*process != 0 && kill (*process, SIGKILL) == 0)
    waitpid (*process, NULL, 0);
  *process = 0;
}

void
zb_keychain_free (ZbKeychain *keychain)
{
  for (guint i = 0; i < ZB_N_VAULTS; i++) {
    g_clear_pointer (&keychain->holders[i], zb_keyholder_free);
    bury (&keychain->processes[i]);
  }
  g_mutex_clear (&keychain->lock);
  g_free (keychain->dir);
  g_free (keychain->program);
  g_free (keychain->folder);
  g_free (keychain->node);
  g_free (keychain->stamp_policy);
  g_free (keychain->published_at);
  g_free (keychain);
}

char *
zb_keychain_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname (self) : g_strdup (".");

  return g_build_filename (folder, PROGRAM, NULL);
}

char *
zb_keychain_read_verifier (const char *path, GError **error)
{
  g_autoptr (GBytes) text = zb_file_read (path, ZB_PROTOCOL_MAX_NOTE, error);
  gsize length = 0;
  const char *bytes = text ? g_bytes_get_data (text, &length) : NULL;

  return text ? g_strchomp (g_strndup (length > 0 ? bytes : "", length)) : NULL;
}

static gboolean
spawn (ZbKeychain *keychain, ZbVaultRole role, int theirs, GError **error)
{
  const char *const arguments[] = {
      keychain->program, zb_vault_role_name (role), "--node", keychain->dir,
      "--channel",       G_STRINGIFY (CHANNEL),     NULL};
  const int target = CHANNEL;

  return g_spawn_async_with_pipes_and_fds (
      NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, -1,
      -1, -1, &theirs, &target, 1, &keychain->processes[role], NULL, NULL, NULL, error);
}

/* The channel that was there is closed. */
static int
connect_to_child (ZbKeychain *keychain, ZbVaultRole role, GError **error)
{
  gboolean again = keychain->processes[role] != 0;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "%s", g_strerror (errno));
    return -1;
  }
  bury (&keychain->processes[role]);
  gboolean spawned = spawn (keychain, role, pair[1], error);
  close (pair[1]);
  if (again)
    zb_event_tell (G_LOG_LEVEL_WARNING, "keyholder-replaced", "key", zb_vault_role_name (role),
                   NULL);
  if (spawned)
    return pair[0];
  close (pair[0]);
  return -1;
}

static int
connect_to_socket (const ZbKeychain *keychain, ZbVaultRole role, GError **error)
{
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_autofree char *path = g_build_filename (keychain->folder, zb_vault_role_name (role), NULL);
  int channel = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) < sizeof address.sun_path &&
      channel >= 0 &&
      connect (channel, (const struct sockaddr *)(gconstpointer)&address, sizeof address) == 0)
    return channel;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "%s: %s", path,
               strlen (path) < sizeof address.sun_path ? g_strerror (errno) : "too long a path");
  if (channel >= 0)
    close (channel);
  return -1;
}

static int
connect_cb (ZbVaultRole role, gpointer data, GError **error)
{
  ZbKeychain *keychain = data;

  return keychain->program ? connect_to_child (keychain, role, error)
                           : connect_to_socket (keychain, role, error);
}

static ZbKeyholder *
open_vault (const ZbKeychain *keychain, ZbVaultRole role, GError **error)
{
  g_autofree char *path = zb_vault_role_path (role, keychain->dir);
  g_autofree char *beside = g_build_filename (keychain->dir, VERIFIER, NULL);
  g_autofree char *verifier = NULL;
  ZbVaultOptions options = keychain->options;
  ZbKey *key = zb_vault_read_key (role, path, error);

  if (!key)
    return NULL;
  gboolean asks = zb_vault_role_knows_log (role);
  if (asks)
    verifier = zb_keychain_read_verifier (beside, error);
  options.log_verifier = verifier;
  if (!asks || verifier)
    return zb_keyholder_new_local (zb_vault_new (role, key, &options));
  zb_key_free (key);
  return NULL;
}

/* Whether the key is there shows when it is asked for, not when it is needed. */
static ZbKeyholder *
open_other (ZbKeychain *keychain, ZbVaultRole role, GError **error)
{
  g_autoptr (ZbKeyholder) holder = zb_keyholder_new (role, connect_cb, keychain);
  g_autoptr (ZbKey) public = zb_keyholder_read_public (holder, error);

  return public ? g_steal_pointer (&holder) : NULL;
}

ZbKeyholder *
zb_keychain_get (ZbKeychain *keychain, ZbVaultRole role, GError **error)
{
  gboolean local = !keychain->program && !keychain->folder;

  g_mutex_lock (&keychain->lock);
  if (!keychain->holders[role])
    keychain->holders[role] =
        local ? open_vault (keychain, role, error) : open_other (keychain, role, error);
  ZbKeyholder *holder = keychain->holders[role];
  g_mutex_unlock (&keychain->lock);
  return holder;
}

GPid
zb_keychain_process (ZbKeychain *keychain, ZbVaultRole role)
{
  return keychain->processes[role];
}
