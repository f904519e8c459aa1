/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-data.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"

#include <string.h>

/* Contents of object identifiers. */
static const guint8 oid_data[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
static const guint8 oid_tst_info[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                      0x01, 0x09, 0x10, 0x01, 0x04};
static const guint8 oid_signed_data[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
static const guint8 oid_sha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
/* 1.2.156.10197.1.401 and 1.2.156.10197.1.501 (GM/T 0006). */
static const guint8 oid_sm3[] = {0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x11};
static const guint8 oid_sm2_sm3[] = {0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75};
static const guint8 oid_ecdsa_sha256[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
static const guint8 oid_rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};
static const guint8 oid_rsa_sha256[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b};
static const guint8 oid_rsa_pss[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a};
static const guint8 oid_mgf1[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08};
static const guint8 oid_content_type[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03};
static const guint8 oid_message_digest[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04};
static const guint8 oid_signing_time[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05};
static const guint8 oid_signing_certificate_v2[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                                    0x01, 0x09, 0x10, 0x02, 0x2f};
static const guint8 oid_commitment[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                        0x01, 0x09, 0x10, 0x02, 0x10};
static const guint8 oid_signer_attributes_v2[] = {0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x01};
static const guint8 oid_proof_of_origin[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                             0x01, 0x09, 0x10, 0x06, 0x01};

#define IS(der, oid) zb_der_equals (&(der), oid, sizeof oid)

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the signature %s", what);
  return FALSE;
}

static gboolean
forbidden (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "the signature %s",
               what);
  return FALSE;
}

/* AlgorithmIdentifier of a digest; both spellings of "no parameters" are in use. */
static gboolean
take_digest_algorithm (ZbDer *der, gboolean *ret_sm3)
{
  ZbDer algorithm, oid;
  if (!zb_der_take (der, ZB_DER_SEQUENCE, &algorithm, NULL) ||
      !zb_der_take (&algorithm, ZB_DER_OID, &oid, NULL))
    return FALSE;
  *ret_sm3 = IS (oid, oid_sm3);
  return (*ret_sm3 || IS (oid, oid_sha256)) &&
         (algorithm.length == 0 || zb_der_equals (&algorithm, "\x05\x00", 2));
}

static gboolean
take_sha256 (ZbDer *der)
{
  gboolean sm3 = FALSE;
  return take_digest_algorithm (der, &sm3) && !sm3;
}

/* RSASSA-PSS-params (RFC 4055 §3.1), all but the trailer said and the one set we know. */
static gboolean
is_our_pss (ZbDer parameters)
{
  ZbDer fields, hash, mask, generator, oid, salt;
  return zb_der_take (&parameters, ZB_DER_SEQUENCE, &fields, NULL) && parameters.length == 0 &&
         zb_der_take (&fields, ZB_DER_CONTEXT (0), &hash, NULL) && take_sha256 (&hash) &&
         hash.length == 0 && zb_der_take (&fields, ZB_DER_CONTEXT (1), &mask, NULL) &&
         zb_der_take (&mask, ZB_DER_SEQUENCE, &generator, NULL) && mask.length == 0 &&
         zb_der_take (&generator, ZB_DER_OID, &oid, NULL) && IS (oid, oid_mgf1) &&
         take_sha256 (&generator) && generator.length == 0 &&
         zb_der_take (&fields, ZB_DER_CONTEXT (2), &salt, NULL) &&
         zb_der_equals (&salt, "\x02\x01\x20", 3) && fields.length == 0;
}

static gboolean
take_signature_algorithm (ZbDer *der, gboolean sm3, ZbSignedBy *ret_by, GError **error)
{
  ZbDer algorithm, oid;
  if (!zb_der_take (der, ZB_DER_SEQUENCE, &algorithm, NULL) ||
      !zb_der_take (&algorithm, ZB_DER_OID, &oid, NULL))
    return malformed (error, "names no algorithm");

  gboolean null = zb_der_equals (&algorithm, "\x05\x00", 2);
  if (sm3 != IS (oid, oid_sm2_sm3))
    return forbidden (error, "uses a digest that does not go with its algorithm");
  if (sm3 && algorithm.length == 0)
    *ret_by = ZB_SIGNED_BY_SM2;
  else if (IS (oid, oid_ecdsa_sha256) && algorithm.length == 0)
    *ret_by = ZB_SIGNED_BY_ECDSA;
  else if ((IS (oid, oid_rsa) || IS (oid, oid_rsa_sha256)) && null)
    *ret_by = ZB_SIGNED_BY_RSA;
  else if (IS (oid, oid_rsa_pss) && is_our_pss (algorithm))
    *ret_by = ZB_SIGNED_BY_RSA_PSS;
  else
    return forbidden (error, "uses an algorithm outside the allow-list");
  return TRUE;
}

/* ESSCertIDv2 (RFC 5035 §4): of the list's certificates only the first is the signer's. */
static gboolean
read_signing_certificate (ZbDer value, ZbSignedData *data)
{
  ZbDer attribute, certificates, first, names, name, issuer_serial;
  if (!zb_der_take (&value, ZB_DER_SEQUENCE, &attribute, NULL) ||
      !zb_der_take (&attribute, ZB_DER_SEQUENCE, &certificates, NULL) ||
      !zb_der_take (&certificates, ZB_DER_SEQUENCE, &first, NULL))
    return FALSE;
  /* The hash algorithm is left out where it is SHA-256. */
  if (zb_der_is (&first, ZB_DER_SEQUENCE) && !take_sha256 (&first))
    return FALSE;
  if (!zb_der_take (&first, ZB_DER_OCTET_STRING, &data->certificate_digest, NULL) ||
      data->certificate_digest.length != ZB_DIGEST_SIZE)
    return FALSE;
  if (first.length == 0)
    return TRUE;
  return zb_der_take (&first, ZB_DER_SEQUENCE, &issuer_serial, NULL) && first.length == 0 &&
         zb_der_take (&issuer_serial, ZB_DER_SEQUENCE, &names, NULL) &&
         zb_der_take (&names, ZB_DER_CONTEXT (4), &name, NULL) && names.length == 0 &&
         zb_der_take (&name, ZB_DER_SEQUENCE, NULL, &data->ess_issuer) && name.length == 0 &&
         zb_der_take (&issuer_serial, ZB_DER_INTEGER, NULL, &data->ess_serial) &&
         issuer_serial.length == 0;
}

static gboolean
read_content_type (ZbDer value, ZbSignedData *data)
{
  ZbDer oid;
  if (!zb_der_take (&value, ZB_DER_OID, &oid, NULL))
    return FALSE;
  return data->kind == ZB_SIGNED_STAMP ? IS (oid, oid_tst_info) : IS (oid, oid_data);
}

static gboolean
read_message_digest (ZbDer value, ZbSignedData *data)
{
  return zb_der_take (&value, ZB_DER_OCTET_STRING, &data->content_digest, NULL) &&
         data->content_digest.length == ZB_DIGEST_SIZE;
}

static gboolean
read_signing_time (ZbDer value, ZbSignedData *data)
{
  return zb_der_take_time (&value, &data->signing_time);
}

/* CommitmentTypeIndication: what a signature that says so means must be what we take it for. */
static gboolean
read_commitment (ZbDer value, ZbSignedData *data)
{
  ZbDer indication, oid;
  return zb_der_take (&value, ZB_DER_SEQUENCE, &indication, NULL) &&
         zb_der_take (&indication, ZB_DER_OID, &oid, NULL) && IS (oid, oid_proof_of_origin) &&
         indication.length == 0;
}

static gboolean
read_roles (ZbDer value, ZbSignedData *data)
{
  return zb_claimed_roles_read (value, data->roles);
}

typedef struct {
  const guint8 *oid;
  gsize oid_length;
  gboolean required;
  const char *name;
  /* @value is one well-formed element. */
  gboolean (*read) (ZbDer value, ZbSignedData *data);
} Attribute;

static const Attribute attributes[] = {
    {oid_content_type, sizeof oid_content_type, TRUE, "contentType", read_content_type},
    {oid_message_digest, sizeof oid_message_digest, TRUE, "messageDigest", read_message_digest},
    {oid_signing_time, sizeof oid_signing_time, TRUE, "signingTime", read_signing_time},
    {oid_signing_certificate_v2, sizeof oid_signing_certificate_v2, TRUE, "signingCertificateV2",
     read_signing_certificate},
    {oid_commitment, sizeof oid_commitment, FALSE, "commitmentTypeIndication", read_commitment},
    {oid_signer_attributes_v2, sizeof oid_signer_attributes_v2, FALSE, "signerAttributesV2",
     read_roles},
};

static int
find_attribute (const ZbDer *oid)
{
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++) {
    if (zb_der_equals (oid, attributes[i].oid, attributes[i].oid_length))
      return (int)i;
  }
  return -1;
}

/* One Attribute of the set; notes in @seen which of ours it was. */
static gboolean
read_attribute (ZbDer attribute, ZbSignedData *data, guint *seen, GError **error)
{
  ZbDer oid, values, value;
  if (!zb_der_take (&attribute, ZB_DER_OID, &oid, NULL) ||
      !zb_der_take (&attribute, ZB_DER_SET, &values, NULL) || attribute.length != 0)
    return malformed (error, "has a signed attribute of a wrong form");

  /* Others are under the signature and mean nothing to us. */
  int known = find_attribute (&oid);
  if (known < 0)
    return TRUE;
  const char *name = attributes[known].name;
  gboolean sound = (*seen & (1u << known)) == 0 && zb_der_take_any (&values, &value) &&
                   values.length == 0 && attributes[known].read (value, data);
  if (!sound) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "the signature's attribute %s is doubled or not what it must be", name);
    return FALSE;
  }
  *seen |= 1u << known;
  return TRUE;
}

static gboolean
take_attributes (ZbDer *der, ZbSignedData *data, GError **error)
{
  ZbDer set, last = {NULL, 0}, element, content;
  guint seen = 0;
  if (!zb_der_take (der, ZB_DER_CONTEXT (0), &set, &data->attributes))
    return malformed (error, "has no signed attributes");
  while (set.length > 0) {
    if (!zb_der_take (&set, ZB_DER_SEQUENCE, &content, &element))
      return malformed (error, "has a signed attribute of a wrong form");
    if (last.data != NULL && zb_der_compare (&last, &element) >= 0)
      return malformed (error, "has signed attributes that are not in DER order");
    if (!read_attribute (content, data, &seen, error))
      return FALSE;
    last = element;
  }
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++) {
    gboolean required = attributes[i].required &&
                        !(data->kind == ZB_SIGNED_STAMP && attributes[i].read == read_signing_time);
    if (required && (seen & (1u << i)) == 0) {
      g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                   "the signature lacks the signed attribute %s", attributes[i].name);
      return FALSE;
    }
  }
  return TRUE;
}

/* The signer's identifier fixes the version (RFC 5652 §5.3). */
static gboolean
take_signer_identifier (ZbDer *der, ZbSignedData *data)
{
  ZbDer version, identifier;
  if (!zb_der_take (der, ZB_DER_INTEGER, &version, NULL))
    return FALSE;
  if (zb_der_is (der, 0x80))
    return zb_der_equals (&version, "\x03", 1) &&
           zb_der_take (der, 0x80, &data->key_identifier, NULL);
  return zb_der_equals (&version, "\x01", 1) &&
         zb_der_take (der, ZB_DER_SEQUENCE, &identifier, NULL) &&
         zb_der_take (&identifier, ZB_DER_SEQUENCE, NULL, &data->issuer) &&
         zb_der_take (&identifier, ZB_DER_INTEGER, NULL, &data->serial) && identifier.length == 0;
}

static gboolean
read_signer (ZbDer signer, ZbSignedData *data, GError **error)
{
  if (!take_signer_identifier (&signer, data))
    return malformed (error, "does not say by issuer and serial number, or by key, who signed");
  gboolean sm3 = FALSE;
  if (!take_digest_algorithm (&signer, &sm3) || sm3 != data->sm3)
    return forbidden (error, "uses a digest other than the one it announces");
  if (!take_attributes (&signer, data, error) ||
      !take_signature_algorithm (&signer, sm3, &data->by, error))
    return FALSE;
  if (!zb_der_take (&signer, ZB_DER_OCTET_STRING, &data->signature, NULL))
    return malformed (error, "holds no signature value");
  return signer.length == 0 ||
         malformed (error, "carries unsigned attributes, which none vouches for");
}

static gboolean
take_certificates (ZbDer *der, ZbSignedData *data, GError **error)
{
  ZbDer set;
  if (!zb_der_is (der, ZB_DER_CONTEXT (0)))
    return TRUE;
  if (!zb_der_take (der, ZB_DER_CONTEXT (0), &set, NULL) || set.length == 0)
    return malformed (error, "has a set of certificates of a wrong form");
  while (set.length > 0) {
    if (data->n_certificates == ZB_SIGNED_DATA_MAX_CERTIFICATES)
      return malformed (error, "carries more than 8 certificates");
    if (!zb_der_take (&set, ZB_DER_SEQUENCE, NULL, &data->certificates[data->n_certificates]))
      return malformed (error, "carries something else than a certificate");
    data->n_certificates++;
  }
  return TRUE;
}

/* EncapsulatedContentInfo: plain data that lies elsewhere, or a TSTInfo that lies here. */
static gboolean
take_content (ZbDer *der, ZbSignedData *data, GError **error)
{
  ZbDer encapsulated, type, wrapped;
  if (!zb_der_take (der, ZB_DER_SEQUENCE, &encapsulated, NULL) ||
      !zb_der_take (&encapsulated, ZB_DER_OID, &type, NULL))
    return malformed (error, "does not say what it is over");
  if (data->kind == ZB_SIGNED_DETACHED)
    return (IS (type, oid_data) && encapsulated.length == 0) ||
           malformed (error, "is not a detached one over plain data");
  return (IS (type, oid_tst_info) &&
          zb_der_take (&encapsulated, ZB_DER_CONTEXT (0), &wrapped, NULL) &&
          encapsulated.length == 0 &&
          zb_der_take (&wrapped, ZB_DER_OCTET_STRING, &data->content, NULL) &&
          wrapped.length == 0) ||
         malformed (error, "is not one around a time stamp");
}

static gboolean
read_signed_data (ZbDer signed_data, ZbSignedData *data, GError **error)
{
  ZbDer version, digests, signers, signer;
  if (!zb_der_take (&signed_data, ZB_DER_INTEGER, &version, NULL) ||
      !zb_der_take (&signed_data, ZB_DER_SET, &digests, NULL))
    return malformed (error, "is no SignedData");
  if (!take_digest_algorithm (&digests, &data->sm3) || digests.length != 0)
    return forbidden (error, "uses a digest other than SHA-256 or SM3");
  if (data->sm3 && data->kind == ZB_SIGNED_STAMP)
    return forbidden (error, "is a time stamp by another digest than SHA-256");
  if (!take_content (&signed_data, data, error) || !take_certificates (&signed_data, data, error))
    return FALSE;
  if (!zb_der_take (&signed_data, ZB_DER_SET, &signers, NULL) || signed_data.length != 0)
    return malformed (error, "carries CRLs or bytes that do not belong there");
  if (!zb_der_take (&signers, ZB_DER_SEQUENCE, &signer, NULL) || signers.length != 0)
    return malformed (error, "does not have exactly one signer");
  if (!read_signer (signer, data, error))
    return FALSE;

  /* Version 3 is for signers named by key and for content that is no plain data (RFC 5652 §5.1). */
  gboolean third = data->issuer.length == 0 || data->kind == ZB_SIGNED_STAMP;
  return zb_der_equals (&version, third ? "\x03" : "\x01", 1) ||
         malformed (error, "has a version that does not fit what is in it");
}

gboolean
zb_signed_data_read (
    const void *bytes, gsize length, ZbSignedKind kind, ZbSignedData *ret_data, GError **error)
{
  if (length > ZB_PROTOCOL_MAX_SIGNATURE) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the signature has more than %d bytes", ZB_PROTOCOL_MAX_SIGNATURE);
    return FALSE;
  }
  ZbDer der = {bytes, length}, info, type, content, signed_data;
  ZbSignedData data = {.kind = kind};
  if (!zb_der_take (&der, ZB_DER_SEQUENCE, &info, NULL) || der.length != 0 ||
      !zb_der_take (&info, ZB_DER_OID, &type, NULL) || !IS (type, oid_signed_data))
    return malformed (error, "is no CMS SignedData in DER");
  if (!zb_der_take (&info, ZB_DER_CONTEXT (0), &content, NULL) || info.length != 0 ||
      !zb_der_take (&content, ZB_DER_SEQUENCE, &signed_data, NULL) || content.length != 0)
    return malformed (error, "is no CMS SignedData in DER");
  if (!read_signed_data (signed_data, &data, error))
    return FALSE;
  *ret_data = data;
  return TRUE;
}
