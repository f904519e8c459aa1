/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* Windows for tests, and pictures of them. */

/* Shows @child, scrolling if it can, in a window of that size and waits until it is drawn. */
GtkWidget *picture_open (GtkWidget *child, int width, int height);

/* Waits until nothing is left to lay out or draw. */
void picture_settle (GtkWidget *window);

/* What the window shows (transfer full). */
GdkTexture *picture_take (GtkWidget *window);

/* Writes FOLDER/NAME.png and reports it as a test's result; a picture of one colour is a failure.
 */
void picture_save (GtkWidget *window, const char *folder, const char *name);
