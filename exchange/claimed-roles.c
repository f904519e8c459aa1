/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/claimed-roles.h"

#include "exchange/error.h"

#include <openssl/asn1.h>
#include <string.h>

#define PREFIX "urn:zhibao:role:"
#define URI_TAG 0x86 /* GeneralName: uniformResourceIdentifier [6] */

static const guint8 oid_role[] = {0x55, 0x04, 0x48};

static gboolean
is_name (const char *name, gsize length)
{
  if (length == 0 || length > ZB_CLAIMED_ROLES_MAX_NAME)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (name[i]) && name[i] != '-')
      return FALSE;
  return TRUE;
}

/* Puts tag and length before what is in @bytes. */
static void
wrap (GByteArray *bytes, guint8 tag)
{
  unsigned char head[8], *end = head;

  ASN1_put_object (&end, (tag & V_ASN1_CONSTRUCTED) != 0, (int)bytes->len, tag & 0x1f, tag & 0xc0);
  g_byte_array_prepend (bytes, head, (guint)(end - head));
}

/* RoleSyntax { roleName [1] GeneralName } */
static GByteArray *
write_role (const char *name)
{
  GByteArray *role = g_byte_array_new ();

  g_byte_array_append (role, (const guint8 *)PREFIX, strlen (PREFIX));
  g_byte_array_append (role, (const guint8 *)name, (guint)strlen (name));
  wrap (role, URI_TAG);
  wrap (role, ZB_DER_CONTEXT (1));
  wrap (role, ZB_DER_SEQUENCE);
  return role;
}

static int
compare_roles (gconstpointer a, gconstpointer b)
{
  const GByteArray *first = *(const GByteArray *const *)a, *second = *(const GByteArray *const *)b;
  ZbDer left = {first->data, first->len}, right = {second->data, second->len};

  return zb_der_compare (&left, &right);
}

static gboolean
refuse (GError **error, const char *roles)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "“%s” are no roles to sign in", roles);
  return FALSE;
}

static gboolean
check_names (char **names, const char *roles, GError **error)
{
  guint n = g_strv_length (names);

  if (n == 0 || n > ZB_CLAIMED_ROLES_MAX)
    return refuse (error, roles);
  for (guint i = 0; i < n; i++)
    if (!is_name (names[i], strlen (names[i])) ||
        g_strv_contains ((const char *const *)names + i + 1, names[i]))
      return refuse (error, roles);
  return TRUE;
}

GByteArray *
zb_claimed_roles_write (const char *roles, GError **error)
{
  g_auto (GStrv) names = g_strsplit (roles, " ", -1);
  g_autoptr (GPtrArray) values =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_byte_array_unref);
  GByteArray *all;

  if (!check_names (names, roles, error))
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (values, write_role (names[i]));
  g_ptr_array_sort (values, compare_roles);
  all = g_byte_array_new ();
  for (guint i = 0; i < values->len; i++) {
    const GByteArray *value = values->pdata[i];
    g_byte_array_append (all, value->data, value->len);
  }
  wrap (all, ZB_DER_SET);
  g_byte_array_prepend (all, oid_role, sizeof oid_role);
  g_byte_array_prepend (all, (const guint8[]){ZB_DER_OID, sizeof oid_role}, 2);
  wrap (all, ZB_DER_SEQUENCE);    /* Attribute */
  wrap (all, ZB_DER_SEQUENCE);    /* ClaimedAttributes */
  wrap (all, ZB_DER_CONTEXT (0)); /* claimedAttributes */
  wrap (all, ZB_DER_SEQUENCE);    /* SignerAttributeV2 */
  return all;
}

/* The SET OF role values of the one claimed attribute. */
static gboolean
open_value (ZbDer value, ZbDer *ret_values)
{
  ZbDer attributes, claimed, list, attribute, oid;

  return zb_der_take (&value, ZB_DER_SEQUENCE, &attributes, NULL) && value.length == 0 &&
         zb_der_take (&attributes, ZB_DER_CONTEXT (0), &claimed, NULL) && attributes.length == 0 &&
         zb_der_take (&claimed, ZB_DER_SEQUENCE, &list, NULL) && claimed.length == 0 &&
         zb_der_take (&list, ZB_DER_SEQUENCE, &attribute, NULL) && list.length == 0 &&
         zb_der_take (&attribute, ZB_DER_OID, &oid, NULL) &&
         zb_der_equals (&oid, oid_role, sizeof oid_role) &&
         zb_der_take (&attribute, ZB_DER_SET, ret_values, NULL) && attribute.length == 0 &&
         ret_values->length > 0;
}

static gboolean
read_role (ZbDer syntax, ZbDer *ret_name)
{
  ZbDer name, uri;

  if (!zb_der_take (&syntax, ZB_DER_CONTEXT (1), &name, NULL) || syntax.length != 0 ||
      !zb_der_take (&name, URI_TAG, &uri, NULL) || name.length != 0 ||
      uri.length <= strlen (PREFIX) || memcmp (uri.data, PREFIX, strlen (PREFIX)) != 0)
    return FALSE;
  *ret_name = (ZbDer){uri.data + strlen (PREFIX), uri.length - strlen (PREFIX)};
  return is_name ((const char *)ret_name->data, ret_name->length);
}

gboolean
zb_claimed_roles_read (ZbDer value, char ret_roles[ZB_CLAIMED_ROLES_SIZE])
{
  char roles[ZB_CLAIMED_ROLES_SIZE] = "";
  ZbDer values, last = {NULL, 0}, element, syntax, name;
  gsize at = 0;

  if (!open_value (value, &values))
    return FALSE;
  for (guint n = 0; values.length > 0; n++) {
    if (n == ZB_CLAIMED_ROLES_MAX || !zb_der_take (&values, ZB_DER_SEQUENCE, &syntax, &element) ||
        (last.data != NULL && zb_der_compare (&last, &element) >= 0) || !read_role (syntax, &name))
      return FALSE;
    if (n > 0)
      roles[at++] = ' ';
    memcpy (roles + at, name.data, name.length);
    at += name.length;
    roles[at] = '\0';
    last = element;
  }
  memcpy (ret_roles, roles, sizeof roles);
  return TRUE;
}

gboolean
zb_claimed_roles_hold (const char *roles, const char *role)
{
  g_auto (GStrv) names = g_strsplit (roles, " ", -1);

  return g_strv_contains ((const char *const *)names, role);
}
