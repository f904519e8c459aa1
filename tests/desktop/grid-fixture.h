/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/widgets/form-grid.h"
#include "desktop/widgets/grid-cell.h"
#include "tests/desktop/sample-grid.h"

/* A grid in a window of its own, 900 × 400, and what it signalled last. */
typedef struct {
  SampleGrid *model;
  GtkWidget *window;
  GtkWidget *widget;
  ZbFormGrid *grid;
  char *notice;
  guint n_focused; /* how often "cell-focused" was emitted */
} GridFixture;

/* Fails unless that cell is the current one. */
void grid_fixture_assert_at (GridFixture *fixture, guint row, guint column);

/* The widget that shows a place, NULL when it is not in view (borrowed). */
ZbGridCell *grid_fixture_find_cell (GridFixture *fixture, guint row, guint column);

/* Scrolls to a height in pixels and waits until it is drawn. */
void grid_fixture_scroll_to (GridFixture *fixture, double y);

typedef struct {
  const char *path;
  void (*test) (GridFixture *fixture, gconstpointer data);
} GridTest;

/* Runs the tests of both lists (each ends with a NULL path), the first on a plain model of 500 ×
 * 12, the second on B204-1. All is skipped, with the reason, where there is no display. */
int grid_fixture_run (int argc, char **argv, const GridTest *plain, const GridTest *b204);
