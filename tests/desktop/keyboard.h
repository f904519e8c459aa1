/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* Real key presses and clicks, made by xdotool through the X server: what a person would do. */

/* Gives the window the X focus, as no window manager does it in tests. */
void keyboard_take_focus (GtkWidget *window);

/* Presses keys, e.g. "Down shift+Tab ctrl+c", and waits until the window has dealt with them. */
void keyboard_press (GtkWidget *window, const char *keys);

/* Types a text, Chinese included. */
void keyboard_type (GtkWidget *window, const char *text);

/* Clicks into the middle of an area of @widget, @n times. */
void keyboard_click (GtkWidget *widget, const GdkRectangle *area, guint n);

/* Presses the button in the middle of one area and lets it go in the middle of another. */
void keyboard_drag (GtkWidget *widget, const GdkRectangle *from, const GdkRectangle *to);
