/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-tree.h"
#include "forms/error.h"
#include "forms/measure.h"

/* What an element of our published documents may hold, in the words of the XML schemas: the readers
 * check each node against its model and then take for granted what the model says. */
typedef struct {
  const char *name; /* "row", or "group|column" where either may come */
  guint min, max;
} ZbXmlChild;

typedef struct {
  const char *attributes;     /* names with blanks between; "!" behind those that must be there */
  const ZbXmlChild *children; /* (nullable) in this order; ended by a NULL name */
  gboolean text;              /* whether it holds text, at least one character that is no blank */
} ZbXmlModel;

/* Errors are ZB_FORMS_ERROR_INVALID, "source:line: …", with the name that was probably meant. */
gboolean zb_xml_model_check (const ZbXmlModel *model, const ZbXmlNode *node, GError **error);
/* The same for the root of a document, which must be @name in @ns. */
gboolean zb_xml_model_check_root (const ZbXmlModel *model,
                                  const ZbXmlNode *root,
                                  const char *name,
                                  const char *ns,
                                  GError **error);

/* Sets a ZB_FORMS_ERROR "source:line: message" and returns FALSE. */
gboolean
zb_xml_fail (const ZbXmlNode *node, ZbFormsError code, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* The readers below leave their result as it is where the attribute is absent. */
gboolean zb_xml_read_unsigned (
    const ZbXmlNode *node, const char *attribute, guint max, guint *ret_value, GError **error);
gboolean
zb_xml_read_flag (const ZbXmlNode *node, const char *attribute, gboolean *ret_flag, GError **error);
/* Index of the attribute's value in the NULL-terminated @choices. */
gboolean zb_xml_read_choice (const ZbXmlNode *node,
                             const char *attribute,
                             const char *const *choices,
                             int *ret_choice,
                             GError **error);
gboolean zb_xml_read_measure (const ZbXmlNode *node,
                              const char *attribute,
                              const ZbMeasure **ret_measure,
                              GError **error);

/* The alphabets of names. */
typedef enum {
  ZB_XML_NAME_ID,      /* [a-z][a-z0-9_-]{0,39}: code lists, fields, levels, parameters */
  ZB_XML_NAME_FORM,    /* [A-Z0-9][A-Z0-9-]{1,15} */
  ZB_XML_NAME_SECTION, /* [A-Z][A-Z0-9-]{0,11} */
  ZB_XML_NAME_EDITION, /* [A-Za-z0-9]{1,12} */
  ZB_XML_NAME_PRINTED, /* letters and digits of any script, - and _; 1 to 20: rows and columns */
  ZB_XML_NAME_CODE,    /* [A-Za-z0-9._-]{1,20} */
} ZbXmlName;

gboolean zb_xml_is_name (const char *text, ZbXmlName alphabet);
/* (transfer full) a copy of the attribute, which must be there; NULL with an error. */
char *
zb_xml_dup_name (const ZbXmlNode *node, const char *attribute, ZbXmlName alphabet, GError **error);
/* Checks the attribute if it is there. */
gboolean zb_xml_check_name (const ZbXmlNode *node,
                            const char *attribute,
                            ZbXmlName alphabet,
                            GError **error);

#define ZB_XML_MAX_TEXT 2000

/* Reads the children @name of @parent by their xml:lang into @ret_text (strings to free): zh and
 * en, each once and both unless @english_optional. Absent altogether, it stays empty. */
gboolean zb_xml_read_text (const ZbXmlNode *parent,
                           const char *name,
                           gboolean english_optional,
                           ZbText *ret_text,
                           GError **error);
