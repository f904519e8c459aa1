/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/memory-context.h"

/* The context of one report as a server hands it out and a client keeps it: the register's
 * attributes of the unit, which periods are joint, dated parameters, waivers, and earlier reports
 * (docs/api.md, GET /v1/context). */

typedef struct {
  char *form, *period;
  char *state;    /* review state: "accepted" … */
  char *digest;   /* of the container it came in, hex */
  GBytes *report; /* report.xml; (nullable) where only the digest is asked */
} ZbContextReport;

typedef struct {
  GHashTable *attributes; /* char* → char* */
  char *attribute_lines;  /* (nullable) zb_context_attribute_lines() of these */
  GPtrArray *joint; /* char*: "FORM PERIOD" that is joint, "!FORM PERIOD" that is not, where the
                       form's own word does not hold */
  char *parameters; /* parameters.xml, or NULL */
  char *parameters_digest; /* hex, where only the digest of parameters.xml is asked; or NULL */
  GPtrArray *waivers;      /* char*: "RULE reason", the reason after the first blank */
  GPtrArray *reports;      /* ZbContextReport */
} ZbContextDocument;

#define ZB_CONTEXT_MAX_BYTES (16 * 1024 * 1024)

ZbContextDocument *zb_context_document_new (void);
/* Of @attributes, which nobody changes from here on, and their lines where they are at hand
 * (nullable); references are kept. */
ZbContextDocument *zb_context_document_new_of (GHashTable *attributes, char *attribute_lines);
void zb_context_document_free (ZbContextDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbContextDocument, zb_context_document_free)
void zb_context_document_add_report (ZbContextDocument *document,
                                     const char *form,
                                     const char *period,
                                     const char *state,
                                     const char *digest,
                                     GBytes *report);

/* Of parameters.xml, as the digest of a context names it; (transfer full). */
char *zb_context_parameters_digest (const char *parameters);
/* SHA-256, hex, over what was looked at: attributes, joint periods, waivers, the parameters' digest
 * and the reports' container digests, each sorted. Reports and R2 name it, so that different
 * outcomes can be traced to different inputs. */
char *zb_context_document_digest (const ZbContextDocument *document);
/* What @attributes add to what that digest is of, the same for all reports of a unit; a
 * GRefString. */
char *zb_context_attribute_lines (GHashTable *attributes);
/* What that digest is of, for those who have a faster SHA-256; (transfer full). */
GBytes *zb_context_document_lines (const ZbContextDocument *document);

/* JSON; (transfer full). */
char *zb_context_document_write (const ZbContextDocument *document);
/* Reads it back; the digest inside must be that of the content. */
ZbContextDocument *
zb_context_document_read (const char *source, const char *text, gsize length, GError **error);
/* The context for checking. Reports of packages that @catalogue lacks are left out: rules over them
 * are not evaluable. */
ZbMemoryContext *zb_context_document_open (const ZbContextDocument *document,
                                           const ZbCatalogue *catalogue,
                                           GError **error);
