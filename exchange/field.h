/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-tree.h"
#include "formats/xml-writer.h"

/* The attributes of our XML documents as tables: one row says the name, the place in the struct and
 * what the value may be, and serves reading and writing. */
typedef enum {
  ZB_FIELD_TEXT,  /* char *, owned */
  ZB_FIELD_WORD,  /* an enum: the place of the value in @words */
  ZB_FIELD_TIME,  /* gint64, microseconds UTC; 0 is absent */
  ZB_FIELD_COUNT, /* guint; 0 is absent unless required */
  ZB_FIELD_SIZE,  /* guint64 */
  ZB_FIELD_FLAG,  /* gboolean; "true" or absent */
} ZbFieldKind;

typedef struct {
  const char *name;
  ZbFieldKind kind;
  gsize offset; /* in the struct */
  gboolean required;
  gboolean (*check) (const char *value); /* (nullable) of a text */
  guint64 most;                          /* of a count or size */
  const char *const *words;              /* (nullable) NULL-terminated: all that a text may be */
} ZbField;

/* Reads all attributes of @element into @target, whose texts must be NULL so far. An attribute that
 * is not in the table, is missing or does not pass is a ZB_FORMAT_ERROR_MALFORMED that names it. */
gboolean zb_field_read_all (
    const ZbXmlNode *element, const ZbField *fields, guint n, gpointer target, GError **error);
/* Writes them in the table's order into the element that was just begun. */
void zb_field_write_all (ZbXmlWriter *writer, const ZbField *fields, guint n, gconstpointer target);

/* The element at *@cursor, which must have this name; moves *@cursor on to its next sibling. */
const ZbXmlNode *zb_field_take_element (const ZbXmlNode *parent,
                                        const ZbXmlNode **cursor,
                                        const char *name,
                                        GError **error);
/* That nothing follows but an optional <extensions>, which later versions may fill and we pass
 * over. */
gboolean zb_field_check_end (const ZbXmlNode *cursor, GError **error);

/* Checks of texts. */
gboolean zb_field_is_unit (const char *value);    /* 18 digits and capitals */
gboolean zb_field_is_digest (const char *value);  /* 64 hex characters */
gboolean zb_field_is_node (const char *value);    /* [A-Za-z0-9][A-Za-z0-9.-]{0,63} */
gboolean zb_field_is_region (const char *value);  /* 6 to 12 digits (GB/T 2260 and below) */
gboolean zb_field_is_form (const char *value);    /* [A-Z0-9][A-Z0-9-]{1,15} */
gboolean zb_field_is_edition (const char *value); /* "2023.1" */
gboolean zb_field_is_period (const char *value);  /* 2024, 2024-H1, 2024-Q2, 2024-06, 2024-06-D1 */
gboolean zb_field_is_code (const char *value);    /* [a-z0-9-]{1,64} */
gboolean zb_field_is_line (const char *value);    /* 1 to 200 characters, no control among them */
gboolean zb_field_is_media_type (const char *value);
