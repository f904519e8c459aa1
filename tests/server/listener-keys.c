/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/listener-keys.h"

void
zb_listener_keys_init (ZbListenerKeys *keys, gint64 now, ZbListenerOptions *options)
{
  ZbFounding founding = {.node = "n", .host = "127.0.0.1", .now = now};
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  keys->dir = zb_temp_dir_new ();
  folder = zb_temp_dir_path (keys->dir, "keys");
  zb_keyring_found (folder, &founding, &error);
  g_assert_no_error (error);
  keys->keyring = zb_keyring_open (folder, &error);
  g_assert_no_error (error);
  keys->roots = zb_certificate_to_pem (keys->keyring->root);
  options->certificate_pem = keys->keyring->tls_pem;
  options->key_pem = keys->keyring->tls_key_pem;
  options->client_roots_pem = keys->roots;
}

void
zb_listener_keys_clear (ZbListenerKeys *keys)
{
  zb_keyring_free (keys->keyring);
  zb_temp_dir_free (keys->dir);
  g_free (keys->roots);
}
