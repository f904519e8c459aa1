/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-grid-keys.h"

#include "desktop/widgets/form-grid-edit.h"
#include "desktop/widgets/form-grid-layout.h"
#include "desktop/widgets/form-grid-move.h"
#include "desktop/widgets/form-grid-selection.h"

typedef enum {
  TO_CELL,
  TO_EDGE,
  TO_ROW_END,
  TO_GRID_END,
  TO_PAGE,
} Reach;

/* The keys that move; with Shift they extend the selection. */
static const struct {
  guint keyval;
  gboolean control;
  Reach reach;
  GtkDirectionType direction;
} moves[] = {
    {GDK_KEY_Left, FALSE, TO_CELL, GTK_DIR_LEFT},
    {GDK_KEY_Right, FALSE, TO_CELL, GTK_DIR_RIGHT},
    {GDK_KEY_Up, FALSE, TO_CELL, GTK_DIR_UP},
    {GDK_KEY_Down, FALSE, TO_CELL, GTK_DIR_DOWN},
    {GDK_KEY_Left, TRUE, TO_EDGE, GTK_DIR_LEFT},
    {GDK_KEY_Right, TRUE, TO_EDGE, GTK_DIR_RIGHT},
    {GDK_KEY_Up, TRUE, TO_EDGE, GTK_DIR_UP},
    {GDK_KEY_Down, TRUE, TO_EDGE, GTK_DIR_DOWN},
    {GDK_KEY_Home, FALSE, TO_ROW_END, GTK_DIR_LEFT},
    {GDK_KEY_End, FALSE, TO_ROW_END, GTK_DIR_RIGHT},
    {GDK_KEY_Home, TRUE, TO_GRID_END, GTK_DIR_UP},
    {GDK_KEY_End, TRUE, TO_GRID_END, GTK_DIR_DOWN},
    {GDK_KEY_Page_Up, FALSE, TO_PAGE, GTK_DIR_UP},
    {GDK_KEY_Page_Down, FALSE, TO_PAGE, GTK_DIR_DOWN},
};

/* The keypad's keys are the same keys. */
static guint
plain_key (guint keyval)
{
  static const guint pairs[][2] = {
      {GDK_KEY_KP_Left, GDK_KEY_Left},       {GDK_KEY_KP_Right, GDK_KEY_Right},
      {GDK_KEY_KP_Up, GDK_KEY_Up},           {GDK_KEY_KP_Down, GDK_KEY_Down},
      {GDK_KEY_KP_Home, GDK_KEY_Home},       {GDK_KEY_KP_End, GDK_KEY_End},
      {GDK_KEY_KP_Page_Up, GDK_KEY_Page_Up}, {GDK_KEY_KP_Page_Down, GDK_KEY_Page_Down},
      {GDK_KEY_KP_Enter, GDK_KEY_Return},    {GDK_KEY_ISO_Enter, GDK_KEY_Return},
      {GDK_KEY_ISO_Left_Tab, GDK_KEY_Tab},   {GDK_KEY_KP_Delete, GDK_KEY_Delete},
      {GDK_KEY_KP_F2, GDK_KEY_F2},
  };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][0] == keyval)
      return pairs[i][1];
  return keyval;
}

static gboolean
find_target (ZbFormGrid *grid, Reach reach, GtkDirectionType direction, ZbGridPlace *ret_place)
{
  ZbGridPlace from = grid->place;
  gboolean last = direction == GTK_DIR_RIGHT || direction == GTK_DIR_DOWN;
  switch (reach) {
  case TO_CELL:
    return zb_form_grid_find_step (grid, from, direction, ret_place);
  case TO_EDGE:
    return zb_form_grid_find_edge (grid, from, direction, ret_place);
  case TO_ROW_END:
    return zb_form_grid_find_in_row (grid, from.row, last, ret_place);
  case TO_GRID_END:
    return zb_form_grid_find_end (grid, last, ret_place);
  case TO_PAGE:
    return zb_form_grid_find_page (grid, from, direction, ret_place);
  }
  return FALSE;
}

/* TRUE when the key was one that moves, even where there is nowhere to go. */
static gboolean
handle_move (ZbFormGrid *grid, guint keyval, gboolean control, gboolean shift)
{
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    if (moves[i].keyval != keyval || moves[i].control != control)
      continue;
    ZbGridPlace place;
    zb_form_grid_finish_edit (grid);
    if (find_target (grid, moves[i].reach, moves[i].direction, &place))
      zb_form_grid_set_place (grid, place, shift);
    return TRUE;
  }
  return FALSE;
}

/* Tab past the last cell leaves the grid, so that the keyboard is never caught in it. */
static gboolean
handle_tab (ZbFormGrid *grid, gboolean forward)
{
  if (!zb_form_grid_finish_edit (grid))
    return TRUE;
  ZbGridPlace place;
  if (!zb_form_grid_find_entry (grid, grid->place, forward, &place))
    return FALSE;
  guint origin = grid->tab_origin;
  zb_form_grid_set_place (grid, place, FALSE);
  grid->tab_origin = origin;
  return TRUE;
}

/* After a run of Tab, down means below the cell the run began in. */
static gboolean
find_after_enter (ZbFormGrid *grid, gboolean back, ZbGridPlace *ret_place)
{
  ZbGridPlace from = grid->place;
  if (grid->enter_moves == GTK_DIR_RIGHT)
    return zb_form_grid_find_entry (grid, from, !back, ret_place);
  if (back)
    return zb_form_grid_find_step (grid, from, GTK_DIR_UP, ret_place);
  from.column = grid->tab_origin;
  return zb_form_grid_find_entry_below (grid, from, ret_place);
}

static void
handle_enter (ZbFormGrid *grid, gboolean back)
{
  if (!zb_form_grid_finish_edit (grid))
    return;
  ZbGridPlace place = grid->place;
  if (zb_form_grid_get_row_info (grid, place.row)->kind == ZB_GRID_ROW_ADD) {
    zb_form_grid_activate_row (grid, place.row);
    return;
  }
  if (!find_after_enter (grid, back, &place))
    return;
  zb_form_grid_set_place (grid, place, FALSE);
}

/* Keys that only mean something while no text is being edited. */
static gboolean
handle_cell_key (ZbFormGrid *grid, guint keyval, gboolean control)
{
  gboolean on_add = zb_form_grid_get_row_info (grid, grid->place.row)->kind == ZB_GRID_ROW_ADD;
  switch (keyval) {
  case GDK_KEY_F2:
    zb_form_grid_start_edit (grid, NULL);
    return TRUE;
  case GDK_KEY_Delete:
    zb_form_grid_clear_selection (grid);
    return TRUE;
  case GDK_KEY_BackSpace:
    zb_form_grid_start_edit (grid, "");
    return TRUE;
  case GDK_KEY_space:
    if (on_add && !control)
      zb_form_grid_activate_row (grid, grid->place.row);
    return on_add && !control;
  case GDK_KEY_Escape:
    if (!zb_form_grid_has_block (grid))
      return FALSE;
    zb_form_grid_set_place (grid, grid->place, FALSE);
    return TRUE;
  default:
    return FALSE;
  }
}

/* Typing replaces: the key that begins it goes to the editor as an event, so that an input method
 * sees it too. */
static gboolean
handle_typing (ZbFormGrid *grid,
               GtkEventControllerKey *controller,
               guint keyval,
               GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK))
    return FALSE;
  gboolean dead = keyval >= GDK_KEY_dead_grave && keyval <= GDK_KEY_dead_greek;
  gunichar typed = gdk_keyval_to_unicode (keyval);
  if (!dead && keyval != GDK_KEY_Multi_key && (typed == 0 || g_unichar_iscntrl (typed)))
    return FALSE;
  if (!zb_form_grid_start_edit (grid, ""))
    return TRUE; /* a locked cell has said so; the key must not go elsewhere */
  zb_grid_editor_forward_key (grid->editor, controller);
  return TRUE;
}

static gboolean
handle_editor_key (ZbFormGrid *grid, guint keyval, gboolean control)
{
  switch (keyval) {
  case GDK_KEY_Escape:
    zb_form_grid_cancel_edit (grid);
    return TRUE;
  case GDK_KEY_Up:
  case GDK_KEY_Down:
  case GDK_KEY_Page_Up:
  case GDK_KEY_Page_Down:
    return handle_move (grid, keyval, control, FALSE);
  default:
    return FALSE;
  }
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ZbFormGrid *grid)
{
  if (!grid->has_place)
    return FALSE;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  guint plain = plain_key (keyval);
  if (plain == GDK_KEY_Tab)
    return !control && handle_tab (grid, !shift);
  if (plain == GDK_KEY_Return && !control) {
    handle_enter (grid, shift);
    return TRUE;
  }
  if (zb_grid_editor_is_active (grid->editor))
    return handle_editor_key (grid, plain, control);
  if (state & GDK_ALT_MASK)
    return FALSE;
  return handle_move (grid, plain, control, shift) || handle_cell_key (grid, plain, control) ||
         handle_typing (grid, controller, keyval, state);
}

/* While a figure is typed over a cell, left and right leave it, as in a spreadsheet; while an input
 * method is composing, or after F2, they stay in the text. */
static gboolean
editor_key_cb (GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               ZbFormGrid *grid)
{
  guint plain = plain_key (keyval);
  if ((plain != GDK_KEY_Left && plain != GDK_KEY_Right) ||
      !zb_grid_editor_is_typing (grid->editor) || zb_grid_editor_is_composing (grid->editor) ||
      (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  return handle_move (grid, plain, FALSE, FALSE);
}

static void
editor_activate_cb (ZbGridEditor *editor, ZbFormGrid *grid)
{
  handle_enter (grid, FALSE);
}

/* Whoever scrolled away while typing sees what they type. */
static void
editor_changed_cb (ZbGridEditor *editor, ZbFormGrid *grid)
{
  zb_form_grid_reveal (grid, grid->edited);
}

void
zb_form_grid_add_keys (ZbFormGrid *grid)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), grid);
  gtk_widget_add_controller (GTK_WIDGET (grid), controller);

  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (editor_key_cb), grid);
  gtk_widget_add_controller (GTK_WIDGET (grid->editor), controller);
  g_signal_connect (grid->editor, "activate", G_CALLBACK (editor_activate_cb), grid);
  g_signal_connect (grid->editor, "changed", G_CALLBACK (editor_changed_cb), grid);
}
