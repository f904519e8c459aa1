/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* The file of a report that others have signed: chosen, or dropped on the window. */

/* @widget is the one that the file was asked for with. */
typedef void (*ZbSignedFileTaken) (GtkWidget *widget, GFile *file);

/* Lets a person choose one; @taken is not called when none was. */
void zb_signed_file_choose (GtkWindow *window, ZbSignedFileTaken taken);
/* Takes each that is dropped on @widget. */
void zb_signed_file_accept_drops (GtkWidget *widget, ZbSignedFileTaken taken);
