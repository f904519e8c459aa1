/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-new.h"

#include "tools/form-outline.h"
#include "tools/form-place.h"
#include "tools/form-skeleton.h"
#include "tools/words.h"

#include <stdio.h>
#include <string.h>

const ZbOption zb_form_new_options[] = {
    {"outline", "FILE", N_ ("sections, columns and rows, a line each; - for standard input")},
    ZB_FORM_NEW_HEADING_OPTIONS,
    {NULL, NULL, NULL},
};

/* One thing that must be known, in the order it is asked. */
typedef struct {
  const char *option, *question; /* N_() */
  const char *usual;             /* (nullable) where nothing is said */
  gboolean (*take) (ZbFormDraft *draft, const char *text, GError **error);
} Question;

static void
set_text (ZbText *text, const char *said)
{
  g_auto (GStrv) parts = g_strsplit (said, "|", 2);

  zb_text_clear (text);
  text->zh = parts[0] ? g_strdup (g_strstrip (parts[0])) : NULL;
  text->en = parts[0] && parts[1] ? g_strdup (g_strstrip (parts[1])) : NULL;
}

static gboolean
take_code (ZbFormDraft *draft, const char *text, GError **error)
{
  g_free (draft->code);
  draft->code = *text ? g_strdup (text) : NULL;
  return TRUE;
}

static gboolean
take_title (ZbFormDraft *draft, const char *text, GError **error)
{
  set_text (&draft->title, text);
  return TRUE;
}

static gboolean
take_issuer (ZbFormDraft *draft, const char *text, GError **error)
{
  set_text (&draft->issuer, text);
  return TRUE;
}

static gboolean
take_document (ZbFormDraft *draft, const char *text, GError **error)
{
  set_text (&draft->document, text);
  return TRUE;
}

static gboolean
take_system (ZbFormDraft *draft, const char *text, GError **error)
{
  draft->system = g_strdup (text);
  return TRUE;
}

static gboolean
take_edition (ZbFormDraft *draft, const char *text, GError **error)
{
  draft->edition = g_strdup (text);
  return TRUE;
}

static gboolean
take_kind (ZbFormDraft *draft, const char *text, GError **error)
{
  static const char *const kinds[] = {"year", "half", "quarter", "month", "tenday"};

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i], text) != 0)
      continue;
    draft->period_kind = (ZbPeriodKind)i;
    return TRUE;
  }
  return zb_form_input_fail (error, _ ("“%s” is none of year, half, quarter, month, tenday"), text);
}

/* "2026" is the first period of that year. */
static gboolean
take_from (ZbFormDraft *draft, const char *text, GError **error)
{
  ZbPeriod period;

  if (!zb_period_parse (text, &period, error))
    return FALSE;
  draft->valid_from =
      period.kind == draft->period_kind ? period : (ZbPeriod){draft->period_kind, period.year, 1};
  return TRUE;
}

static gboolean
take_days (ZbFormDraft *draft, const char *text, GError **error)
{
  guint64 days;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 366, &days, NULL))
    return zb_form_input_fail (error, _ ("“%s” is no number of days from 0 to 366"), text);
  draft->deadline_days = (guint)days;
  draft->deadline_minute = 1440;
  return TRUE;
}

static const Question questions[] = {
    {"code", N_ ("Printed form number"), "", take_code},
    {"title", N_ ("Title (Chinese | English)"), NULL, take_title},
    {"issuer", N_ ("Issued by (Chinese | English)"), NULL, take_issuer},
    {"document", N_ ("Document number (Chinese | English)"), "", take_document},
    {"system", N_ ("System (s1, s2 …)"), "s1", take_system},
    {"edition", N_ ("Edition"), NULL, take_edition},
    {"period", N_ ("Period (year, half, quarter, month, tenday)"), "month", take_kind},
    {"from", N_ ("First period (2026-01)"), NULL, take_from},
    {"days", N_ ("Due how many days after the period"), "15", take_days},
};

/* A line of standard input without its end; NULL at its end. */
static char *
read_line (void)
{
  GString *line = g_string_new (NULL);
  int c;

  while ((c = getchar ()) != EOF && c != '\n')
    g_string_append_c (line, (char)c);
  if (c == EOF && line->len == 0) {
    g_string_free (line, TRUE);
    return NULL;
  }
  return g_strstrip (g_string_free (line, FALSE));
}

static char *
ask_for (const Question *question)
{
  if (question->usual && *question->usual)
    g_print ("%s [%s]: ", _ (question->question), question->usual);
  else
    g_print ("%s: ", _ (question->question));
  return read_line ();
}

/* The edition names a year as a rule, and so the first period. */
static const char *
usual_answer (const Question *question, const ZbFormDraft *draft)
{
  ZbPeriod period;

  if (strcmp (question->option, "from") == 0 && draft->edition &&
      zb_period_parse (draft->edition, &period, NULL))
    return draft->edition;
  if (strcmp (question->option, "title") == 0 && draft->title.zh)
    return draft->title.zh;
  return question->usual;
}

static gboolean
answer (const ZbCallLine *line,
        const Question *question,
        ZbFormDraft *draft,
        gboolean ask,
        GError **error)
{
  const char *given = zb_call_line_get (line, question->option);
  const char *usual = usual_answer (question, draft);
  g_autofree char *said = !given && ask ? ask_for (question) : NULL;

  if (!given)
    given = said && *said ? said : usual;
  if (!given)
    return zb_form_input_fail (error, _ ("--%s is missing"), question->option);
  return question->take (draft, given, error);
}

gboolean
zb_form_new_heading (const ZbCallLine *line, ZbFormDraft *draft, gboolean ask, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++) {
    /* What a spreadsheet told counts where no option says otherwise. */
    gboolean known = (strcmp (questions[i].option, "title") == 0 && draft->title.zh) ||
                     (strcmp (questions[i].option, "issuer") == 0 && draft->issuer.zh) ||
                     (strcmp (questions[i].option, "document") == 0 && draft->document.zh) ||
                     (strcmp (questions[i].option, "code") == 0 && draft->code);

    if (known && !zb_call_line_has (line, questions[i].option))
      continue;
    if (!answer (line, &questions[i], draft, ask, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_form_new_period_kind (const ZbCallLine *line, ZbFormDraft *draft, GError **error)
{
  const char *kind = zb_call_line_get (line, "period");

  return take_kind (draft, kind ? kind : "month", error);
}

char *
zb_form_new_folder (const ZbCallLine *line, const ZbFormDraft *draft)
{
  const char *output = zb_call_line_get (line, "output");

  return output ? g_strdup (output)
                : g_build_filename (draft->system, draft->id, draft->edition, NULL);
}

/* Lines until one is blank, each of @word; the word itself need not be typed. */
static gboolean
ask_lines (ZbFormDraft *draft, const char *word, const char *question, GError **error)
{
  g_print ("%s\n", question);
  for (guint n = 1;; n++) {
    g_print ("%s> ", word);
    g_autofree char *said = read_line ();
    if (!said || !*said)
      return TRUE;
    g_autofree char *full = g_strconcat (word, " ", said, NULL);
    if (!zb_form_outline_add (draft, full, n, error))
      return FALSE;
  }
}

static gboolean
ask_sections (ZbFormDraft *draft, GError **error)
{
  for (;;) {
    g_print ("%s: ",
             draft->sections->len == 0
                 ? _ ("First section (Chinese | English | measure | decimals)")
                 : _ ("Next section (Chinese | English | measure | decimals), blank to end"));
    g_autofree char *said = read_line ();
    if (!said || (!*said && draft->sections->len > 0))
      return TRUE;
    g_autofree char *full = g_strconcat ("section ", said, NULL);
    if (!zb_form_outline_add (draft, full, 1, error) ||
        !ask_lines (draft, "column", _ ("Columns: code Chinese | English; a blank line ends"),
                    error) ||
        !ask_lines (draft, "list",
                    _ ("Rows chosen from a code list: list level; blank for fixed rows"), error))
      return FALSE;
    const ZbDraftSection *section = draft->sections->pdata[draft->sections->len - 1];
    if (!section->keys &&
        !ask_lines (draft, "row",
                    _ ("Rows: code Chinese | English | measure | decimals; a blank line ends"),
                    error))
      return FALSE;
  }
}

static gboolean
read_sections (const ZbCallLine *line, ZbFormDraft *draft, GError **error)
{
  const char *outline = zb_call_line_get (line, "outline");
  gsize length = 0;

  if (!outline)
    return ask_sections (draft, error);
  g_autoptr (GBytes) bytes = zb_place_read (outline, error);
  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  if (!g_utf8_validate (data ? data : "", (gssize)length, NULL))
    return zb_form_input_fail (error, _ ("%s is not written in UTF-8"), outline);
  g_autofree char *text = g_strndup (data ? data : "", length);
  return zb_form_outline_read (draft, outline, text, error);
}

int
zb_form_new_package (const ZbCallLine *line, GError **error)
{
  gboolean ask = !zb_call_line_has (line, "outline");
  g_autoptr (ZbFormDraft) draft = zb_form_draft_new ();
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);

  if (!catalogue)
    return ZB_EXIT_FAILED;
  draft->id = g_strdup (line->words[0]);
  if (!zb_form_new_heading (line, draft, ask, error) || !read_sections (line, draft, error))
    return ZB_EXIT_USAGE;
  zb_form_draft_add_signers (draft);
  g_autofree char *folder = zb_form_new_folder (line, draft);
  if (!zb_form_skeleton_write (draft, catalogue, folder, "Made anew.", error))
    return ZB_EXIT_UNREADABLE;
  g_print (_ ("%s: written; go on with “zhibao form check %s”\n"), folder, folder);
  return ZB_EXIT_OK;
}
