/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/unit-rule.h"

#include "exchange/certificate-private.h"

#include <openssl/err.h>
#include <string.h>

#define UNIT_LENGTH 18
#define SUBJECT "subject "
#define EXTENSION "extension "

struct _ZbUnitRule {
  gatomicrefcount refs;
  ASN1_OBJECT *object;
  gboolean extension; /* not an attribute of the subject */
  char *source, *prefix;
};

ZbUnitRule *
zb_unit_rule_new (const char *source, const char *prefix, GError **error)
{
  gboolean extension = g_str_has_prefix (source, EXTENSION);
  const char *name = extension                            ? source + strlen (EXTENSION)
                     : g_str_has_prefix (source, SUBJECT) ? source + strlen (SUBJECT)
                                                          : "";
  /* An extension by its name would be one that has another meaning already. */
  g_autoptr (ASN1_OBJECT) object = *name ? OBJ_txt2obj (name, extension) : NULL;

  if (object == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                     "\"%s\" is neither \"subject NAME\" nor \"extension OID\"", source);
    return NULL;
  }
  ZbUnitRule *rule = g_new0 (ZbUnitRule, 1);
  g_atomic_ref_count_init (&rule->refs);
  rule->object = g_steal_pointer (&object);
  rule->extension = extension;
  rule->source = g_strdup (source);
  rule->prefix = g_strdup (prefix != NULL ? prefix : "");
  return rule;
}

ZbUnitRule *
zb_unit_rule_ref (ZbUnitRule *rule)
{
  g_atomic_ref_count_inc (&rule->refs);
  return rule;
}

void
zb_unit_rule_unref (ZbUnitRule *rule)
{
  if (rule == NULL || !g_atomic_ref_count_dec (&rule->refs))
    return;
  ASN1_OBJECT_free (rule->object);
  g_free (rule->source);
  g_free (rule->prefix);
  g_free (rule);
}

/* What stands behind the prefix in @text, if that is the shape of a unit's code; else NULL. */
static const char *
code_in (const ZbUnitRule *rule, const char *text, gsize length)
{
  gsize skipped = strlen (rule->prefix);

  if (length != skipped + UNIT_LENGTH || memcmp (text, rule->prefix, skipped) != 0)
    return NULL;
  for (gsize i = skipped; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && !g_ascii_isupper (text[i]))
      return NULL;
  return text + skipped;
}

/* Adds the code in @value to @found, unless it is in it. */
static void
take_value (const ZbUnitRule *rule, const ASN1_STRING *value, GPtrArray *found)
{
  unsigned char *text = NULL;
  int length = value != NULL ? ASN1_STRING_to_UTF8 (&text, value) : -1;
  const char *code = length > 0 ? code_in (rule, (const char *)text, (gsize)length) : NULL;
  g_autofree char *copy = code != NULL ? g_strndup (code, UNIT_LENGTH) : NULL;

  if (copy != NULL && !g_ptr_array_find_with_equal_func (found, copy, g_str_equal, NULL))
    g_ptr_array_add (found, g_steal_pointer (&copy));
  OPENSSL_free (text);
  ERR_clear_error ();
}

static void
take_subject (const ZbUnitRule *rule, X509 *x509, GPtrArray *found)
{
  X509_NAME *subject = X509_get_subject_name (x509);
  int at = -1;

  while ((at = X509_NAME_get_index_by_OBJ (subject, rule->object, at)) >= 0)
    take_value (rule, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at)), found);
}

/* The extension's value is a text in DER. */
static void
take_extension (const ZbUnitRule *rule, X509 *x509, GPtrArray *found)
{
  int at = -1;

  while ((at = X509_get_ext_by_OBJ (x509, rule->object, at)) >= 0) {
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data (X509_get_ext (x509, at));
    const unsigned char *start = ASN1_STRING_get0_data (data), *end = start;
    int length = ASN1_STRING_length (data);
    ASN1_TYPE *value = d2i_ASN1_TYPE (NULL, &end, length);
    int type = value != NULL ? ASN1_TYPE_get (value) : V_ASN1_UNDEF;

    if (end == start + length &&
        (type == V_ASN1_UTF8STRING || type == V_ASN1_PRINTABLESTRING || type == V_ASN1_IA5STRING))
      take_value (rule, value->value.asn1_string, found);
    ASN1_TYPE_free (value);
  }
  ERR_clear_error ();
}

char *
zb_unit_rule_apply (const ZbUnitRule *rule, const ZbCertificate *certificate, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  X509 *x509 = zb_certificate_x509 (certificate);

  if (rule->extension)
    take_extension (rule, x509, found);
  else
    take_subject (rule, x509, found);
  if (found->len == 1)
    return g_ptr_array_steal_index (found, 0);
  zb_openssl_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED,
                   "the certificate of \"%s\" (serial %s) names %s in its %s",
                   zb_certificate_name (certificate), zb_certificate_serial (certificate),
                   found->len == 0 ? "no unit" : "more than one unit", rule->source);
  return NULL;
}
