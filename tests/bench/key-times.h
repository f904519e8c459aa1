/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* What the main thread does from a key to the frame that shows it. */
typedef enum { ZB_KEY_ANSWER, ZB_KEY_LAYOUT, ZB_KEY_PAINT, ZB_KEY_N_WORKS } ZbKeyWork;

/* How long a window takes from a key to the frame that shows what it did. Times are monotonic
 * microseconds. */
typedef struct {
  guint keyval;
  gint64 pressed;
  gint64 earlier;  /* when the last frame before it was begun, 0 if there was none */
  guint n_between; /* frames begun since the key before it was painted */
  gint64 begun;    /* when the frame that shows it was begun */
  gint64 painted;
  gint64 work[ZB_KEY_N_WORKS]; /* processor time of the main thread: without the waiting */
} ZbKeyTime;

typedef struct _ZbKeyTimes ZbKeyTimes;

/* Watches @window, which is realized, until it is freed. */
ZbKeyTimes *zb_key_times_new (GtkWidget *window);
void zb_key_times_free (ZbKeyTimes *times);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKeyTimes, zb_key_times_free)

/* Frames painted so far. */
guint zb_key_times_n_frames (const ZbKeyTimes *times);
/* @n_cells figures typed by a fast hand, 25 keys a second, each entered, down the column from the
 * first cell. FALSE if keys are not answered. */
gboolean zb_key_times_type (ZbKeyTimes *times, guint n_cells);
/* ms from key to after-paint, of the figures typed last. */
double zb_key_times_percentile (const ZbKeyTimes *times, guint percent);
/* The slowest keys of those, what each waited for and how many frames were drawn for nothing; one
 * line each, begun with @prefix. (transfer full) */
char *zb_key_times_tell_slowest (const ZbKeyTimes *times, guint n, const char *prefix);
