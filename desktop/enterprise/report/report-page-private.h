/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/draft-keeper.h"
#include "desktop/enterprise/findings/findings-panel.h"
#include "desktop/enterprise/model/report-model.h"
#include "desktop/enterprise/report/report-page.h"
#include "desktop/enterprise/report/set-bar.h"
#include "desktop/widgets/code-picker.h"
#include "desktop/widgets/form-grid.h"
#include "desktop/widgets/form-sheet.h"
#include "desktop/widgets/verdict-line.h"

typedef struct _ZbCellLore ZbCellLore;

/* The page (report-page.c), its steps (report-page-steps.c), its rows (report-page-rows.c). */
struct _ZbReportPage {
  GtkWidget parent_instance;

  ZbOffice *office;      /* owned */
  ZbReportCase *opened;  /* owned (nullable) */
  ZbReportModel *model;  /* owned (nullable) */
  ZbDraftKeeper *keeper; /* owned (nullable) */
  GtkWidget *grid;       /* the sheet's */
  GtkWidget *picker;     /* child: finds codes for new rows */
  guint picker_section;
  GtkWidget *cell_box; /* child (nullable): what is known of a cell */
  ZbCellLore *lore;    /* owned (nullable) */
  int zoom;            /* steps from the usual size */
  gboolean enter_right;
  guint show_source;                 /* idle: findings to be shown */
  guint saved_source;                /* timeout: the hands rest */
  char *saved_words;                 /* owned (nullable): said then */
  gboolean edited;                   /* since it was opened */
  guint context_source;              /* timeout: the context is to be fetched */
  char *context_fetched;             /* owned (nullable): for what it was fetched last */
  GCancellable *sending_cancellable; /* owned (nullable) */
  gboolean commits;                  /* what is being sent is to be committed to instead */

  /* Template */
  AdwWindowTitle *title;
  GtkButton *next;
  GtkToggleButton *findings_toggle;
  GtkWidget *receipts;
  GtkSearchBar *find_bar;
  GtkWidget *find_entry;
  gboolean find_fresh; /* nothing was looked for since the text was changed */
  ZbSetBar *set_bar;
  GtkLabel *disclaimer;
  GtkLabel *context_words; /* that what is known of earlier periods cannot be read */
  GtkLabel *info;
  GtkWidget *cosign; /* how it goes on to the next signer, or back */
  GtkLabel *current; /* what the finding says whose cell was jumped to, where the panel is away */
  GtkWidget *conflict;
  GtkWidget *carried;
  GtkLabel *carried_words;
  GtkButton *carried_turn;
  GtkWidget *sending;
  GtkLabel *sending_words;
  GtkProgressBar *sending_bar;
  GtkWidget *commit;
  AdwFlap *flap;
  ZbFormSheet *sheet;
  ZbFindingsPanel *panel;
  ZbVerdictLine *verdict;
};

void zb_report_page_say (ZbReportPage *page, const char *words);
void zb_report_page_say_error (ZbReportPage *page, const GError *error);
/* Asks by "open-form" for another form of the set. */
void zb_report_page_open_form (ZbReportPage *page, const char *form);
void zb_report_page_set_findings_shown (ZbReportPage *page, gboolean shown);

/* report-page-steps.c */
void zb_report_page_install_steps (GtkWidgetClass *widget_class);
void zb_report_page_show_commit (ZbReportPage *page);
void zb_report_page_ask_explanation (ZbReportPage *page, const char *instance);
void zb_report_page_ask_reason (ZbReportPage *page, const char *item_id);

/* report-page-find.c, report-page-paper.c */
void zb_report_page_install_find (GtkWidgetClass *widget_class);
void zb_report_page_install_paper (GtkWidgetClass *widget_class);

/* report-page-correct.c: all versions, correcting and withdrawing what was sent. */
void zb_report_page_install_correct (GtkWidgetClass *widget_class);
/* What may be done now with what is opened. */
void zb_report_page_show_correcting (ZbReportPage *page);
/* In the journal: the person confirmed a correction the program proposed. */
void zb_report_page_note_correction (ZbReportPage *page, const char *changes);
/* What became of the request to correct it; NULL where there is nothing to say. (transfer full) */
char *zb_report_page_dup_permit_info (const ZbReportCase *opened);

/* report-page-set.c: leaving out a form that its set does not need, and taking it back in. */
void zb_report_page_install_set (GtkWidgetClass *widget_class);
void zb_report_page_show_leaving (ZbReportPage *page);

/* report-page-rows.c: opens the code list for a line to add rows by. */
void zb_report_page_pick_row (ZbReportPage *page, guint row);
