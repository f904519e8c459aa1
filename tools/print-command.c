/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/print-command.h"

#include "client/error.h"
#include "client/final-paper.h"
#include "exchange/digest.h"
#include "paper/print/pdf.h"
#include "tools/place.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_report_print_options[] = {
    {"output", "FILE|DIR", N_ ("one PDF of all, or one each into this folder; also -o")},
    {"language", "LANGUAGE", N_ ("zh or en; else that of the terminal")},
    {"draft", NULL, N_ ("the draft even where a version was signed")},
    {NULL, NULL, NULL},
};

/* What is printed for one word of the command line, and what a file of it is called. */
typedef struct {
  char *name;
  GPtrArray *papers; /* ZbPaper */
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->name);
  g_clear_pointer (&piece->papers, g_ptr_array_unref);
  g_free (piece);
}

typedef struct {
  ZbWorkspace *workspace;
  ZbAccount *account;
  const char *language;
  gboolean drafts; /* before what was signed */
} Printing;

/* The FORM-ID of a printed code; what is not known stays as it is. */
static char *
form_id_of (const Printing *printing, const char *form, const char *period)
{
  ZbPeriod served;
  const ZbPackage *package =
      zb_period_parse (period, &served, NULL)
          ? zb_catalogue_find (zb_workspace_catalogue (printing->workspace), form, served, NULL)
          : NULL;

  return g_strdup (package ? zb_package_form (package)->id : form);
}

/* Adds the draft to @papers if there is one. FALSE only with an error. */
static gboolean
take_draft (const Printing *printing,
            const char *form,
            const char *period,
            GPtrArray *papers,
            GError **error)
{
  GError *cause = NULL;
  ZbPaper *paper = zb_draft_paper_read (printing->workspace, printing->account, form, period,
                                        printing->language, &cause);

  if (paper)
    g_ptr_array_add (papers, paper);
  else if (cause)
    g_propagate_error (error, cause);
  return cause == NULL;
}

static GPtrArray *
lay_out_due (const Printing *printing, const char *form, const char *period, GError **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_paper_free);
  GError *cause = NULL;

  if (printing->drafts && !take_draft (printing, form, period, drafts, error))
    return NULL;
  g_autofree char *message =
      drafts->len == 0
          ? zb_final_paper_find (printing->workspace, printing->account, form, period, &cause)
          : NULL;
  if (cause) {
    g_propagate_error (error, cause);
    return NULL;
  }
  if (message)
    return zb_final_paper_read (printing->workspace, printing->account, message, form,
                                printing->language, error);
  if (drafts->len == 0 && !take_draft (printing, form, period, drafts, error))
    return NULL;
  if (drafts->len > 0)
    return g_steal_pointer (&drafts);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               _ ("there is neither a signed version nor a draft of %s for %s"), form, period);
  return NULL;
}

static Piece *
lay_out (const Printing *printing, const char *word, GError **error)
{
  g_autofree Piece *piece = g_new0 (Piece, 1);
  const char *slash = strchr (word, '/');

  if (zb_uuid_is_valid (word)) {
    piece->papers = zb_final_paper_read (printing->workspace, printing->account, word, NULL,
                                         printing->language, error);
    piece->name = g_strdup (word);
  } else if (slash) {
    g_autofree char *code = g_strndup (word, (gsize)(slash - word));
    g_autofree char *form = form_id_of (printing, code, slash + 1);

    piece->papers = lay_out_due (printing, form, slash + 1, error);
    piece->name = g_strdup_printf ("%s %s", form, slash + 1);
  } else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("%s is neither a message's id nor FORM/PERIOD, as B204-1/2024-06"), word);
  if (piece->papers)
    return g_steal_pointer (&piece);
  g_free (piece->name);
  return NULL;
}

/* (transfer full) Piece, for all words. */
static GPtrArray *
lay_out_all (const ZbCallLine *line, GError **error)
{
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (piece_free);
  const char *language = zb_call_line_get (line, "language");
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  Printing printing = {workspace, account, language ? language : zb_words_language (),
                       zb_call_line_has (line, "draft")};

  for (guint i = 0; account && i < line->n_words; i++) {
    Piece *piece = lay_out (&printing, line->words[i], error);

    if (!piece)
      return NULL;
    g_ptr_array_add (pieces, piece);
  }
  return account ? g_steal_pointer (&pieces) : NULL;
}

static gboolean
write_each (const GPtrArray *pieces, const char *folder, GError **error)
{
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = pieces->pdata[i];
    g_autofree char *name = g_strconcat (piece->name, ".pdf", NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GBytes) pdf = zb_papers_to_pdf (piece->papers, error);

    if (!pdf || !zb_place_write (path, pdf, error))
      return FALSE;
    g_print ("%s\n", path);
  }
  return TRUE;
}

static gboolean
write_one (const GPtrArray *pieces, const char *output, GError **error)
{
  g_autoptr (GPtrArray) papers = g_ptr_array_new ();

  for (guint i = 0; i < pieces->len; i++)
    for (guint p = 0; p < ((const Piece *)pieces->pdata[i])->papers->len; p++)
      g_ptr_array_add (papers, ((const Piece *)pieces->pdata[i])->papers->pdata[p]);
  g_autoptr (GBytes) pdf = zb_papers_to_pdf (papers, error);
  return pdf && zb_place_write (output, pdf, error);
}

int
zb_report_print (const ZbCallLine *line, GError **error)
{
  static const char *const languages[] = {"zh", "en", NULL};
  const char *output = zb_call_line_get (line, "output");
  const char *language = zb_call_line_get (line, "language");

  if (language && !g_strv_contains (languages, language)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("--language is zh or en"));
    return ZB_EXIT_USAGE;
  }
  g_autoptr (GPtrArray) pieces = lay_out_all (line, error);
  if (!pieces)
    return ZB_EXIT_UNREADABLE;
  gboolean each = output && g_file_test (output, G_FILE_TEST_IS_DIR);
  gboolean written = each ? write_each (pieces, output, error) : write_one (pieces, output, error);
  return written ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}
