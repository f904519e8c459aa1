/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/header-check.h"

#include "server/listener/listener.h"
#include "server/listener/proxy.h"

#include <string.h>

static const ZbHeaderFault no_fault = {0, NULL, NULL, NULL};

static gboolean
is_token (const char *name)
{
  static const char separators[] = "()<>@,;:\\\"/[]?={} \t";

  for (const char *c = name; *c; c++)
    if (*c <= 0x20 || *c >= 0x7f || strchr (separators, *c))
      return FALSE;
  return *name != '\0';
}

void
zb_header_facts_add (ZbHeaderFacts *facts, const char *name, const char *value)
{
  if (!is_token (name))
    facts->bad_names++;
  if (g_ascii_strcasecmp (name, "Host") == 0)
    facts->hosts++;
  if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    facts->transfer_encodings++;
  if (g_ascii_strcasecmp (name, ZB_PROXY_CERTIFICATE) == 0)
    facts->certificates++;
  if (g_ascii_strcasecmp (name, ZB_PROXY_ADDRESS) == 0)
    facts->addresses++;
  if (g_ascii_strcasecmp (name, "Content-Length") == 0) {
    facts->content_lengths++;
    facts->content_length = value;
  }
}

/* In place, or up. */
static gboolean
is_step (const char *part, gsize length)
{
  return (length == 1 || length == 2) && strncmp (part, "..", length) == 0;
}

static gboolean
path_is_plain (const char *path)
{
  if (path[0] != '/' || strlen (path) > ZB_LISTENER_MAX_PATH)
    return FALSE;
  for (const char *c = path; *c; c++)
    if ((guchar)*c < 0x21 || *c == 0x7f || *c == '\\')
      return FALSE;
  /* Base64 (RFC 6960 appendix A.1) may hold slashes in a row. */
  gboolean base64 = g_str_has_prefix (path, "/ocsp/");
  for (const char *part = path; *part;) {
    gsize length = strcspn (++part, "/");

    if (is_step (part, length) || (length == 0 && *part && !base64))
      return FALSE;
    part += length;
  }
  return TRUE;
}

static gboolean
method_is_known (const char *method)
{
  static const char *const methods[] = {"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", NULL};

  return g_strv_contains (methods, method);
}

/* Digits only: neither sign nor hexadecimal, which lenient parsers take differently. */
static gboolean
read_length (const char *text, gsize *ret_length)
{
  gsize n = strlen (text);

  if (n == 0 || n > 12 || strspn (text, "0123456789") != n)
    return FALSE;
  *ret_length = (gsize)g_ascii_strtoull (text, NULL, 10);
  return TRUE;
}

ZbHeaderFault
zb_header_check (const char *method,
                 const char *path,
                 const ZbHeaderFacts *facts,
                 gsize *ret_length)
{
  gboolean brings_body = strcmp (method, "POST") == 0 || strcmp (method, "PATCH") == 0;

  *ret_length = 0;
  if (facts->transfer_encodings > 0)
    return (ZbHeaderFault){501, "transfer-encoding",
                           "Transfer-Encoding is not taken: send Content-Length",
                           "不接受 Transfer-Encoding，请发送 Content-Length"};
  if (facts->content_lengths > 1 || facts->hosts != 1 || facts->bad_names > 0 ||
      facts->certificates > 1 || facts->addresses > 1)
    return (ZbHeaderFault){400, "bad-header", "A header is malformed, missing or given twice",
                           "请求头格式错误、缺失或重复"};
  if (!method_is_known (method))
    return (ZbHeaderFault){405, "bad-method", "The method is not known here", "不支持该请求方法"};
  if (!path_is_plain (path))
    return (ZbHeaderFault){400, "bad-path", "The path is malformed", "请求路径格式错误"};
  if (facts->content_length && !read_length (facts->content_length, ret_length))
    return (ZbHeaderFault){400, "bad-length", "Content-Length is not a plain number",
                           "Content-Length 不是数字"};
  if (brings_body && !facts->content_length)
    return (ZbHeaderFault){411, "length-required", "Content-Length is missing",
                           "缺少 Content-Length"};
  return no_fault;
}
