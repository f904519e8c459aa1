/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-show.h"

#include "paper/form-paper.h"
#include "paper/paper-html.h"
#include "paper/paper-text.h"
#include "paper/paper-xlsx.h"
#include "paper/print/pdf.h"
#include "tools/form-place.h"
#include "tools/report-file.h"
#include "tools/words.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_WIDTH 120

const ZbOption zb_form_show_options[] = {
    {"edition", "EDITION", N_ ("of this edition")},
    {"period", "PERIOD", N_ ("the edition that serves this period")},
    {"format", "FORMAT", N_ ("text, html, pdf or xlsx (else by the name of the output file)")},
    {"output", "FILE", N_ ("write to this file; also -o FILE")},
    {"language", "LANGUAGE", N_ ("zh or en; else that of the terminal")},
    {"report", "FILE", N_ ("fill in the figures of this report or container")},
    {NULL, NULL, NULL},
};

/* What is asked for, with everything it rests on. */
typedef struct {
  ZbCatalogue *catalogue;
  ZbReport *report; /* (nullable) */
  ZbPackage *package;
} Shown;

static void
shown_clear (Shown *shown)
{
  g_clear_pointer (&shown->catalogue, zb_catalogue_unref);
  g_clear_pointer (&shown->report, zb_report_unref);
  g_clear_pointer (&shown->package, zb_package_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shown, shown_clear)

/* A report is shown in the very edition it was made in. */
static gboolean
open_report (Shown *shown, const char *path, GError **error)
{
  const ZbForm *asked = zb_package_form (shown->package);
  g_autoptr (ZbCatalogue) with = zb_catalogue_copy (shown->catalogue);

  zb_catalogue_add (with, shown->package);
  shown->report = zb_report_file_read (path, with, error);
  if (!shown->report)
    return FALSE;
  const ZbForm *form = zb_report_form (shown->report);
  if (strcmp (form->id, asked->id) != 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("%s is a report of %s, not of %s"),
                 path, form->id, asked->id);
    return FALSE;
  }
  ZbPackage *own = zb_catalogue_find_edition (with, form->id, form->edition, form->revision, error);
  if (!own)
    return FALSE;
  zb_package_ref (own);
  zb_package_unref (shown->package);
  shown->package = own;
  return TRUE;
}

static gboolean
open_shown (const ZbCallLine *line, Shown *shown, GError **error)
{
  const char *report = zb_call_line_get (line, "report");

  shown->catalogue = zb_form_place_around (line, line->words[0], error);
  if (!shown->catalogue)
    return FALSE;
  shown->package =
      zb_form_place_find (shown->catalogue, line->words[0], zb_call_line_get (line, "edition"),
                          zb_call_line_get (line, "period"), error);
  return shown->package && (!report || open_report (shown, report, error));
}

static const char *
choose_format (const ZbCallLine *line)
{
  const char *format = zb_call_line_get (line, "format");
  const char *output = zb_call_line_get (line, "output");

  if (format)
    return format;
  if (output && (g_str_has_suffix (output, ".html") || g_str_has_suffix (output, ".htm")))
    return "html";
  if (output && g_str_has_suffix (output, ".xlsx"))
    return "xlsx";
  return output && g_str_has_suffix (output, ".pdf") ? "pdf" : "text";
}

static guint
terminal_width (void)
{
  struct winsize size;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return USUAL_WIDTH;
}

static GBytes *
draw (const ZbPaper *paper, const char *format, GError **error)
{
  char *text;

  if (strcmp (format, "pdf") == 0)
    return zb_paper_to_pdf (paper, error);
  text = strcmp (format, "html") == 0 ? zb_paper_to_html (paper)
                                      : zb_paper_to_text (paper, terminal_width ());
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
write_paper (const ZbPaper *paper, const char *format, const char *output, GError **error)
{
  if (strcmp (format, "xlsx") == 0 && (!output || strcmp (output, "-") == 0)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s",
                 _ ("a workbook is written to a file: name it with -o"));
    return FALSE;
  }
  if (strcmp (format, "xlsx") == 0)
    return zb_paper_to_xlsx (paper, output, error);
  g_autoptr (GBytes) bytes = draw (paper, format, error);
  return bytes && zb_place_write (output, bytes, error);
}

int
zb_form_show (const ZbCallLine *line, GError **error)
{
  static const char *const formats[] = {"text", "html", "pdf", "xlsx", NULL};
  static const char *const languages[] = {"zh", "en", NULL};
  g_auto (Shown) shown = {NULL, NULL, NULL};
  const char *format = choose_format (line);
  const char *language = zb_call_line_get (line, "language");
  const char *report = zb_call_line_get (line, "report");

  if (!g_strv_contains (formats, format) || (language && !g_strv_contains (languages, language))) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("--format is text, html, pdf or xlsx, --language is zh or en"));
    return ZB_EXIT_USAGE;
  }
  if (!open_shown (line, &shown, error))
    return ZB_EXIT_UNREADABLE;
  ZbFormPaper wanted = {.language = language ? language : zb_words_language (),
                        .report = shown.report,
                        .draft = report && !zb_report_file_is_signed (report),
                        .catalogue = shown.catalogue};
  g_autoptr (ZbPaper) paper = zb_form_paper_new (shown.package, &wanted);
  return write_paper (paper, format, zb_call_line_get (line, "output"), error) ? ZB_EXIT_OK
                                                                               : ZB_EXIT_FAILED;
}
