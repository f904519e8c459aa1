/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/key-times.h"

#include <time.h>

#include "tests/bench/percentile.h"

#define REST 1000 /* ms: longer than the program waits before it says that the draft is saved */
#define PATIENCE (20 * G_USEC_PER_SEC) /* without a key being answered */

static const char *const cell[] = {"5", "7", "3", "Return"};
#define N_KEYS G_N_ELEMENTS (cell)

struct _ZbKeyTimes {
  GtkWidget *window; /* borrowed */
  GtkEventController *keys;
  GArray *times;   /* ZbKeyTime */
  guint n_painted; /* of them; those that follow wait for a frame */
  gint64 begun;    /* the frame that was begun last */
  gint64 spent;    /* processor time up to the end of the work before */
  guint n_frames;
  guint n_between;
  gboolean typed;
};

static gint64
now_spent (void)
{
  struct timespec now;
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Books what was spent since the work before to the keys that are not painted yet. */
static void
book (ZbKeyTimes *times, ZbKeyWork work)
{
  gint64 now = now_spent ();

  for (guint i = times->n_painted; i < times->times->len; i++)
    g_array_index (times->times, ZbKeyTime, i).work[work] += now - times->spent;
  times->spent = now;
}

static void
before_paint_cb (GdkFrameClock *clock, ZbKeyTimes *times)
{
  book (times, ZB_KEY_ANSWER);
  times->begun = g_get_monotonic_time ();
  times->n_between++;
}

/* Runs after the window's own handler, which was connected earlier. */
static void
layout_cb (GdkFrameClock *clock, ZbKeyTimes *times)
{
  book (times, ZB_KEY_LAYOUT);
}

static void
after_paint_cb (GdkFrameClock *clock, ZbKeyTimes *times)
{
  gint64 now = g_get_monotonic_time ();

  book (times, ZB_KEY_PAINT);
  times->n_frames++;
  for (; times->n_painted < times->times->len; times->n_painted++) {
    ZbKeyTime *time = &g_array_index (times->times, ZbKeyTime, times->n_painted);
    time->begun = times->begun;
    time->painted = now;
    times->n_between = 0;
  }
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint keyval,
            guint keycode,
            GdkModifierType state,
            ZbKeyTimes *times)
{
  ZbKeyTime time = {.keyval = keyval,
                    .pressed = g_get_monotonic_time (),
                    .earlier = times->begun,
                    .n_between = times->n_between};
  book (times, ZB_KEY_ANSWER);
  g_array_append_val (times->times, time);
  return FALSE;
}

ZbKeyTimes *
zb_key_times_new (GtkWidget *window)
{
  ZbKeyTimes *times = g_new0 (ZbKeyTimes, 1);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  times->window = window;
  times->times = g_array_new (FALSE, TRUE, sizeof (ZbKeyTime));
  times->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (times->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (times->keys, "key-pressed", G_CALLBACK (pressed_cb), times);
  gtk_widget_add_controller (window, times->keys);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), times);
  g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), times);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), times);
  return times;
}

void
zb_key_times_free (ZbKeyTimes *times)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (times->window), times);
  gtk_widget_remove_controller (times->window, times->keys);
  g_array_unref (times->times);
  g_free (times);
}

guint
zb_key_times_n_frames (const ZbKeyTimes *times)
{
  return times->n_frames;
}

static void
typed_cb (GPid pid, int status, gpointer user_data)
{
  ZbKeyTimes *times = user_data;
  times->typed = TRUE;
  g_spawn_close_pid (pid);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until xdotool has ended, because keys of two of them at once would get lost, and each key is
 * painted. */
static gboolean
wait_typed (ZbKeyTimes *times)
{
  guint waker = g_timeout_add (500, wake_cb, NULL);
  gint64 give_up = 0;
  guint n = G_MAXUINT;

  while (!times->typed || times->n_painted < times->times->len) {
    gint64 now = g_get_monotonic_time ();
    if (n != times->n_painted)
      give_up = now + PATIENCE;
    n = times->n_painted;
    if (now > give_up)
      break;
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (waker);
  return times->typed && times->n_painted == times->times->len;
}

/* Until nothing has been drawn for @ms: what came before is no part of what follows. */
static void
wait_rest (ZbKeyTimes *times, guint ms)
{
  guint waker = g_timeout_add (50, wake_cb, NULL);
  guint n = times->n_frames;

  for (gint64 began = g_get_monotonic_time (); g_get_monotonic_time () - began < ms * 1000;) {
    if (n != times->n_frames)
      began = g_get_monotonic_time ();
    n = times->n_frames;
    g_main_context_iteration (NULL, TRUE);
  }
  g_source_remove (waker);
}

static gboolean
run_xdotool (ZbKeyTimes *times, const char *const *keys, guint n)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  const char *const before[] = {"xdotool", "key", "--delay", "40"};
  g_autoptr (GError) error = NULL;
  GPid pid;

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    g_ptr_array_add (arguments, (gpointer)before[i]);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (arguments, (gpointer)keys[i]);
  g_ptr_array_add (arguments, NULL);
  times->typed = FALSE;
  if (!g_spawn_async (NULL, (char **)arguments->pdata, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error)) {
    g_printerr ("desktop: %s\n", error->message);
    return FALSE;
  }
  g_child_watch_add (pid, typed_cb, times);
  return wait_typed (times);
}

gboolean
zb_key_times_type (ZbKeyTimes *times, guint n_cells)
{
  const char *const home[] = {"ctrl+Home"};
  g_autofree const char **keys = g_new (const char *, n_cells *N_KEYS);

  for (guint i = 0; i < n_cells * N_KEYS; i++)
    keys[i] = cell[i % N_KEYS];
  if (!run_xdotool (times, home, 1))
    return FALSE;
  wait_rest (times, REST);
  g_array_set_size (times->times, 0);
  times->n_painted = 0;
  if (!run_xdotool (times, keys, n_cells * N_KEYS))
    return FALSE;
  if (times->times->len == n_cells * N_KEYS)
    return TRUE;
  g_printerr ("desktop: %u of %u keys came.\n", times->times->len, n_cells * (guint)N_KEYS);
  return FALSE;
}

static double
to_ms (gint64 us)
{
  return (double)us / 1e3;
}

double
zb_key_times_percentile (const ZbKeyTimes *times, guint percent)
{
  guint n = times->times->len;
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++) {
    const ZbKeyTime *time = &g_array_index (times->times, ZbKeyTime, i);
    values[i] = to_ms (time->painted - time->pressed);
  }
  return zb_bench_percentile (values, n, percent);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  const ZbKeyTime *left = *(const ZbKeyTime *const *)a, *right = *(const ZbKeyTime *const *)b;
  gint64 l = left->painted - left->pressed, r = right->painted - right->pressed;
  return (l < r) - (l > r);
}

/* What each key costs by itself, however busy the machine is. */
static void
tell_work (const ZbKeyTimes *times, const char *prefix, GString *text)
{
  for (guint k = 0; k < N_KEYS; k++) {
    double work[ZB_KEY_N_WORKS] = {0};
    guint n = times->times->len / N_KEYS;
    for (guint i = k; i < times->times->len; i += N_KEYS)
      for (guint w = 0; w < ZB_KEY_N_WORKS; w++)
        work[w] += to_ms (g_array_index (times->times, ZbKeyTime, i).work[w]) / MAX (n, 1);
    g_string_append_printf (text, "%s%s costs %.2f ms to answer, %.2f to lay out, %.2f to paint\n",
                            prefix, cell[k], work[ZB_KEY_ANSWER], work[ZB_KEY_LAYOUT],
                            work[ZB_KEY_PAINT]);
  }
}

/* What is drawn besides makes the next key wait, up to the length of a frame. */
static void
tell_between (const ZbKeyTimes *times, const char *prefix, GString *text)
{
  g_string_append_printf (text, "%s%u keys; further frames before", prefix, times->times->len);
  for (guint k = 0; k < N_KEYS; k++) {
    guint n = 0;
    for (guint i = k; i < times->times->len; i += N_KEYS)
      n += g_array_index (times->times, ZbKeyTime, i).n_between;
    g_string_append_printf (text, "%s %u × %s", k > 0 ? "," : "", n, cell[k]);
  }
  g_string_append_c (text, '\n');
}

char *
zb_key_times_tell_slowest (const ZbKeyTimes *times, guint n, const char *prefix)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  const ZbKeyTime *first = (const ZbKeyTime *)(void *)times->times->data;

  for (guint i = 0; i < times->times->len; i++)
    g_ptr_array_add (order, (gpointer)(first + i));
  g_ptr_array_sort (order, compare_cb);
  tell_between (times, prefix, text);
  tell_work (times, prefix, text);
  for (guint i = 0; i < MIN (n, order->len); i++) {
    const ZbKeyTime *time = order->pdata[i];
    g_string_append_printf (text,
                            "%s%6.2f ms: figure %u, %s; its frame begun after %.2f ms, drawn in "
                            "%.2f ms (work %.2f, %.2f, "
                            "%.2f); a frame begun %.2f ms before the key, %u between\n",
                            prefix, to_ms (time->painted - time->pressed),
                            (guint)(time - first) / (guint)N_KEYS + 1,
                            gdk_keyval_name (time->keyval), to_ms (time->begun - time->pressed),
                            to_ms (time->painted - time->begun), to_ms (time->work[ZB_KEY_ANSWER]),
                            to_ms (time->work[ZB_KEY_LAYOUT]), to_ms (time->work[ZB_KEY_PAINT]),
                            to_ms (time->pressed - time->earlier), time->n_between);
  }
  return g_string_free (text, FALSE);
}
