/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes compact JSON in call order. Within an object give each value its @key, within an array
 * NULL. Bytes that are no UTF-8 become U+FFFD. */
typedef struct _ZbJsonWriter ZbJsonWriter;

ZbJsonWriter *zb_json_writer_new (void);
/* With room for what is known to come. */
ZbJsonWriter *zb_json_writer_new_sized (gsize size);
void zb_json_writer_free (ZbJsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbJsonWriter, zb_json_writer_free)

void zb_json_writer_begin_object (ZbJsonWriter *writer, const char *key);
void zb_json_writer_end_object (ZbJsonWriter *writer);
void zb_json_writer_begin_array (ZbJsonWriter *writer, const char *key);
void zb_json_writer_end_array (ZbJsonWriter *writer);
void zb_json_writer_string (ZbJsonWriter *writer,
                            const char *key,
                            const char *value); /* NULL writes null */
void zb_json_writer_integer (ZbJsonWriter *writer, const char *key, gint64 value);
void zb_json_writer_boolean (ZbJsonWriter *writer, const char *key, gboolean value);
void zb_json_writer_raw (ZbJsonWriter *writer,
                         const char *key,
                         const char *json); /* a value already written */
/* As base64; NULL writes null. */
void zb_json_writer_bytes (ZbJsonWriter *writer, const char *key, GBytes *bytes);
/* (transfer full): ends what is open. Call it once. */
char *zb_json_writer_finish (ZbJsonWriter *writer);
/* The same without the NUL behind it. */
GBytes *zb_json_writer_finish_bytes (ZbJsonWriter *writer);
