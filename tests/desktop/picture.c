/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/picture.h"

static void
after_paint_cb (GdkFrameClock *clock, guint *n_frames)
{
  (*n_frames)++;
}

void
picture_settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint n_frames = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &n_frames);
  gint64 give_up = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gtk_widget_queue_draw (window);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (n_frames < 2 && g_get_monotonic_time () < give_up) {
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
    g_main_context_iteration (NULL, TRUE);
  }
  g_signal_handler_disconnect (clock, handler);
}

GtkWidget *
picture_open (GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new ();
  if (GTK_IS_SCROLLABLE (child)) {
    GtkWidget *scrolled = gtk_scrolled_window_new ();
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);
    child = scrolled;
  }
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_present (GTK_WINDOW (window));
  picture_settle (window);
  return window;
}

GdkTexture *
picture_take (GtkWidget *window)
{
  int width = gtk_widget_get_width (window);
  int height = gtk_widget_get_height (window);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  return gsk_renderer_render_texture (renderer, node, NULL);
}

static gboolean
is_blank (GdkTexture *texture)
{
  gsize stride = (gsize)gdk_texture_get_width (texture) * 4;
  gsize size = stride * (gsize)gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_malloc (size);
  gdk_texture_download (texture, (guchar *)pixels, stride);
  for (gsize i = 1; i < size / sizeof *pixels; i++)
    if (pixels[i] != pixels[0])
      return FALSE;
  return TRUE;
}

void
picture_save (GtkWidget *window, const char *folder, const char *name)
{
  static guint n_saved = 0;
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  g_autoptr (GdkTexture) texture = picture_take (window);
  gboolean saved = !is_blank (texture) && gdk_texture_save_to_png (texture, path);
  g_print ("%s %u - %s\n", saved ? "ok" : "not ok", ++n_saved, path);
}
