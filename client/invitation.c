/* SPDX-License-Identifier: Apache-2.0 */
#include "client/invitation.h"

#include "forms/clock.h"

#include <string.h>

#define HEADING "Zhibao invitation 1"
#define ROOT_BEGIN "-----BEGIN CERTIFICATE-----"
#define ROOT_END "-----END CERTIFICATE-----"
#define MAX_BYTES (64 * 1024)
#define MAX_CODE 18

void
zb_invitation_text_free (ZbInvitationText *invitation)
{
  g_free (invitation->url);
  g_free (invitation->unit);
  g_free (invitation->name);
  g_free (invitation->person);
  g_free (invitation->code);
  g_free (invitation->root);
  g_free (invitation);
}

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  g_autofree char *text = g_strdup_vprintf (format, values);
  va_end (values);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION, "invitation: %s", text);
  return FALSE;
}

/* Letters and digits only: key files are named after it, and who wrote the invitation is not known
 * yet. */
static gboolean
is_code (const char *unit)
{
  gsize n = strlen (unit);

  for (const char *c = unit; *c; c++)
    if (!g_ascii_isalnum (*c))
      return FALSE;
  return n > 0 && n <= MAX_CODE;
}

/* "for: CODE NAME" for a unit, "for: staff NAME" for a person. A unit whose name the register lacks
 * is called by its code. */
static gboolean
read_for (ZbInvitationText *invitation, const char *value, GError **error)
{
  const char *blank = strchr (value, ' ');
  g_autofree char *code = blank ? g_strndup (value, (gsize)(blank - value)) : g_strdup (value);
  gboolean staff = strcmp (code, "staff") == 0;

  if (*code == '\0' || (staff && !blank))
    return fail (error, "\"for: %s\" does not say for whom", value);
  if (!is_code (code))
    return fail (error, "\"%s\" is no unit's code", code);
  g_free (invitation->unit);
  g_free (invitation->name);
  invitation->name = g_strstrip (g_strdup (blank ? blank + 1 : code));
  invitation->unit = staff ? NULL : g_steal_pointer (&code);
  return TRUE;
}

static gboolean
read_line (ZbInvitationText *invitation, const char *line, GError **error)
{
  const char *colon = strchr (line, ':');

  if (!colon)
    return TRUE;
  g_autofree char *name = g_strstrip (g_strndup (line, (gsize)(colon - line)));
  g_autofree char *value = g_strstrip (g_strdup (colon + 1));
  if (strcmp (name, "url") == 0) {
    g_free (invitation->url);
    invitation->url = g_steal_pointer (&value);
  } else if (strcmp (name, "for") == 0) {
    return read_for (invitation, value, error);
  } else if (strcmp (name, "code") == 0) {
    g_free (invitation->code);
    invitation->code = g_steal_pointer (&value);
  } else if (strcmp (name, "expires") == 0 && !zb_time_parse (value, &invitation->expires, NULL)) {
    return fail (error, "\"expires: %s\" is not a time", value);
  }
  return TRUE;
}

static gboolean
check (const ZbInvitationText *invitation, GError **error)
{
  const char *lacks = !invitation->url                          ? "url"
                      : !invitation->name                       ? "for"
                      : !invitation->code || !*invitation->code ? "code"
                      : !invitation->expires                    ? "expires"
                                                                : NULL;

  if (lacks)
    return fail (error, "it lacks %s", lacks);
  if (!g_str_has_prefix (invitation->url, "https://"))
    return fail (error, "the url is not https");
  if (!strstr (invitation->root, ROOT_END))
    return fail (error, "its certificate is cut off");
  return TRUE;
}

/* Head lines from @start up to the root certificate at @root. */
static ZbInvitationText *
read_parts (const char *start, const char *root, GError **error)
{
  g_autoptr (ZbInvitationText) invitation = g_new0 (ZbInvitationText, 1);
  g_autofree char *head = g_strndup (start, (gsize)(root - start));
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);

  for (guint i = 1; lines[i]; i++)
    if (!read_line (invitation, lines[i], error))
      return NULL;
  invitation->root = g_strdup (root);
  return check (invitation, error) ? g_steal_pointer (&invitation) : NULL;
}

ZbInvitationText *
zb_invitation_text_read (const char *text, GError **error)
{
  const char *start = strstr (text, HEADING);
  const char *root = strstr (text, ROOT_BEGIN);

  if (strlen (text) > MAX_BYTES) {
    fail (error, "it is longer than %d bytes", MAX_BYTES);
    return NULL;
  }
  if (!start || !root || root < start) {
    fail (error, "this is none: it begins with \"" HEADING "\" and ends with a certificate");
    return NULL;
  }
  return read_parts (start, root, error);
}
