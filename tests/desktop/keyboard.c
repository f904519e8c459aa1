/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/desktop/keyboard.h"

#include <gdk/x11/gdkx.h>

#include "tests/desktop/picture.h"

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = data;
  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

/* Runs xdotool with the main loop going, since the window must answer meanwhile. */
static void
run (GtkWidget *window, GPtrArray *arguments)
{
  g_autoptr (GError) error = NULL;
  g_ptr_array_insert (arguments, 0, (gpointer) "xdotool");
  g_ptr_array_add (arguments, NULL);
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *)arguments->pdata,
                                                       G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  gboolean done = FALSE;
  g_subprocess_wait_check_async (process, NULL, done_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  picture_settle (window);
  picture_settle (window);
}

void
keyboard_take_focus (GtkWidget *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *id = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_ptr_array_add (arguments, (gpointer) "windowfocus");
  g_ptr_array_add (arguments, id);
  run (window, arguments);
  gint64 give_up = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (!gtk_window_is_active (GTK_WINDOW (window)) && g_get_monotonic_time () < give_up)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (gtk_window_is_active (GTK_WINDOW (window)));
}

void
keyboard_press (GtkWidget *window, const char *keys)
{
  g_auto (GStrv) names = g_strsplit (keys, " ", -1);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_ptr_array_add (arguments, (gpointer) "key");
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (arguments, names[i]);
  run (window, arguments);
}

void
keyboard_type (GtkWidget *window, const char *text)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_ptr_array_add (arguments, (gpointer) "type");
  /* For a character no key has, xdotool lends it one and takes it back: the window must have read
   * the key by then. */
  g_ptr_array_add (arguments, (gpointer) "--delay");
  g_ptr_array_add (arguments, (gpointer)(g_str_is_ascii (text) ? "12" : "400"));
  g_ptr_array_add (arguments, (gpointer) "--");
  g_ptr_array_add (arguments, (gpointer)text);
  run (window, arguments);
}

/* Windows without decorations and manager lie at the screen's origin; @ret are screen pixels. */
static void
middle (GtkWidget *widget, const GdkRectangle *area, int *ret_x, int *ret_y)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  graphene_point_t centre =
      GRAPHENE_POINT_INIT ((float)(area->x + area->width / 2), (float)(area->y + area->height / 2));
  graphene_point_t there;
  g_assert_true (gtk_widget_compute_point (widget, window, &centre, &there));
  double left;
  double top;
  gtk_native_get_surface_transform (GTK_NATIVE (window), &left, &top);
  *ret_x = (int)((double)there.x + left);
  *ret_y = (int)((double)there.y + top);
}

static char *
pointer_script (GtkWidget *widget, const GdkRectangle *area)
{
  int x;
  int y;
  middle (widget, area, &x, &y);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (gtk_widget_get_root (widget)));
  return g_strdup_printf ("mousemove --window %lu %d %d", gdk_x11_surface_get_xid (surface), x, y);
}

static void
run_script (GtkWidget *widget, const char *script)
{
  g_auto (GStrv) words = g_strsplit (script, " ", -1);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (arguments, words[i]);
  run (GTK_WIDGET (gtk_widget_get_root (widget)), arguments);
}

void
keyboard_click (GtkWidget *widget, const GdkRectangle *area, guint n)
{
  /* On a busy machine two clicks may lie further apart than a person's. */
  g_object_set (gtk_settings_get_default (), "gtk-double-click-time", 10000, NULL);
  g_autofree char *move = pointer_script (widget, area);
  run_script (widget, move);
  g_autofree char *click = g_strdup_printf ("click --repeat %u --delay 20 1", n);
  run_script (widget, click);
}

void
keyboard_drag (GtkWidget *widget, const GdkRectangle *from, const GdkRectangle *to)
{
  g_autofree char *start = pointer_script (widget, from);
  g_autofree char *end = pointer_script (widget, to);
  run_script (widget, start);
  run_script (widget, "mousedown 1");
  run_script (widget, end);
  run_script (widget, "mouseup 1");
}
