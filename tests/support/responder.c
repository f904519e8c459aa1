/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/responder.h"

#include <gio/gio.h>
#include <string.h>

struct _ZbResponder {
  GSubprocess *process;
  GSocketListener *listener; /* of one that is mute */
  char *url;
};

/* "ACCEPT [::]:PORT PID=…" */
static char *
read_url (GSubprocess *process)
{
  g_autoptr (GDataInputStream) said =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;

  for (;;) {
    g_autofree char *line = g_data_input_stream_read_line (said, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_nonnull (line);
    const char *colon = g_str_has_prefix (line, "ACCEPT ") ? strrchr (line, ':') : NULL;
    if (colon)
      return g_strdup_printf ("http://127.0.0.1:%d", (int)g_ascii_strtoll (colon + 1, NULL, 10));
  }
}

ZbResponder *
zb_responder_new (const ZbProvince *province,
                  const char *index,
                  const char *signer,
                  const char *const *options)
{
  ZbResponder *responder = g_new0 (ZbResponder, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *folder = zb_province_path (province, NULL);
  g_autofree char *certificate = g_strconcat (signer, ".pem", NULL);
  g_autofree char *key = g_strconcat (signer, ".key", NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;

  g_strv_builder_add_many (builder, "openssl", "ocsp", "-port", "0", "-nmin", "60", "-CA",
                           "below.pem", "-index", index, "-rsigner", certificate, "-rkey", key,
                           NULL);
  if (options)
    g_strv_builder_addv (builder, (const char **)options);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_subprocess_launcher_set_cwd (launcher, folder);
  responder->process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  responder->url = read_url (responder->process);
  return responder;
}

ZbResponder *
zb_responder_new_mute (void)
{
  ZbResponder *responder = g_new0 (ZbResponder, 1);
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (address, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  /* The kernel takes connections for it; nobody reads them. */
  responder->listener = g_socket_listener_new ();
  g_socket_listener_add_address (responder->listener, any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  responder->url = g_strdup_printf ("http://127.0.0.1:%u",
                                    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  return responder;
}

void
zb_responder_free (ZbResponder *responder)
{
  if (!responder)
    return;
  if (responder->process) {
    g_subprocess_force_exit (responder->process);
    g_subprocess_wait (responder->process, NULL, NULL);
  }
  g_clear_object (&responder->process);
  g_clear_object (&responder->listener);
  g_free (responder->url);
  g_free (responder);
}

const char *
zb_responder_url (const ZbResponder *responder)
{
  return responder->url;
}
