/* SPDX-License-Identifier: Apache-2.0 */
#include "packaging/demo/people.h"

#include "client/enrolment.h"
#include "exchange/protocol.h"
#include "formats/csv-reader.h"

#include <string.h>

void
zb_enterprise_free (ZbEnterprise *enterprise)
{
  g_clear_pointer (&enterprise->session, zb_session_free);
  g_clear_pointer (&enterprise->account, zb_account_free);
  g_free (enterprise->unit);
  g_free (enterprise);
}

static ZbEnterprise *
read_line (const char *const *fields)
{
  ZbEnterprise *enterprise = g_new0 (ZbEnterprise, 1);

  enterprise->unit = g_strdup (fields[0]);
  return enterprise;
}

GPtrArray *
zb_people_read_register (const char *path, GError **error)
{
  g_autoptr (GPtrArray) enterprises =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_enterprise_free);
  g_autofree char *text = NULL;
  gsize length = 0;
  const char *const *fields;
  GError *failure = NULL;
  guint n = 0;
  int line;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  g_autoptr (ZbCsvReader) csv = zb_csv_reader_new (path, text, length, ',');
  while ((fields = zb_csv_reader_next (csv, &n, &line, &failure)))
    if (n > 0 && strcmp (fields[0], "uscc") != 0)
      g_ptr_array_add (enterprises, read_line (fields));
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&enterprises);
}

char *
zb_people_invite (ZbSession *admin, const char *json, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  g_autoptr (ZbJson) answer =
      zb_session_post (admin, "/v1/invitations", ZB_MIME_JSON, body, NULL, error);

  return answer ? g_strdup (zb_json_get_string (answer, "invitation")) : NULL;
}

ZbAccount *
zb_people_enrol (ZbWorkspace *workspace,
                 const char *invitation,
                 const char *passphrase,
                 GError **error)
{
  g_autoptr (ZbInvitationText) text = zb_invitation_text_read (invitation, error);

  return text ? zb_enrol (workspace, text, passphrase, error) : NULL;
}

gboolean
zb_people_enrol_enterprise (ZbSession *admin,
                            ZbWorkspace *workspace,
                            ZbEnterprise *enterprise,
                            const char *passphrase,
                            GError **error)
{
  g_autofree char *json = g_strdup_printf ("{\"unit\":\"%s\",\"days\":30}", enterprise->unit);
  g_autofree char *invitation = zb_people_invite (admin, json, error);

  if (!invitation)
    return FALSE;
  enterprise->account = zb_people_enrol (workspace, invitation, passphrase, error);
  if (!enterprise->account)
    return FALSE;
  enterprise->session = zb_session_new (enterprise->account, error);
  return enterprise->session != NULL;
}
