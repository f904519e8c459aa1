/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"
#include "forms/catalogue.h"
#include "forms/report-notes.h"

/* The state of reading one report.xml by SAX, shared by the parts of the reader; see
 * zb_report_read() in forms/report-reader.h. Attributes are borrowed while an element starts. */

#define ZB_REPORT_NAMESPACE "urn:zhibao:report:1"

typedef enum {
  ZB_PART_DOCUMENT, /* around <report> */
  ZB_PART_REPORT,
  ZB_PART_HEAD,
  ZB_PART_FIELD,
  ZB_PART_SECTION,
  ZB_PART_ROW,
  ZB_PART_CELL,
  ZB_PART_EXPLANATIONS,
  ZB_PART_EXPLANATION,
  ZB_PART_CHANGES,
  ZB_PART_CHANGE,
  ZB_PART_CONTEXT,
  ZB_PART_ATTACHMENTS,
  ZB_PART_ATTACHMENT,
} ZbReportPart;

#define ZB_REPORT_DEPTH 5

typedef struct {
  const ZbCatalogue *catalogue;
  gboolean sample;    /* the package is found by form and edition */
  const char *ns;     /* borrowed: the namespace string that was compared last */
  ZbReport *report;   /* owned */
  const ZbForm *form; /* of the report */
  ZbReportPart open[ZB_REPORT_DEPTH];
  guint depth;
  ZbReportPart newest; /* the part of <report> that began last */
  guint n_children;    /* of the innermost container */
  int field;           /* last one read, -1 at first */
  int section;
  guint row;
  const ZbCode *entry; /* (nullable) of a dynamic row */
  int column;          /* last one read in the row, -1 at first */
  ZbCellState state;   /* of the open cell */
  ZbExplanation explanation;
  ZbPrefillChange change;
} ZbReportReading;

/* What an element is asked for: names of attributes, the first @n_required of which must be there.
 * Values go to the same places of a vector, NULL where absent. */
typedef struct {
  const char *names[9];
  guint n_required;
} ZbAttributeNames;

gboolean zb_reading_take_attributes (const ZbXmlElement *element,
                                     const ZbAttributeNames *names,
                                     const char **values,
                                     GError **error);
/* Whether @text is a SHA-256 in lower-case hex. */
gboolean zb_reading_check_digest (const char *attribute, const char *text, GError **error);
/* Whether an attribute holds 1 to @max characters that pass zb_text_check(). */
gboolean zb_reading_check_text (const char *attribute, const char *text, guint max, GError **error);

typedef gboolean (*ZbPartStart) (ZbReportReading *reading,
                                 const ZbXmlElement *element,
                                 GError **error);
typedef gboolean (*ZbPartEnd) (ZbReportReading *reading, const char *text, GError **error);

gboolean
zb_reading_start_field (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean zb_reading_end_field (ZbReportReading *reading, const char *text, GError **error);
gboolean
zb_reading_start_section (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean
zb_reading_start_row (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean
zb_reading_start_cell (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean zb_reading_end_cell (ZbReportReading *reading, const char *text, GError **error);
gboolean zb_reading_start_explanation (ZbReportReading *reading,
                                       const ZbXmlElement *element,
                                       GError **error);
gboolean zb_reading_end_explanation (ZbReportReading *reading, const char *text, GError **error);
gboolean
zb_reading_start_change (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean zb_reading_end_change (ZbReportReading *reading, const char *text, GError **error);
gboolean
zb_reading_start_context (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
gboolean
zb_reading_start_attachment (ZbReportReading *reading, const ZbXmlElement *element, GError **error);
/* Frees what an unfinished note left. */
void zb_reading_clear_notes (ZbReportReading *reading);
