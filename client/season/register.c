/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/register.h"

#include "client/season/table.h"
#include "forms/error.h"
#include "validators/credit-code.h"
#include "validators/respondents.h"
#include "validators/size-class.h"

#include <string.h>

/* The smallest enterprise's turnover of a month, 千元. */
#define LEAST_TURNOVER 1000

/* The heads that every register has; those of the table follow. */
static const char *const given[] = {"uscc",     "name",    "area", "zone",
                                    "industry", "workers", "size", NULL};

typedef struct {
  char *attribute;
  GPtrArray *choices; /* char*, as often as they weigh */
  ZbRespondents *when;
} Line;

struct _ZbSeasonRegister {
  GPtrArray *lines;
  GPtrArray *columns; /* char*, borrowed */
  char **heads;       /* of the register taken */
  GPtrArray *taken;   /* char**, the texts below the heads */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->attribute);
  g_ptr_array_unref (line->choices);
  g_clear_pointer (&line->when, zb_respondents_free);
  g_free (line);
}

void
zb_season_register_free (ZbSeasonRegister *register_)
{
  g_ptr_array_unref (register_->lines);
  g_ptr_array_unref (register_->columns);
  g_ptr_array_unref (register_->taken);
  g_strfreev (register_->heads);
  g_free (register_);
}

static GPtrArray *
read_choices (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "|", -1);
  GPtrArray *choices = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; words[i] != NULL; i++) {
    char *star = strrchr (words[i], '*');
    guint64 weight = 1;

    if (star != NULL && g_ascii_string_to_unsigned (star + 1, 10, 1, 1000, &weight, NULL))
      *star = '\0';
    for (guint64 n = 0; n < weight; n++)
      g_ptr_array_add (choices, g_strdup (words[i]));
  }
  return choices;
}

static void
add_column (ZbSeasonRegister *register_, char *name)
{
  for (guint i = 0; i < register_->columns->len; i++)
    if (strcmp (register_->columns->pdata[i], name) == 0)
      return;
  if (name[0] != '_')
    g_ptr_array_add (register_->columns, name);
}

static gboolean
read_line (const char *const *fields, gpointer data, GError **error)
{
  ZbSeasonRegister *register_ = data;
  ZbRespondents *when = zb_respondents_parse (fields[2], error);
  Line *line;

  if (when == NULL)
    return FALSE;
  line = g_new0 (Line, 1);
  line->attribute = g_strdup (fields[0]);
  line->choices = read_choices (fields[1]);
  line->when = when;
  g_ptr_array_add (register_->lines, line);
  add_column (register_, line->attribute);
  return TRUE;
}

ZbSeasonRegister *
zb_season_register_read (const char *path, GError **error)
{
  g_autoptr (ZbSeasonRegister) register_ = g_new0 (ZbSeasonRegister, 1);

  register_->lines = g_ptr_array_new_with_free_func (line_free);
  register_->columns = g_ptr_array_new ();
  register_->taken = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (guint i = 0; given[i] != NULL; i++)
    g_ptr_array_add (register_->columns, (char *)given[i]);
  return zb_season_table_read (path, 3, read_line, register_, error) ? g_steal_pointer (&register_)
                                                                     : NULL;
}

static gboolean
take_line (const char *const *fields, gpointer data, G_GNUC_UNUSED GError **error)
{
  ZbSeasonRegister *register_ = data;

  g_ptr_array_add (register_->taken, g_strdupv ((char **)fields));
  return TRUE;
}

gboolean
zb_season_register_take (ZbSeasonRegister *register_, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  text[strcspn (text, "\r\n")] = '\0';
  register_->heads = g_strsplit (text, ",", -1);
  if (!g_strv_contains ((const char *const *)register_->heads, "uscc"))
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: there is no column “uscc”", path);
  for (guint i = 0; register_->heads[i] != NULL; i++)
    add_column (register_, register_->heads[i]);
  return zb_season_table_read (path, g_strv_length (register_->heads), take_line, register_, error);
}

guint
zb_season_register_n_taken (const ZbSeasonRegister *register_)
{
  return register_->taken->len;
}

/* 91 3502NN, an organisation code with its check digit, and the check character of all. */
static void
give_code (ZbSeasonUnit *unit, guint rank)
{
  char code[19];
  char organisation[9];

  g_snprintf (organisation, sizeof organisation, "MA%01X%05X",
              zb_season_chance (unit->seed, "code", rank, 0) % 10, rank % 0x100000);
  g_snprintf (code, sizeof code, "91%s%s%c", zb_season_unit_get (unit, "area"), organisation,
              zb_organisation_code_check_character (organisation));
  code[17] = zb_credit_code_check_character (code);
  code[18] = '\0';
  zb_season_unit_set (unit, "uscc", code);
}

static void
give_name (ZbSeasonUnit *unit, guint rank)
{
  static const char *const first[] = {"澜", "屿", "榕", "鹭", "岚", "汐", "桐", "澄", "曜", "泓"};
  static const char *const second[] = {"芯", "拓", "锦", "腾", "源", "翎", "衡", "禾", "峰", "途"};
  guint32 chance = zb_season_chance (unit->seed, "name", rank, 0);
  g_autofree char *name = g_strdup_printf ("厦门%s%s%u号有限公司", first[chance % 10],
                                           second[chance / 10 % 10], rank + 1);

  zb_season_unit_set (unit, "name", name);
}

/* A product, whose class is the unit's industry. */
static void
give_trade (ZbSeasonUnit *unit, guint rank, const ZbCodeList *products)
{
  guint n = zb_code_list_length (products);
  guint start = zb_season_chance (unit->seed, "trade", rank, 0) % n;

  for (guint i = 0; i < n; i++) {
    const ZbCode *product = zb_code_list_at (products, (start + i) % n);
    const char *class = zb_code_list_attribute (products, product, "class");

    if (class == NULL || product->parent != NULL)
      continue;
    zb_season_unit_set (unit, "industry", class);
    zb_season_unit_set (unit, "product", product->code);
    return;
  }
}

static void
give_place (ZbSeasonUnit *unit, guint rank)
{
  static const char *const areas[] = {"350203", "350205", "350206", "350211", "350212", "350213"};
  guint32 chance = zb_season_chance (unit->seed, "place", rank, 0);

  zb_season_unit_set (unit, "area", areas[chance % G_N_ELEMENTS (areas)]);
  zb_season_unit_set (unit, "zone", chance / 7 % 5 == 0 ? "350298" : "");
}

/* Five digits at least, so that ranks can be compared as texts. */
static void
give_rank (ZbSeasonUnit *unit, guint rank)
{
  g_autofree char *text = g_strdup_printf ("%05u", rank);

  zb_season_unit_set (unit, "rank", text);
}

/* Some product of the unit's industry, if it has any. */
static void
give_product (ZbSeasonUnit *unit, const ZbCodeList *products)
{
  const char *industry = zb_season_unit_get (unit, "industry");

  zb_season_unit_set (unit, "product", "");
  for (guint i = 0; i < zb_code_list_length (products); i++) {
    const ZbCode *product = zb_code_list_at (products, i);

    if (product->parent == NULL &&
        g_strcmp0 (zb_code_list_attribute (products, product, "class"), industry) == 0) {
      zb_season_unit_set (unit, "product", product->code);
      return;
    }
  }
}

/* What the register that was taken says of the unit. */
static void
give_taken (const ZbSeasonRegister *register_,
            ZbSeasonUnit *unit,
            guint rank,
            const ZbCodeList *products)
{
  const char *const *fields;

  if (rank >= register_->taken->len)
    return;
  fields = register_->taken->pdata[rank];
  for (guint i = 0; register_->heads[i] != NULL; i++)
    zb_season_unit_set (unit, register_->heads[i], fields[i]);
  zb_season_unit_set (unit, "_given", "1");
  give_product (unit, products);
}

/* Whether the register that was taken says it of the unit. */
static gboolean
is_taken (const ZbSeasonRegister *register_, const ZbSeasonUnit *unit, const char *attribute)
{
  return zb_season_unit_get (unit, "_given") != NULL &&
         g_strv_contains ((const char *const *)register_->heads, attribute);
}

static const char *
word_cb (const char *name, gpointer data)
{
  return zb_season_unit_get (data, name);
}

static void
give_attributes (const ZbSeasonRegister *register_, ZbSeasonUnit *unit, guint rank)
{
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < register_->lines->len; i++) {
    const Line *line = register_->lines->pdata[i];

    if (g_hash_table_contains (done, line->attribute) ||
        is_taken (register_, unit, line->attribute) ||
        !zb_respondents_match_by (line->when, zb_season_unit_attribute, unit))
      continue;
    guint32 chance = zb_season_chance (unit->seed, line->attribute, rank, 7);
    g_autofree char *value =
        zb_season_expand (line->choices->pdata[chance % line->choices->len], word_cb, unit);
    zb_season_unit_set (unit, line->attribute, value);
    g_hash_table_add (done, line->attribute);
  }
}

static void
give_size (ZbSeasonUnit *unit)
{
  const char *size = zb_size_class (zb_season_unit_get (unit, "industry"), unit->workers,
                                    (ZbWide)unit->scale * 12000);

  if (size != NULL)
    zb_season_unit_set (unit, "size", size);
}

ZbSeasonUnit *
zb_season_register_unit (const ZbSeasonRegister *register_,
                         guint64 seed,
                         guint rank,
                         guint n,
                         const ZbCodeList *products)
{
  /* One over the rank: of 3,000 the first 20 make a third. */
  ZbSeasonUnit *unit =
      zb_season_unit_new (seed, (gint64)LEAST_TURNOVER * (2 * n + 5) / (2 * rank + 5));
  g_autofree char *workers = NULL;

  unit->growth = 1000 + zb_season_chance (seed, "growth", rank, 0) % 100;
  unit->workers = unit->scale * 16 / 1000 + 2;
  give_rank (unit, rank);
  workers = g_strdup_printf ("%" G_GINT64_FORMAT, unit->workers);
  zb_season_unit_set (unit, "workers", workers);
  give_trade (unit, rank, products);
  give_place (unit, rank);
  give_code (unit, rank);
  give_name (unit, rank);
  give_taken (register_, unit, rank, products);
  give_attributes (register_, unit, rank);
  if (!is_taken (register_, unit, "size"))
    give_size (unit);
  return unit;
}

char *
zb_season_register_head (const ZbSeasonRegister *register_)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < register_->columns->len; i++)
    g_string_append_printf (line, "%s%s", i == 0 ? "" : ",",
                            (const char *)register_->columns->pdata[i]);
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

char *
zb_season_register_line (const ZbSeasonRegister *register_, const ZbSeasonUnit *unit)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < register_->columns->len; i++) {
    const char *value = zb_season_unit_get (unit, register_->columns->pdata[i]);

    g_string_append_printf (line, "%s%s", i == 0 ? "" : ",", value != NULL ? value : "");
  }
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}
