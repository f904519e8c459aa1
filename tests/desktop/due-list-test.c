/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/due-list.h"

#define DAY G_TIME_SPAN_DAY

/* A report of @form that is in @state and due on day @day. */
static ZbDueItem *
make_item (const char *form, ZbDueState state, int day)
{
  ZbDue *due = g_new0 (ZbDue, 1);
  due->account = 1;
  due->form = g_strdup (form);
  due->code = g_strdup (form);
  due->period = g_strdup ("2024-06");
  due->state = state;
  due->deadline = day * DAY;
  return zb_due_item_new (due, "Enterprise", 0);
}

static void
tell (GListStore *store, ZbDueItem *first, ...)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);
  va_list more;

  va_start (more, first);
  for (ZbDueItem *item = first; item != NULL; item = va_arg (more, ZbDueItem *))
    g_ptr_array_add (fresh, item);
  va_end (more);
  zb_due_list_update (store, fresh);
}

/* "A B", the forms as they stand. */
static char *
dup_forms (GListStore *store)
{
  GString *forms = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (G_LIST_MODEL (store), i);
    g_string_append_printf (forms, "%s%s", i > 0 ? " " : "", zb_due_item_get_due (item)->form);
  }
  return g_string_free (forms, FALSE);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n += removed + added;
}

static void
count_change_cb (ZbDueItem *item, guint *n)
{
  (*n)++;
}

static void
test_keeps_what_stays (void)
{
  g_autoptr (GListStore) store = g_list_store_new (ZB_TYPE_DUE_ITEM);
  guint n_moved = 0, n_changed = 0;

  tell (store, make_item ("B", ZB_DUE_OPEN, 3), make_item ("A", ZB_DUE_OPEN, 2), NULL);
  g_autofree char *before = dup_forms (store);
  g_assert_cmpstr (before, ==, "A B");
  g_autoptr (ZbDueItem) first = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_signal_connect (store, "items-changed", G_CALLBACK (count_cb), &n_moved);
  g_signal_connect (first, "changed", G_CALLBACK (count_change_cb), &n_changed);
  tell (store, make_item ("A", ZB_DUE_DRAFT, 2), make_item ("B", ZB_DUE_OPEN, 3), NULL);
  g_autoptr (ZbDueItem) still = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_assert_true (still == first);
  g_assert_cmpint (zb_due_item_get_due (first)->state, ==, ZB_DUE_DRAFT);
  g_assert_cmpuint (n_moved, ==, 0);
  g_assert_cmpuint (n_changed, ==, 1);
}

/* One that goes down the list is the only one whose row is made anew. */
static void
test_moves_one (void)
{
  g_autoptr (GListStore) store = g_list_store_new (ZB_TYPE_DUE_ITEM);
  guint n_moved = 0;

  tell (store, make_item ("A", ZB_DUE_OPEN, 1), make_item ("B", ZB_DUE_OPEN, 2),
        make_item ("C", ZB_DUE_OPEN, 3), NULL);
  g_signal_connect (store, "items-changed", G_CALLBACK (count_cb), &n_moved);
  tell (store, make_item ("A", ZB_DUE_SUBMITTED, 1), make_item ("B", ZB_DUE_OPEN, 2),
        make_item ("C", ZB_DUE_OPEN, 3), NULL);
  g_autofree char *after = dup_forms (store);
  g_assert_cmpstr (after, ==, "B C A");
  g_assert_cmpuint (n_moved, ==, 2);
}

static void
test_adds_and_drops (void)
{
  g_autoptr (GListStore) store = g_list_store_new (ZB_TYPE_DUE_ITEM);

  tell (store, make_item ("A", ZB_DUE_OPEN, 1), make_item ("C", ZB_DUE_OPEN, 3), NULL);
  g_autoptr (ZbDueItem) last = g_list_model_get_item (G_LIST_MODEL (store), 1);
  tell (store, make_item ("C", ZB_DUE_OPEN, 3), make_item ("D", ZB_DUE_OPEN, 4),
        make_item ("B", ZB_DUE_OPEN, 2), NULL);
  g_autofree char *after = dup_forms (store);
  g_assert_cmpstr (after, ==, "B C D");
  g_autoptr (ZbDueItem) still = g_list_model_get_item (G_LIST_MODEL (store), 1);
  g_assert_true (still == last);
  tell (store, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/due-list/keeps-what-stays", test_keeps_what_stays);
  g_test_add_func ("/desktop/due-list/moves-one", test_moves_one);
  g_test_add_func ("/desktop/due-list/adds-and-drops", test_adds_and_drops);
  return g_test_run ();
}
