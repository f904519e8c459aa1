/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/form-paper.h"

#include "forms/form-lookup.h"
#include "paper/paper-words.h"
#include "paper/rule-words.h"
#include "paper/section-table.h"

#include <string.h>

#define FEW_CHOICES 6 /* a list this short is printed beside the field */

/* The period to be written in by hand. */
static const char *
blank_period (ZbPeriodKind kind, gboolean chinese)
{
  static const char *const zh[] = {
      [ZB_PERIOD_YEAR] = "20　　年",
      [ZB_PERIOD_HALF] = "20　　年　　半年",
      [ZB_PERIOD_QUARTER] = "20　　年　　季度",
      [ZB_PERIOD_MONTH] = "20　　年　　月",
      [ZB_PERIOD_TENDAY] = "20　　年　　月　　旬",
  };
  static const char *const en[] = {
      [ZB_PERIOD_YEAR] = "Year 20__",
      [ZB_PERIOD_HALF] = "Half-year __ of 20__",
      [ZB_PERIOD_QUARTER] = "Quarter __ of 20__",
      [ZB_PERIOD_MONTH] = "Month __ of 20__",
      [ZB_PERIOD_TENDAY] = "Ten days __ of month __, 20__",
  };

  return chinese ? zh[kind] : en[kind];
}

static void
set_heading (ZbPaper *paper, const ZbForm *form, const ZbReport *report)
{
  paper->title = g_strdup (zb_text_get (&form->title, paper->language));
  paper->code = g_strdup (form->code);
  if (report)
    paper->period = zb_period_to_display (zb_report_period (report), paper->language,
                                          zb_form_is_joint (form, zb_report_period (report)));
  else
    paper->period =
        g_strdup (blank_period (form->period_kind, zb_paper_is_chinese (paper->language)));
}

static void
add_box (ZbPaper *paper, const ZbForm *form)
{
  const char *language = paper->language;
  const char *document = zb_text_get (&form->document, language);

  zb_paper_add_field (paper->box, zb_paper_word (language, ZB_PAPER_CODE), form->code);
  zb_paper_add_field (paper->box, zb_paper_word (language, ZB_PAPER_ISSUER),
                      zb_text_get (&form->issuer, language));
  if (*document)
    zb_paper_add_field (paper->box, zb_paper_word (language, ZB_PAPER_DOCUMENT), document);
  if (form->expires.year != 0) {
    g_autofree char *until = zb_period_to_display (form->expires, language, FALSE);
    zb_paper_add_field (paper->box, zb_paper_word (language, ZB_PAPER_VALID_UNTIL), until);
  }
}

/* "1 是　2 否", for a field to be filled in by hand. */
static char *
list_choices (const ZbCodeList *codes, const char *language)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < zb_code_list_length (codes); i++) {
    const ZbCode *code = zb_code_list_at (codes, i);

    g_string_append_printf (text, "%s□ %s %s", i > 0 ? "  " : "", code->code,
                            zb_text_get (&code->name, language));
  }
  return g_strdup (text->str);
}

static char *
dup_field_value (const ZbCellSpec *spec, const ZbReport *report, guint field, const char *language)
{
  if (report)
    return zb_paper_cell_text (spec, zb_report_field (report, field), language);
  if (spec->type == ZB_CELL_CODE && zb_code_list_length (spec->codes) <= FEW_CHOICES)
    return list_choices (spec->codes, language);
  if (spec->type == ZB_CELL_DATE)
    return g_strdup (zb_paper_word (language, ZB_PAPER_DAY_BLANK));
  return g_strdup ("");
}

static void
add_fields (ZbPaper *paper, const ZbForm *form, const ZbFormPaper *wanted)
{
  const char *language = paper->language;

  zb_paper_add_field (paper->fields, zb_paper_word (language, ZB_PAPER_UNIT_CODE),
                      wanted->report ? zb_report_unit (wanted->report) : "");
  zb_paper_add_field (paper->fields, zb_paper_word (language, ZB_PAPER_UNIT_NAME),
                      wanted->unit_name);
  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    const ZbField *field = zb_form_field (form, i);
    g_autofree char *value = dup_field_value (&field->spec, wanted->report, i, language);

    zb_paper_add_field (i < form->n_fields ? paper->fields : paper->signers,
                        zb_text_get (&field->label, language), value);
  }
}

/* The day a form is sent is printed even where no field asks for it. */
static void
add_day_of_report (ZbPaper *paper, const ZbForm *form)
{
  const char *word = zb_paper_word (paper->language, ZB_PAPER_DATE_OF_REPORT);

  for (guint i = 0; i < form->n_signers; i++)
    if (form->signers[i].spec.type == ZB_CELL_DATE)
      return;
  zb_paper_add_field (paper->signers, word, zb_paper_word (paper->language, ZB_PAPER_DAY_BLANK));
}

/* The printed note says itself what it is; its numbered sentences become paragraphs. */
static void
add_notes (ZbPaper *paper, const ZbForm *form)
{
  GPtrArray *paragraphs = g_ptr_array_new_with_free_func (g_free);
  const char *note = zb_text_get (&form->note, paper->language);
  const char *title = zb_paper_word (paper->language, ZB_PAPER_NOTES);

  if (g_str_has_prefix (note, title)) {
    note += strlen (title);
    while (g_str_has_prefix (note, "：") || *note == ':' || *note == ' ')
      note = g_utf8_next_char (note);
  }
  for (guint n = 2; *note; n++) {
    g_autofree char *number = g_strdup_printf ("%u. ", n);
    const char *next = strstr (note, number);

    g_ptr_array_add (paragraphs,
                     g_strstrip (next ? g_strndup (note, (gsize)(next - note)) : g_strdup (note)));
    note = next ? next : "";
  }
  zb_paper_add_note (paper, title, paragraphs);
}

ZbPaper *
zb_form_paper_new (const ZbPackage *package, const ZbFormPaper *wanted)
{
  const ZbForm *form = zb_package_form (package);
  ZbPaper *paper = zb_paper_new (zb_paper_is_chinese (wanted->language) ? "zh" : "en");

  set_heading (paper, form, wanted->report);
  if (wanted->report && wanted->draft)
    paper->watermark = g_strdup (zb_paper_word (paper->language, ZB_PAPER_DRAFT));
  if (form->filing.disclaimer.zh && !wanted->filed)
    paper->banner = g_strdup (zb_text_get (&form->filing.disclaimer, paper->language));
  add_box (paper, form);
  add_fields (paper, form, wanted);
  for (guint i = 0; i < form->n_sections; i++)
    zb_section_table_add (paper, form, i, wanted->report);
  add_day_of_report (paper, form);
  add_notes (paper, form);
  zb_paper_add_note (paper, zb_paper_word (paper->language, ZB_PAPER_RELATIONS),
                     zb_rules_in_words (package, wanted->catalogue, paper->language));
  return paper;
}
