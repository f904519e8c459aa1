/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/motion-commands.h"

#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

gboolean
zb_motion_print_waiting (const ZbJson *answer)
{
  g_autofree char *number = NULL;

  if (!answer || !zb_json_get (answer, "motion"))
    return FALSE;
  number = zb_answer_dup (answer, "motion");
  g_print (
      _ ("Asked as M%s: another official has to approve it, by “zhibao authority approve M%s”.\n"),
      number, number);
  return TRUE;
}

gboolean
zb_motion_is_number (const char *word)
{
  return g_ascii_toupper (*word) == 'M';
}

static const char *
words_of (const char *name)
{
  static const ZbStateWord names[] = {
      {"invite", N_ ("invitation of a unit")},
      {"appoint", N_ ("post at the bureau")},
      {"appoint-at-machine", N_ ("administrator, appointed at the machine")},
      {"register", N_ ("registering a certificate")},
      {"reinstate", N_ ("end of a suspension")},
      {"waiting", N_ ("waits")},
      {"approved", N_ ("approved")},
      {"rejected", N_ ("rejected")},
      {"expired", N_ ("expired")},
  };

  return zb_state_words_among (names, G_N_ELEMENTS (names), name);
}

static void
add_motion (ZbTable *table, const ZbJson *one)
{
  g_autofree char *id = zb_answer_dup (one, "id");
  g_autofree char *number = g_strconcat ("M", id, NULL);
  const char *second = zb_json_get_string (one, "second");

  zb_table_add (table, number, words_of (zb_json_get_string (one, "kind")),
                zb_json_get_string (one, "subject"), zb_json_get_string (one, "person"),
                zb_json_get_string (one, "time"), words_of (zb_json_get_string (one, "state")),
                second ? second : zb_json_get_string (one, "rejected_by"),
                zb_json_get_string (one, "expires"), NULL);
}

int
zb_motion_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Number"),     _ ("What"),    _ ("For"),
                         _ ("Asked by"),   _ ("Asked"),   _ ("State"),
                         _ ("Decided by"), _ ("Expires"), NULL};
  g_autofree char *path =
      zb_session_path ("/v1/motions", "state", zb_call_line_get (line, "state"), NULL);

  return zb_answer_list (line, path, "motions", heads, add_motion, error);
}

int
zb_motion_approve (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/motions/%s/approval", line->words[0] + 1);
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  const char *invitation = answer ? zb_json_get_string (answer, "invitation") : NULL;
  if (!invitation) {
    g_print (_ ("Approved %s; it is done.\n"), line->words[0]);
    return ZB_EXIT_OK;
  }
  g_autoptr (GBytes) bytes = g_bytes_new (invitation, strlen (invitation));
  return zb_place_write (zb_call_line_get (line, "output"), bytes, error) ? ZB_EXIT_OK
                                                                          : ZB_EXIT_FAILED;
}

int
zb_motion_reject (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/motions/%s/rejection", line->words[0] + 1);
  int code = zb_answer_reject (line, path, "authority", error);

  if (code != ZB_EXIT_OK)
    return code;
  g_print (_ ("Rejected request %s.\n"), line->words[0]);
  return ZB_EXIT_OK;
}
