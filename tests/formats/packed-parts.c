/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/formats/packed-parts.h"

#include <string.h>
#include <zip.h>

GBytes *
zb_packed_parts (const char *const *parts)
{
  zip_error_t error;
  zip_source_t *target, *source;
  zip_stat_t stat;
  zip_t *archive;
  guint8 *bytes;

  zip_error_init (&error);
  target = zip_source_buffer_create (NULL, 0, 0, &error);
  archive = zip_open_from_source (target, ZIP_CREATE, &error);
  g_assert_nonnull (archive);
  zip_source_keep (target);
  for (guint i = 0; parts[i] != NULL; i += 2) {
    source = zip_source_buffer (archive, parts[i + 1], strlen (parts[i + 1]), 0);
    g_assert_cmpint (zip_file_add (archive, parts[i], source, 0), >=, 0);
  }
  g_assert_cmpint (zip_close (archive), ==, 0);
  zip_source_stat (target, &stat);
  bytes = g_malloc (stat.size);
  zip_source_open (target);
  g_assert_cmpint (zip_source_read (target, bytes, stat.size), ==, stat.size);
  zip_source_close (target);
  zip_source_free (target);
  return g_bytes_new_take (bytes, stat.size);
}

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELATIONSHIPS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

GBytes *
zb_packed_workbook (const char *sheet, const char *strings)
{
  g_autofree char *worksheet = g_strdup_printf ("<worksheet " MAIN ">%s</worksheet>", sheet);
  g_autofree char *shared = g_strdup_printf ("<sst " MAIN ">%s</sst>", strings ? strings : "");
  const char *const parts[] = {
      "xl/_rels/workbook.xml.rels",
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      "<Relationship Id=\"rId1\" Type=\"" RELATIONSHIPS "/worksheet\" "
      "Target=\"worksheets/sheet1.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"" RELATIONSHIPS "/sharedStrings\" "
      "Target=\"/xl/sharedStrings.xml\"/></Relationships>",
      "xl/workbook.xml",
      "<workbook " MAIN " xmlns:r=\"" RELATIONSHIPS "\"><sheets>"
      "<sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
      "xl/worksheets/sheet1.xml",
      worksheet,
      "xl/sharedStrings.xml",
      shared,
      NULL,
  };

  return zb_packed_parts (parts);
}
