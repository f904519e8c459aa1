/* SPDX-License-Identifier: Apache-2.0 */
#include "client/invitation.h"

#include "forms/clock.h"

#include <string.h>

#define HEADING "Zhibao invitation 1"
#define ROOT_BEGIN "-----BEGIN CERTIFICATE-----"
#define MAX_BYTES (64 * 1024)

void
zb_invitation_text_free (ZbInvitationText *invitation)
{
  g_free (invitation->url);
  g_free (invitation->unit);
  g_free (invitation->name);
  g_free (invitation->code);
  g_free (invitation->root);
  g_free (invitation);
}

static void
fail (GError **error, const char *text)
{
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION, "invitation: %s", text);
}

/* "for: CODE NAME" for a unit, "for: staff NAME" for a person. */
static void
read_for (ZbInvitationText *invitation, const char *value)
{
  const char *blank = strchr (value, ' ');

  g_free (invitation->unit);
  g_free (invitation->name);
  invitation->unit = blank && !g_str_has_prefix (value, "staff ")
                         ? g_strndup (value, (gsize)(blank - value))
                         : NULL;
  invitation->name = g_strstrip (g_strdup (blank ? blank + 1 : value));
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
    read_for (invitation, value);
  } else if (strcmp (name, "code") == 0) {
    g_free (invitation->code);
    invitation->code = g_steal_pointer (&value);
  } else if (strcmp (name, "expires") == 0) {
    return zb_time_parse (value, &invitation->expires, error);
  }
  return TRUE;
}

ZbInvitationText *
zb_invitation_text_read (const char *text, GError **error)
{
  g_autoptr (ZbInvitationText) invitation = g_new0 (ZbInvitationText, 1);
  const char *start = strstr (text, HEADING);
  const char *root = strstr (text, ROOT_BEGIN);

  if (strlen (text) > MAX_BYTES || !start || !root || root < start) {
    fail (error, "this is none: it begins with \"" HEADING "\" and ends with a certificate");
    return NULL;
  }
  g_autofree char *head = g_strndup (start, (gsize)(root - start));
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  for (guint i = 1; lines[i]; i++)
    if (!read_line (invitation, lines[i], error))
      return NULL;
  if (!invitation->url || !invitation->name || !invitation->code || !invitation->expires) {
    fail (error, "it lacks one of url, for, code and expires");
    return NULL;
  }
  if (!g_str_has_prefix (invitation->url, "https://")) {
    fail (error, "the url is not https");
    return NULL;
  }
  invitation->root = g_strdup (root);
  return g_steal_pointer (&invitation);
}
