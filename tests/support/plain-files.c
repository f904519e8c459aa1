/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/plain-files.h"

#include <gio/gio.h>
#include <string.h>

struct _ZbPlainFiles {
  char *folder, *url;
  GSocketService *service;
  GMainContext *context;
  gint stopped; /* atomic */
  GThread *thread;
};

/* The name in "GET /name HTTP/1.1". (transfer full) */
static char *
read_name (GInputStream *in)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (in);
  g_autofree char *first = NULL;

  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  first = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
  for (gboolean more = first != NULL; more;) {
    g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
    more = line != NULL && *line != '\0';
  }
  g_auto (GStrv) words = g_strsplit (first ? first : "", " ", 3);
  return g_strdup (words[0] && words[1] && *words[1] == '/' ? words[1] + 1 : "");
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        ZbPlainFiles *files)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *name = read_name (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *path = g_build_filename (files->folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;
  gboolean there = g_file_get_contents (path, &bytes, &length, NULL);
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
                       "Location: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n",
                       there ? "200 OK" : "404 Not Found", length);

  if (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL))
    g_output_stream_write_all (out, bytes, length, NULL, NULL, NULL);
  return TRUE;
}

static gpointer
serve_thread (gpointer data)
{
  ZbPlainFiles *files = data;

  g_main_context_push_thread_default (files->context);
  g_socket_service_start (files->service);
  while (!g_atomic_int_get (&files->stopped))
    g_main_context_iteration (files->context, TRUE);
  g_main_context_pop_thread_default (files->context);
  return NULL;
}

ZbPlainFiles *
zb_plain_files_new (const char *folder)
{
  ZbPlainFiles *files = g_new0 (ZbPlainFiles, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  files->folder = g_strdup (folder);
  files->context = g_main_context_new ();
  g_main_context_push_thread_default (files->context);
  files->service = g_threaded_socket_service_new (4);
  g_socket_listener_add_address (G_SOCKET_LISTENER (files->service), any, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (files->context);
  files->url = g_strdup_printf ("http://127.0.0.1:%u",
                                g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (files->service, "run", G_CALLBACK (run_cb), files);
  files->thread = g_thread_new ("files", serve_thread, files);
  return files;
}

void
zb_plain_files_free (ZbPlainFiles *files)
{
  if (files == NULL)
    return;
  g_atomic_int_set (&files->stopped, TRUE);
  g_main_context_wakeup (files->context);
  g_thread_join (files->thread);
  g_socket_service_stop (files->service);
  g_socket_listener_close (G_SOCKET_LISTENER (files->service));
  g_object_unref (files->service);
  g_main_context_unref (files->context);
  g_free (files->folder);
  g_free (files->url);
  g_free (files);
}

const char *
zb_plain_files_url (const ZbPlainFiles *files)
{
  return files->url;
}
