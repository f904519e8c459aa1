/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/code-item.h"
#include "desktop/widgets/pinyin.h"

static void
test_pinyin_initials (void)
{
  static const struct {
    const char *text;
    const char *initials;
  } cases[] = {
      {"显示器件制造", "xsqjzz"},
      {"计算机外围设备", "jsjwwsb"},
      {"LED光源", "ledgy"},
      {"自来水（生产）", "zlssc"},
      {"锂离子电池", "?lzdc"}, /* 锂 is not among the commonest characters */
      {"啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", "abcdefghjklmnopqrstwxyz"},
      {"座", "z"},
      {"", ""},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *initials = zb_pinyin_initials (cases[i].text);
    g_assert_cmpstr (initials, ==, cases[i].initials);
  }
}

static void
test_pinyin_prefix (void)
{
  g_assert_true (zb_pinyin_has_prefix ("xsqj", "xs"));
  g_assert_true (zb_pinyin_has_prefix ("?lzdc", "llz"));
  g_assert_false (zb_pinyin_has_prefix ("xsqj", "xq"));
  g_assert_false (zb_pinyin_has_prefix ("xs", "xsq"));
}

static GListModel *
make_list (void)
{
  static const char *const rows[][3] = {
      {"3974", "显示器件制造", "Display devices"},
      {"3913", "计算机外围设备制造", "Computer peripherals"},
      {"3911", "计算机整机制造", "Computers"},
      {"1391", "淀粉及淀粉制品制造", "Starch and starch products"},
      {"3841", "锂离子电池制造", "Lithium-ion batteries"},
  };
  GListStore *list = g_list_store_new (ZB_TYPE_CODE_ITEM);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (ZbCodeItem) item = zb_code_item_new (rows[i][0], rows[i][1], rows[i][2], NULL);
    g_list_store_append (list, item);
  }
  return G_LIST_MODEL (list);
}

/* Compares the codes found, parted by blanks. */
static void
assert_found (const char *query, guint limit, const char *expected)
{
  g_autoptr (GListModel) list = make_list ();
  g_autoptr (GPtrArray) found = zb_code_item_search (list, query, limit);
  g_autoptr (GString) codes = g_string_new (NULL);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "",
                            zb_code_item_get_code (g_ptr_array_index (found, i)));
  g_assert_cmpstr (codes->str, ==, expected);
}

static void
test_search (void)
{
  assert_found ("", 10, "3974 3913 3911 1391 3841");
  assert_found ("", 2, "3974 3913");
  assert_found ("391", 10, "3913 3911 1391"); /* codes that begin with it come first */
  assert_found ("3911", 10, "3911");
  assert_found ("计算机", 10, "3913 3911");
  assert_found ("外围", 10, "3913");
  assert_found ("COMPUTER", 10, "3913 3911");
  assert_found ("batt", 10, "3841");
  assert_found ("xsq", 10, "3974");
  assert_found ("lzdc", 10, "3841");
  assert_found ("llzdc", 10, "3841");
  assert_found ("制造 391", 10, "3913 3911 1391");
  assert_found ("计算机  39 整机", 10, "3911");
  assert_found ("nonesuch", 10, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/code-item/pinyin-initials", test_pinyin_initials);
  g_test_add_func ("/desktop/code-item/pinyin-prefix", test_pinyin_prefix);
  g_test_add_func ("/desktop/code-item/search", test_search);
  return g_test_run ();
}
