/* SPDX-License-Identifier: Apache-2.0 */
#include "server/config.h"

#include "exchange/issuer.h"
#include "formats/file.h"
#include "server/listener/endpoint.h"

#include <gio/gio.h>
#include <string.h>

G_DEFINE_QUARK (zb - config - error - quark, zb_config_error)

#define MAX_BYTES (64 * 1024)

/* What a setting may be. A text has a check, a number has bounds. */
typedef struct {
  const char *group, *key;
  const char *comment;
  gsize offset;     /* in ZbConfig */
  const char *text; /* default; NULL for a number */
  gboolean (*check) (const char *text);
  gint64 number, least, most;
} Setting;

static gboolean
is_code (const char *text)
{
  gsize n = strlen (text);

  return n > 0 && n <= 32 &&
         strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-") == n;
}

static gboolean
is_host (const char *text)
{
  gsize n = strlen (text);

  return n > 0 && n <= 253 &&
         strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-:") == n;
}

/* System ids with commas between, or off. */
static gboolean
is_systems (const char *text)
{
  gsize n = strlen (text);

  return n > 0 && n <= 200 && strspn (text, "0123456789abcdefghijklmnopqrstuvwxyz_-, ") == n;
}

/* Codes of nodes with commas between, or off. */
static gboolean
is_code_list (const char *text)
{
  g_auto (GStrv) codes = g_strsplit_set (text, ", ", -1);

  for (guint i = 0; codes[i]; i++)
    if (*codes[i] != '\0' && (!is_code (codes[i]) || *codes[i] == '.'))
      return FALSE;
  return *text != '\0';
}

static gboolean
is_endpoint (const char *text)
{
  ZbEndpoint endpoint;

  return strcmp (text, ZB_CONFIG_OFF) == 0 || zb_endpoint_parse (text, &endpoint, NULL);
}

/* An absolute path that fits a socket's address (unix(7)), or off. */
static gboolean
is_socket (const char *text)
{
  return strcmp (text, ZB_CONFIG_OFF) == 0 || (text[0] == '/' && text[1] && strlen (text) < 108);
}

/* The longest name of a socket in it is that of an authority. */
static gboolean
is_folder (const char *text)
{
  return strcmp (text, ZB_CONFIG_OFF) == 0 || (text[0] == '/' && text[1] && strlen (text) < 80);
}

static gboolean
is_published_at (const char *text)
{
  return strcmp (text, ZB_CONFIG_OFF) == 0 || strcmp (text, ZB_CONFIG_NODE) == 0 ||
         zb_issuer_address_is_valid (text);
}

static gboolean
is_user (const char *text)
{
  return g_regex_match_simple ("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$", text, G_REGEX_DOLLAR_ENDONLY,
                               0);
}

static gboolean
is_identifier (const char *text)
{
  return g_regex_match_simple ("^[0-2](\\.(0|[1-9][0-9]{0,38})){1,16}$", text,
                               G_REGEX_DOLLAR_ENDONLY, 0);
}

static gboolean
is_address (const char *text)
{
  return g_hostname_is_ip_address (text);
}

#define TEXT(group, key, field, fallback, check, comment)                                          \
  {                                                                                                \
    group, key, comment, G_STRUCT_OFFSET (ZbConfig, field), fallback, check, 0, 0, 0               \
  }
#define NUMBER(group, key, field, fallback, least, most, comment)                                  \
  {                                                                                                \
    group, key, comment, G_STRUCT_OFFSET (ZbConfig, field), NULL, NULL, fallback, least, most      \
  }

static const Setting settings[] = {
    TEXT ("node",
          "code",
          node,
          "",
          is_code,
          "The receiver's code: reports are addressed to it, receipts name it."),
    TEXT ("node",
          "host",
          host,
          "",
          is_host,
          "DNS name or IP address under which clients reach this node."),
    TEXT ("node",
          "statutory",
          statutory,
          ZB_CONFIG_OFF,
          is_systems,
          "Systems whose authority stands behind this node, as in s7: what is reported to them is "
          "filed. Reports of others carry their form's disclaimer; off for none."),
    TEXT ("listen",
          "address",
          address,
          "127.0.0.1",
          is_address,
          "IP address to listen on; 0.0.0.0 or :: for all."),
    NUMBER ("listen", "port", port, 8443, 0, 65535, "TCP port; 0 lets the kernel choose."),
    NUMBER ("listen", "threads", threads, 2, 1, 64, "Threads that read and write connections."),
    NUMBER ("listen",
            "workers",
            workers,
            8,
            1,
            256,
            "Threads that verify, validate and wait for the store."),
    NUMBER ("listen",
            "waiting",
            waiting,
            2048,
            8,
            65536,
            "Requests that may wait for a worker; others are told when to come again."),
    NUMBER ("listen",
            "connections",
            max_connections,
            4096,
            16,
            60000,
            "Connections held at the same time."),
    NUMBER ("listen",
            "connections-per-address",
            max_connections_per_address,
            256,
            1,
            60000,
            "The same from one address; agencies and offices share one."),
    NUMBER ("listen",
            "idle-timeout",
            idle_timeout,
            60,
            5,
            3600,
            "Seconds after which a silent connection is closed."),
    NUMBER ("listen",
            "least-body-rate",
            least_body_rate,
            2048,
            1,
            1048576,
            "Bytes a second, on the average, below which a body is no longer taken …"),
    NUMBER ("listen",
            "body-grace",
            body_grace,
            20,
            1,
            600,
            "… once it has been coming for so many seconds."),
    NUMBER ("listen",
            "tell-requests",
            tell_requests,
            1,
            0,
            1,
            "A line in the log for each request: 1 yes, 0 no."),
    TEXT ("proxy",
          "socket",
          proxy,
          ZB_CONFIG_OFF,
          is_socket,
          "UNIX socket on which a reverse proxy hands requests on, as packaging/nginx sets one up; "
          "it then ends TLS on the address and port above. Or off."),
    TEXT ("proxy",
          "user",
          proxy_user,
          "www-data",
          is_user,
          "Whom the proxy runs as: nobody else is heard on that socket."),
    NUMBER ("store",
            "max-megabytes",
            max_megabytes,
            0,
            0,
            G_MAXINT32,
            "The most the store may grow to; 0: as the disk allows."),
    NUMBER ("uploads",
            "quota-megabytes",
            quota_megabytes,
            64,
            8,
            65536,
            "What one sender's unfinished uploads may take together."),
    NUMBER ("uploads",
            "hours",
            upload_hours,
            24,
            1,
            720,
            "Hours after which an upload without a new chunk is dropped."),
    NUMBER ("commitments",
            "hours",
            commitment_hours,
            72,
            1,
            720,
            "Hours after a commitment (R0) in which its report must follow to count as of that "
            "time."),
    NUMBER ("commitments",
            "waiting",
            commitments,
            64,
            1,
            10000,
            "Commitments of one unit that may wait for their reports."),
    TEXT ("authority",
          "published-at",
          published_at,
          ZB_CONFIG_NODE,
          is_published_at,
          "Address that stands in each certificate: below it anybody finds revocation lists (/crl) "
          "and answers about certificates (/ocsp). As in http://report.example; node for "
          "https://HOST:PORT of this node, off for none."),
    NUMBER ("authority",
            "certify-units",
            certify_units,
            1,
            0,
            1,
            "1 if this node certifies the signatures of reporting units; 0 where they sign with "
            "another authority's certificates only (the folder authorities)."),
    NUMBER ("authority",
            "crl-hours",
            crl_hours,
            24,
            1,
            720,
            "Hours that a revocation list lasts; a new one comes at half of them."),
    NUMBER ("authority",
            "certificate-days",
            certificate_days,
            365,
            1,
            825,
            "Days that a person's certificates last."),
    NUMBER ("authority",
            "grace-days",
            grace_days,
            15,
            0,
            90,
            "Days after its end that a certificate may still be renewed with its own key, and "
            "reports signed with it arrive."),
    NUMBER ("authority",
            "ocsp-minutes",
            ocsp_minutes,
            60,
            1,
            10080,
            "Minutes that an answer about a certificate (OCSP) may be kept by who asked."),
    TEXT ("time-stamp",
          "policy",
          stamp_policy,
          "2.25.276074272697723203051111125324076137513",
          is_identifier,
          "Object identifier of the policy that time stamps (RFC 3161) are given under."),
    NUMBER ("time-stamp",
            "accuracy-ms",
            stamp_accuracy,
            1000,
            1,
            60000,
            "Milliseconds that the clock may be off at the most; every time stamp says so."),
    NUMBER ("time-stamp",
            "synchronised",
            stamp_synchronised,
            1,
            0,
            1,
            "Stamp only while the system says that its clock is synchronised: 1 yes, 0 no."),
    NUMBER ("time-stamp",
            "evidence",
            stamp_evidence,
            1,
            0,
            1,
            "A time stamp for each group of receipts, made after they are given: 1 yes, 0 no."),
    NUMBER ("time-stamp",
            "outage",
            stamp_outage,
            14400,
            0,
            604800,
            "Seconds that receipts may wait for their time stamp while none can be had; after that "
            "nothing more is acknowledged (503). 0: they may wait for ever."),
    TEXT ("keys",
          "sockets",
          key_sockets,
          ZB_CONFIG_OFF,
          is_folder,
          "Folder of the sockets where services hold the keys, as /run/zhibaod-sign; off: zhibaod "
          "starts who holds them itself."),
    TEXT ("copies",
          "nodes",
          copied_nodes,
          ZB_CONFIG_OFF,
          is_code_list,
          "Codes of the nodes, commas between, whose logs are copied into the folder copies; where "
          "they are stands in the table of routes. Or off."),
    TEXT (
        "operations",
        "status",
        status,
        ZB_CONFIG_OFF,
        is_endpoint,
        "Where /health, /ready and /metrics are told by plain HTTP, as in 127.0.0.1:9465; or off."),
};

static char **
text_at (ZbConfig *config, const Setting *setting)
{
  return G_STRUCT_MEMBER_P (config, setting->offset);
}

static gint64 *
number_at (ZbConfig *config, const Setting *setting)
{
  return G_STRUCT_MEMBER_P (config, setting->offset);
}

void
zb_config_free (ZbConfig *config)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].text)
      g_free (*text_at (config, &settings[i]));
  g_free (config);
}

const char *
zb_config_proxy (const ZbConfig *config)
{
  return strcmp (config->proxy, ZB_CONFIG_OFF) == 0 ? NULL : config->proxy;
}

char *
zb_config_published_at (const ZbConfig *config)
{
  gboolean six = strchr (config->host, ':') != NULL;

  if (strcmp (config->published_at, ZB_CONFIG_OFF) == 0)
    return NULL;
  if (strcmp (config->published_at, ZB_CONFIG_NODE) != 0)
    return g_strdup (config->published_at);
  /* A port that the kernel chooses is another one at each start. */
  return config->port == 0 ? NULL
                           : g_strdup_printf (six ? "https://[%s]:%u" : "https://%s:%u",
                                              config->host, (guint)config->port);
}

static ZbConfig *
config_new (void)
{
  ZbConfig *config = g_new0 (ZbConfig, 1);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].text)
      *text_at (config, &settings[i]) = g_strdup (settings[i].text);
    else
      *number_at (config, &settings[i]) = settings[i].number;
  return config;
}

static gboolean
take_value (ZbConfig *config, const Setting *setting, const char *value, GError **error)
{
  if (setting->text) {
    if (!setting->check (value)) {
      g_set_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_VALUE, "%s: '%s' cannot be (%s)",
                   setting->key, value, setting->comment);
      return FALSE;
    }
    g_free (*text_at (config, setting));
    *text_at (config, setting) = g_strdup (value);
    return TRUE;
  }
  if (g_ascii_string_to_signed (value, 10, setting->least, setting->most,
                                number_at (config, setting), NULL))
    return TRUE;
  g_set_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_VALUE,
               "%s: '%s' is no number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, setting->key,
               value, setting->least, setting->most);
  return FALSE;
}

static const Setting *
find_setting (const char *group, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strcmp (settings[i].group, group) == 0 && (!key || strcmp (settings[i].key, key) == 0))
      return &settings[i];
  return NULL;
}

static gboolean
fail (GError **error, ZbConfigError code, const char *what, const char *text)
{
  g_set_error (error, ZB_CONFIG_ERROR, (int)code, "%s: %s", text, what);
  return FALSE;
}

/* A stripped line that is not blank. @group is the one open, replaced by a "[group]" line. */
static gboolean
take_line (ZbConfig *config, char *line, const char **group, GError **error)
{
  gsize n = strlen (line);
  char *equals = strchr (line, '=');

  if (line[0] == '[' && line[n - 1] == ']') {
    line[n - 1] = '\0';
    const Setting *first = find_setting (line + 1, NULL);
    if (!first)
      return fail (error, ZB_CONFIG_ERROR_UNKNOWN, "there is no such group", line + 1);
    *group = first->group;
    return TRUE;
  }
  if (!equals)
    return fail (error, ZB_CONFIG_ERROR_SYNTAX, "a '[group]' or a 'key = value' is expected", line);
  *equals = '\0';
  char *key = g_strchomp (line), *value = g_strchug (equals + 1);
  const Setting *setting = *group ? find_setting (*group, key) : NULL;
  if (!setting)
    return fail (error, ZB_CONFIG_ERROR_UNKNOWN,
                 *group ? "there is no such setting in its group" : "it stands before any group",
                 key);
  return take_value (config, setting, value, error);
}

static gboolean
check_whole (const ZbConfig *config, const char *source, GError **error)
{
  const char *missing = !*config->node ? "[node] code" : !*config->host ? "[node] host" : NULL;

  if (!missing)
    return TRUE;
  g_set_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_VALUE, "%s: %s is missing", source, missing);
  return FALSE;
}

ZbConfig *
zb_config_parse (const char *source, const char *text, GError **error)
{
  g_autoptr (ZbConfig) config = config_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *group = NULL;

  for (guint i = 0; lines[i]; i++) {
    char *line = g_strstrip (lines[i]);

    if (line[0] == '\0' || line[0] == '#')
      continue;
    if (!take_line (config, line, &group, error)) {
      g_prefix_error (error, "%s:%u: ", source, i + 1);
      return NULL;
    }
  }
  return check_whole (config, source, error) ? g_steal_pointer (&config) : NULL;
}

ZbConfig *
zb_config_read (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_BYTES, error);
  gsize length = 0;

  if (!bytes)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (length > 0 ? data : "", length);
  if (strlen (text) == length && g_utf8_validate (text, -1, NULL))
    return zb_config_parse (path, text, error);
  g_set_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_SYNTAX, "%s: this is no text in UTF-8",
               path);
  return NULL;
}

/* What is given stands as a setting, the rest as a comment with its default. */
static void
write_setting (GString *text, const Setting *setting, const char *given)
{
  g_string_append_printf (text, "# %s\n", setting->comment);
  if (given)
    g_string_append_printf (text, "%s = %s\n", setting->key, given);
  else if (setting->text)
    g_string_append_printf (text, "#%s = %s\n", setting->key, setting->text);
  else
    g_string_append_printf (text, "#%s = %" G_GINT64_FORMAT "\n", setting->key, setting->number);
}

char *
zb_config_compose (const char *node, const char *host, const char *address, guint port)
{
  GString *text = g_string_new ("# Settings of zhibaod. What is commented out has this value.\n");
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  const struct {
    const char *key, *value;
  } given[] = {{"code", node}, {"host", host}, {"address", address}, {"port", port_text}};
  const char *group = "";

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    const char *value = NULL;
    if (strcmp (settings[i].group, group) != 0)
      g_string_append_printf (text, "\n[%s]\n", settings[i].group);
    group = settings[i].group;
    for (guint k = 0; k < G_N_ELEMENTS (given); k++)
      if (strcmp (given[k].key, settings[i].key) == 0)
        value = given[k].value;
    write_setting (text, &settings[i], value);
  }
  return g_string_free (text, FALSE);
}
