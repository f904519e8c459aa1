/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-register.h"

#include <string.h>

static void
add_name (GArray *names, guint name)
{
  for (guint i = 0; i < names->len; i++) {
    if (g_array_index (names, guint, i) == name)
      return;
  }
  g_array_append_val (names, name);
}

/* The attributes that the rules ask for. */
static GArray *
names_of (const ZbRuleset *ruleset)
{
  const GArray *ops = ruleset->program->ops;
  GArray *names = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < ops->len; i++) {
    const ZbOp *op = &g_array_index (ops, ZbOp, i);

    if (op->code == ZB_OP_REGISTER)
      add_name (names, (guint)op->index);
  }
  return names;
}

static guint32
number_of (ZbColumnRegister *reg, const char *text)
{
  gpointer number;
  char *kept;

  if (text == NULL)
    return 0;
  if (g_hash_table_lookup_extended (reg->index, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  kept = g_strdup (text);
  g_hash_table_insert (reg->index, kept, GUINT_TO_POINTER (reg->texts->len));
  g_ptr_array_add (reg->texts, kept);
  return reg->texts->len - 1;
}

ZbColumnRegister *
zb_column_register_new (const ZbRuleset *ruleset,
                        guint n_reports,
                        ZbColumnAttribute attribute,
                        gpointer self)
{
  ZbColumnRegister *reg = g_new0 (ZbColumnRegister, 1);

  reg->names = names_of (ruleset);
  reg->texts = g_ptr_array_new_with_free_func (g_free);
  reg->index = g_hash_table_new (g_str_hash, g_str_equal);
  reg->words = g_new0 (guint32 *, reg->names->len + 1);
  reg->is_known = attribute != NULL || reg->names->len == 0;
  g_ptr_array_add (reg->texts, NULL);
  for (guint i = 0; attribute != NULL && i < reg->names->len; i++) {
    const char *name =
        g_ptr_array_index (ruleset->references->names, g_array_index (reg->names, guint, i));

    reg->words[i] = g_new (guint32, n_reports + 1);
    for (guint report = 0; report < n_reports; report++)
      reg->words[i][report] = number_of (reg, attribute (self, report, name));
  }
  return reg;
}

void
zb_column_register_free (ZbColumnRegister *reg)
{
  if (reg == NULL)
    return;
  for (guint i = 0; i < reg->names->len; i++)
    g_free (reg->words[i]);
  g_free (reg->words);
  g_hash_table_unref (reg->index);
  g_ptr_array_unref (reg->texts);
  g_array_unref (reg->names);
  g_free (reg);
}

gboolean
zb_column_register_same (const ZbColumnRegister *reg, const ZbColumnRegister *before, guint report)
{
  if (!reg->is_known || !before->is_known)
    return FALSE;
  for (guint i = 0; i < reg->names->len; i++) {
    const char *one = g_ptr_array_index (reg->texts, reg->words[i][report]);
    const char *two = g_ptr_array_index (before->texts, before->words[i][report]);

    if (g_strcmp0 (one, two) != 0)
      return FALSE;
  }
  return TRUE;
}
