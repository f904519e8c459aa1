/* SPDX-License-Identifier: Apache-2.0 */
/* zhibaod-read: reads the XML of one message or document that is not plain, in a process
 * that can reach nothing and holds nothing. "zhibaod serve" starts and ends it. */
#include "formats/xml-trace.h"
#include "server/reading/confined.h"
#include "server/reading/reader-process.h"
#include "server/reading/reader.h"
#include "server/reading/reading-message.h"

int
main (int argc, char **argv)
{
  static const char smallest[] = "<a/>";
  static const ZbConfinedTask tasks[] = {
      {ZB_READING_QUESTION, zb_reader_answer},
      {ZB_READING_DOCUMENT, zb_reader_answer_document},
  };
  static const ZbConfined confined = {ZB_READER_PROGRAM, tasks, G_N_ELEMENTS (tasks),
                                      ZB_READING_MOST_QUESTION};

  g_bytes_unref (zb_xml_trace_make (smallest, sizeof smallest - 1, NULL));
  zb_confined_run (&confined);
}
