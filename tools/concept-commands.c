/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/concept-commands.h"

#include "formats/json-writer.h"
#include "forms/concept.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "tools/place.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

static const char *
span_words (ZbSpan span)
{
  static const char *const words[] = {
      [ZB_SPAN_NONE] = "",
      [ZB_SPAN_PERIOD] = N_ ("of the period"),
      [ZB_SPAN_TO_DATE] = N_ ("year to date"),
      [ZB_SPAN_END] = N_ ("at the end"),
      [ZB_SPAN_OPENING] = N_ ("at the end of last year"),
  };

  return span == ZB_SPAN_NONE ? "" : _ (words[span]);
}

static const char *
kind_words (const ZbCode *concept)
{
  if (g_strcmp0 (concept->level, ZB_CONCEPT_FLOW) == 0)
    return _ ("flow");
  return g_strcmp0 (concept->level, ZB_CONCEPT_STOCK) == 0 ? _ ("stock") : _ ("fact");
}

/* "B203 KB-01 会企02": each form once. */
static char *
list_forms (const GArray *places)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; places && i < places->len; i++) {
    const ZbForm *form = g_array_index (places, ZbConceptPlace, i).form;

    if (i > 0 && strcmp (g_array_index (places, ZbConceptPlace, i - 1).form->id, form->id) == 0)
      continue;
    g_string_append_printf (text, "%s%s", text->len ? " " : "", form->code);
  }
  return g_string_free (text, FALSE);
}

static void
write_text (ZbJsonWriter *json, const char *key, const ZbText *text)
{
  zb_json_writer_begin_object (json, key);
  zb_json_writer_string (json, "zh", text->zh);
  zb_json_writer_string (json, "en", text->en);
  zb_json_writer_end_object (json);
}

static char *
place_item (const ZbConceptPlace *place)
{
  const ZbSection *section = &place->form->sections[place->section];

  return zb_form_item_id (place->form, place->section, section->rows[place->row].code,
                          place->column);
}

static void
write_place (ZbJsonWriter *json, const ZbConceptPlace *place)
{
  const ZbSection *section = &place->form->sections[place->section];
  g_autofree char *item = place_item (place);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "system", place->form->system);
  zb_json_writer_string (json, "form", place->form->id);
  zb_json_writer_string (json, "code", place->form->code);
  zb_json_writer_string (json, "edition", place->form->edition);
  zb_json_writer_string (json, "item", item);
  write_text (json, "row", &section->rows[place->row].label);
  write_text (json, "column", &section->columns[place->column].label);
  zb_json_writer_string (json, "span", zb_span_to_string (place->spec->span));
  zb_json_writer_string (json, "measure", place->spec->measure ? place->spec->measure->id : NULL);
  zb_json_writer_integer (json, "scale", place->spec->scale);
  zb_json_writer_boolean (json, "computed", (place->spec->flags & ZB_CELL_COMPUTED) != 0);
  zb_json_writer_end_object (json);
}

static void
write_concept (ZbJsonWriter *json, const ZbCode *concept, const GArray *places)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "concept", concept->code);
  write_text (json, "name", &concept->name);
  zb_json_writer_string (json, "kind", concept->level);
  zb_json_writer_string (json, "measure", concept->measure ? concept->measure->id : NULL);
  zb_json_writer_begin_array (json, "asked");
  for (guint i = 0; places && i < places->len; i++)
    write_place (json, &g_array_index (places, ZbConceptPlace, i));
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

/* All of the list, or the one concept. */
static void
print_json (const ZbCodeList *list, const ZbCode *only, const ZbConceptIndex *index)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_array (json, NULL);
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *concept = zb_code_list_at (list, i);

    if (!only || concept == only)
      write_concept (json, concept, zb_concept_index_places (index, concept->code));
  }
  zb_json_writer_end_array (json);
  zb_answer_print (json);
}

static void
print_list (const ZbCodeList *list, const ZbConceptIndex *index)
{
  const char *heads[] = {_ ("Concept"), _ ("Name"), _ ("Kind"), _ ("Forms"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *concept = zb_code_list_at (list, i);
    g_autofree char *forms = list_forms (zb_concept_index_places (index, concept->code));

    zb_table_add (table, concept->code, zb_text_get (&concept->name, zb_words_language ()),
                  kind_words (concept), forms, NULL);
  }
  zb_table_print (table);
}

static void
print_concept (const ZbCode *concept, const GArray *places)
{
  const char *heads[] = {_ ("System"),  _ ("Form"),      _ ("Cell"),      _ ("Speaks of"),
                         _ ("Measure"), _ (">Decimals"), _ ("Indicator"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const char *language = zb_words_language ();

  g_print ("%s  %s  %s\n\n", concept->code, zb_text_get (&concept->name, language),
           kind_words (concept));
  for (guint i = 0; places && i < places->len; i++) {
    const ZbConceptPlace *place = &g_array_index (places, ZbConceptPlace, i);
    const ZbCellSpec *spec = place->spec;
    const ZbSection *section = &place->form->sections[place->section];
    g_autofree char *item = place_item (place);
    g_autofree char *scale =
        spec->type == ZB_CELL_NUMBER ? g_strdup_printf ("%u", spec->scale) : NULL;

    zb_table_add (table, place->form->system, place->form->code, item, span_words (spec->span),
                  spec->measure ? zb_text_get (&spec->measure->name, language) : "",
                  scale ? scale : "", zb_text_get (&section->rows[place->row].label, language),
                  NULL);
  }
  zb_table_print (table);
}

int
zb_form_concepts (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  const char *id = line->n_words > 0 ? line->words[0] : NULL;

  if (!catalogue)
    return ZB_EXIT_FAILED;
  ZbCodeList *list = zb_catalogue_code_list (catalogue, ZB_CONCEPT_LIST);
  const ZbCode *concept = list && id ? zb_code_list_find (list, id) : NULL;
  if (!list || (id && !concept)) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, _ ("there is no concept “%s”"),
                 id ? id : "");
    return ZB_EXIT_UNREADABLE;
  }
  g_autoptr (ZbConceptIndex) index = zb_concept_index_new (catalogue);
  if (zb_call_line_has (line, "json"))
    print_json (list, concept, index);
  else if (concept)
    print_concept (concept, zb_concept_index_places (index, id));
  else
    print_list (list, index);
  return ZB_EXIT_OK;
}
