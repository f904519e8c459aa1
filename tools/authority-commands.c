/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/certificate.h"
#include "tools/answer.h"
#include "tools/mandate-commands.h"
#include "tools/motion-commands.h"
#include "tools/place.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* "350203,350298" as an array. */
static void
write_list (ZbJsonWriter *json, const char *key, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", ",", -1);

  zb_json_writer_begin_array (json, key);
  for (guint i = 0; parts[i]; i++)
    if (*parts[i])
      zb_json_writer_string (json, NULL, parts[i]);
  zb_json_writer_end_array (json);
}

static ZbJsonWriter *
invitation_request (const ZbCallLine *line)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  const char *days = zb_call_line_get (line, "days");

  zb_json_writer_begin_object (json, NULL);
  if (zb_call_line_has (line, "unit")) {
    zb_json_writer_string (json, "unit", zb_call_line_get (line, "unit"));
  } else {
    zb_json_writer_string (json, "staff", zb_call_line_get (line, "staff"));
    zb_json_writer_string (json, "role", zb_call_line_get (line, "role"));
    zb_json_writer_string (json, "tenant", zb_call_line_get (line, "tenant"));
    write_list (json, "areas", zb_call_line_get (line, "areas"));
  }
  zb_json_writer_integer (json, "days", days ? g_ascii_strtoll (days, NULL, 10) : 14);
  zb_json_writer_end_object (json);
  return json;
}

static int
authority_invite (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_call_line_has (line, "unit") && !zb_call_line_has (line, "staff")) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say whom to invite: --unit=CODE or --staff=NAME"));
    return ZB_EXIT_USAGE;
  }
  if (!zb_linked_open (line, &linked, error) ||
      !zb_answer_post (&linked, "/v1/invitations", invitation_request (line), NULL, &answer, error))
    return ZB_EXIT_FAILED;
  if (zb_motion_print_waiting (answer))
    return ZB_EXIT_OK;
  const char *text = answer ? zb_json_get_string (answer, "invitation") : NULL;
  if (!text) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s",
                 _ ("the server sent no invitation"));
    return ZB_EXIT_FAILED;
  }
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return zb_place_write (zb_call_line_get (line, "output"), bytes, error) ? ZB_EXIT_OK
                                                                          : ZB_EXIT_FAILED;
}

static void
add_certificate (ZbTable *table, const ZbJson *one)
{
  zb_table_add (table, zb_json_get_string (one, "serial"), zb_json_get_string (one, "name"),
                zb_json_get_string (one, "unit"), zb_json_get_string (one, "not_after"),
                zb_json_get_string (one, "revoked"), NULL);
}

static int
authority_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Serial"), _ ("Name"), _ ("Unit"), _ ("Until"), _ ("Revoked"), NULL};
  g_autofree char *path =
      zb_session_path ("/v1/certificates", "unit", zb_call_line_get (line, "unit"), NULL);

  return zb_answer_list (line, path, "certificates", heads, add_certificate, error);
}

static int
authority_revoke (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/revocation", line->words[0]);

  if (!zb_answer_tell (line, path, "reason", error))
    return ZB_EXIT_FAILED;
  g_print (_ ("Revoked %s; the new list is published.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

/* Tells the server @what of the certificate, and prints @done of it. */
static int
change (const ZbCallLine *line, const char *what, const char *done, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/%s", line->words[0], what);
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  if (!zb_motion_print_waiting (answer))
    g_print ("%s %s\n", line->words[0], done);
  return ZB_EXIT_OK;
}

static int
authority_suspend (const ZbCallLine *line, GError **error)
{
  return change (line, "suspension", _ ("is suspended; the new list is published."), error);
}

static int
authority_reinstate (const ZbCallLine *line, GError **error)
{
  return change (line, "reinstatement", _ ("is valid again; the new list is published."), error);
}

static void
add_request (ZbTable *table, const ZbJson *one)
{
  g_autofree char *id = zb_answer_dup (one, "id");

  zb_table_add (table, id, zb_json_get_string (one, "unit"), zb_json_get_string (one, "name"),
                zb_json_get_string (one, "contact"), zb_json_get_string (one, "time"),
                zb_json_get_string (one, "first"), NULL);
}

static int
authority_queue (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Number"), _ ("Unit"),           _ ("Name"), _ ("Contact"),
                         _ ("Asked"),  _ ("First approval"), NULL};

  return zb_answer_list (line, "/v1/csr", "requests", heads, add_request, error);
}

static int
authority_approve (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/csr/%s/approval", line->words[0]);

  if (zb_motion_is_number (line->words[0]))
    return zb_motion_approve (line, error);
  if (!zb_answer_tell (line, path, "reason", error))
    return ZB_EXIT_FAILED;
  g_print (_ ("Approved request %s; the second approval issues the certificates.\n"),
           line->words[0]);
  return ZB_EXIT_OK;
}

static int
authority_reject (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/csr/%s/rejection", line->words[0]);

  if (zb_motion_is_number (line->words[0]))
    return zb_motion_reject (line, error);
  int code = zb_answer_reject (line, path, "authority", error);
  if (code != ZB_EXIT_OK)
    return code;
  g_print (_ ("Rejected request %s.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

/* Another authority's certificate, for the unit that it names. */
static int
authority_register (const ZbCallLine *line, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (line->words[0], error);
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbCertificate) certificate = NULL;
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json = NULL;
  gsize length = 0;

  if (!bytes)
    return ZB_EXIT_FAILED;
  const void *data = g_bytes_get_data (bytes, &length);
  certificate = zb_certificate_read (data, length, error);
  if (!certificate)
    return ZB_EXIT_UNREADABLE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "certificate", zb_certificate_der (certificate));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, "/v1/certificates", json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  if (zb_motion_print_waiting (answer))
    return ZB_EXIT_OK;
  g_print (_ ("Registered the certificate %s of %s for %s.\n"),
           zb_json_get_string (answer, "serial"), zb_json_get_string (answer, "name"),
           zb_json_get_string (answer, "unit"));
  return ZB_EXIT_OK;
}

static const char *
certificate_state (const char *state)
{
  static const ZbStateWord states[] = {
      {"valid", N_ ("valid")},
      {"suspended", N_ ("suspended")},
      {"revoked", N_ ("revoked")},
      {"expired", N_ ("expired")},
  };

  return zb_state_words_among (states, G_N_ELEMENTS (states), state);
}

/* One certificate, or all of a unit. */
static int
authority_show (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/certs/%s", line->words[0]);
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  const ZbJson *list = zb_json_get (answer, "certificates");
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    if (i > 0)
      g_print ("\n");
    zb_table_print_line (_ ("name"), zb_json_get_string (one, "name"));
    zb_table_print_line (_ ("unit"), zb_json_get_string (one, "unit"));
    zb_table_print_line (_ ("use"), zb_json_get_string (one, "use"));
    zb_table_print_line (_ ("state"), certificate_state (zb_json_get_string (one, "state")));
    zb_table_print_line (_ ("serial"), zb_json_get_string (one, "serial"));
    zb_table_print_line (_ ("SHA-256"), zb_json_get_string (one, "digest"));
    zb_table_print_line (_ ("from"), zb_json_get_string (one, "not_before"));
    zb_table_print_line (_ ("until"), zb_json_get_string (one, "not_after"));
    zb_table_print_line (_ ("revoked"), zb_json_get_string (one, "revoked"));
    zb_table_print_line (_ ("reason"), zb_json_get_string (one, "reason"));
    if (zb_json_get (one, "mandates"))
      zb_mandate_print (zb_json_get (one, "mandates"), NULL);
  }
  return ZB_EXIT_OK;
}

static void
add_message (ZbTable *table, const ZbJson *one)
{
  const char *refusal = zb_json_get_string (one, "refusal");
  gboolean carried = g_strcmp0 (zb_json_get_string (one, "part"), "carried") == 0;

  zb_table_add (table, zb_json_get_string (one, "received"), zb_json_get_string (one, "sender"),
                zb_json_get_string (one, "form"), zb_json_get_string (one, "period"),
                carried ? _ ("carried") : _ ("signed"), refusal ? refusal : _ ("valid"),
                zb_json_get_string (one, "message"), NULL);
}

/* What a key has done since it may have been in other hands. */
static int
authority_messages (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Arrived"), _ ("Sender"),  _ ("Form"),    _ ("Period"),
                         _ ("Part"),    _ ("Outcome"), _ ("Message"), NULL};
  g_autofree char *route = g_strdup_printf ("/v1/certificates/%s/messages", line->words[0]);
  g_autofree char *path = zb_session_path (route, "since", zb_call_line_get (line, "since"), NULL);

  return zb_answer_list (line, path, "messages", heads, add_message, error);
}

static int
authority_staff (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Person"), _ ("Name"), _ ("Role"), _ ("Post"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *path =
      zb_session_path ("/v1/staff", "tenant", zb_call_line_get (line, "tenant"), NULL);
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  const ZbJson *list = zb_json_get (answer, "posts");
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    gboolean active = zb_json_boolean (zb_json_get (one, "active"), FALSE);
    zb_table_add (table, zb_json_get_string (one, "staff"), zb_json_get_string (one, "name"),
                  zb_json_get_string (one, "role"), active ? _ ("holds") : _ ("ended"), NULL);
  }
  zb_table_print (table);
  return ZB_EXIT_OK;
}

static int
authority_dismiss (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  ZbJsonWriter *json = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "staff", line->words[0]);
  zb_json_writer_string (json, "role", zb_call_line_get (line, "role"));
  zb_json_writer_string (json, "tenant", zb_call_line_get (line, "tenant"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, "/v1/staff/end", json, NULL, NULL, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("The post of %s has been ended.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

/* The revocation lists are in the trust bundle. */
static int
authority_crl (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  const char *output = zb_call_line_get (line, "output");

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) trust = zb_session_get (linked.session, "/v1/trust", error);
  const ZbJson *crls = trust ? zb_json_get (trust, "crls") : NULL;
  for (guint i = 0; crls && i < zb_json_length (crls); i++) {
    const char *text = zb_json_string (zb_json_at (crls, i));
    g_autofree char *path = g_strdup_printf ("%s/%u.crl", output ? output : ".", i + 1);
    gsize length = 0;
    guchar *der = text ? g_base64_decode (text, &length) : NULL;
    g_autoptr (GBytes) bytes = g_bytes_new_take (der, length);

    if (!zb_place_write (path, bytes, error))
      return ZB_EXIT_FAILED;
    g_print ("%s\n", path);
  }
  return trust ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static const ZbOption invite_options[] = {
    {"unit", "CODE", N_ ("an enterprise, by its 统一社会信用代码")},
    {"staff", "NAME", N_ ("a person of the bureau")},
    {"role", "ROLE", N_ ("district, city, admin or auditor")},
    {"tenant", "ID", N_ ("the bureau system: s1 … s7")},
    {"areas", "CODES", N_ ("districts or zones he reviews, with commas")},
    {"days", "N", N_ ("days until the invitation expires")},
    {"output", "FILE", N_ ("write to this file (-o FILE)")},
    {NULL, NULL, NULL},
};
static const ZbOption list_options[] = {
    {"unit", "CODE", N_ ("only of this unit")}, ZB_OPTION_JSON, {NULL, NULL, NULL}};
static const ZbOption revoke_options[] = {
    {"reason", "REASON",
     N_ ("unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation or "
         "privilegeWithdrawn")},
    {NULL, NULL, NULL}};
static const ZbOption messages_options[] = {
    {"since", "TIME", N_ ("only what came since: 2024-07-05 or 2024-07-05T12:00:00+08:00")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL}};
static const ZbOption reject_options[] = {{"reason", "TEXT", N_ ("why, as whoever asked is told")},
                                          {NULL, NULL, NULL}};
static const ZbOption requests_options[] = {
    {"state", "STATE", N_ ("waiting, or all with what was decided or has expired")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL}};
static const ZbOption approve_options[] = {
    {"output", "FILE", N_ ("write the invitation to this file (-o FILE)")}, {NULL, NULL, NULL}};
static const ZbOption staff_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7")}, ZB_OPTION_JSON, {NULL, NULL, NULL}};
static const ZbOption dismiss_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7")},
    {"role", "ROLE", N_ ("district, city, admin or auditor")},
    {NULL, NULL, NULL},
};
static const ZbOption crl_options[] = {{"output", "DIR", N_ ("write the lists here (-o DIR)")},
                                       {NULL, NULL, NULL}};

const ZbCommand zb_authority_commands[] = {
    {"authority", "invite", "", N_ ("invite an enterprise or a colleague to enrol"), 0, 0,
     invite_options, authority_invite},
    {"authority", "list", "", N_ ("list certificates"), 0, 0, list_options, authority_list},
    {"authority", "register", "FILE.pem",
     N_ ("register a certificate of another authority for the unit that it names"), 1, 1, NULL,
     authority_register},
    {"authority", "revoke", "SERIAL", N_ ("revoke a certificate"), 1, 1, revoke_options,
     authority_revoke},
    {"authority", "suspend", "SERIAL", N_ ("suspend a certificate until it is reinstated"), 1, 1,
     NULL, authority_suspend},
    {"authority", "reinstate", "SERIAL", N_ ("end the suspension of a certificate"), 1, 1, NULL,
     authority_reinstate},
    {"authority", "show", "SERIAL|SHA256|CODE", N_ ("show a certificate, or all of a unit"), 1, 1,
     zb_json_only, authority_show},
    {"authority", "messages", "SERIAL", N_ ("list what a certificate has signed or carried"), 1, 1,
     messages_options, authority_messages},
    {"authority", "queue", "", N_ ("list the requests for certificates that wait"), 0, 0,
     zb_json_only, authority_queue},
    {"authority", "requests", "", N_ ("list what officials ask for others and another approves"), 0,
     0, requests_options, zb_motion_list},
    {"authority", "approve", "NUMBER",
     N_ ("approve a request for certificates, or (M12) what another official asks"), 1, 1,
     approve_options, authority_approve},
    {"authority", "reject", "NUMBER",
     N_ ("reject a request for certificates, or (M12) what an official asks"), 1, 1, reject_options,
     authority_reject},
    {"authority", "crl", "", N_ ("fetch the revocation lists"), 0, 0, crl_options, authority_crl},
    {"authority", "staff", "", N_ ("list the posts of a bureau system"), 0, 0, staff_options,
     authority_staff},
    {"authority", "dismiss", "NAME", N_ ("end a person's post"), 1, 1, dismiss_options,
     authority_dismiss},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
