/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/vault-private.h"

#include "exchange/error.h"

#include <string.h>

static gint64
follow_clock_cb (gpointer data)
{
  return zb_clock_now (&((ZbVault *)data)->options.clock);
}

static void
open_clock (ZbVault *vault)
{
  const ZbVaultOptions *options = &vault->options;
  gboolean asks = options->asks_kernel && !options->follows_clock;
  ZbStampClockOptions clock = {
      .wall = options->clock,
      .steady = options->follows_clock ? follow_clock_cb : NULL,
      .error_of = asks ? zb_stamp_clock_kernel_error : NULL,
      .data = vault,
      .accuracy = options->accuracy_ms * G_TIME_SPAN_MILLISECOND,
  };

  vault->clock = zb_stamp_clock_new (&clock);
}

ZbVault *
zb_vault_new (ZbVaultRole role, ZbKey *key, const ZbVaultOptions *options)
{
  ZbVault *vault = g_new0 (ZbVault, 1);

  vault->role = role;
  vault->key = key;
  vault->options = *options;
  vault->node = g_strdup (options->node);
  vault->stamp_policy = g_strdup (options->stamp_policy);
  vault->published_at = g_strdup (options->published_at);
  vault->log_verifier = g_strdup (options->log_verifier);
  /* The options' own texts may go before the vault does. */
  vault->options.node = vault->node;
  vault->options.stamp_policy = vault->stamp_policy;
  vault->options.published_at = vault->published_at;
  vault->options.log_verifier = vault->log_verifier;
  vault->log_name = zb_vault_log_name (options->node);
  vault->witness_name = zb_vault_witness_name (options->node);
  if (role == ZB_VAULT_STAMP)
    open_clock (vault);
  return vault;
}

static void
forget_certificate (ZbVault *vault)
{
  g_clear_pointer (&vault->signer, zb_signer_free);
  g_clear_pointer (&vault->issuer, zb_issuer_free);
  g_clear_pointer (&vault->certificate, zb_certificate_unref);
  g_clear_pointer (&vault->chain, g_ptr_array_unref);
}

void
zb_vault_free (ZbVault *vault)
{
  forget_certificate (vault);
  g_clear_pointer (&vault->clock, zb_stamp_clock_free);
  g_clear_pointer (&vault->keys, zb_succession_free);
  zb_key_free (vault->key);
  g_free (vault->node);
  g_free (vault->stamp_policy);
  g_free (vault->published_at);
  g_free (vault->log_verifier);
  g_free (vault->log_name);
  g_free (vault->witness_name);
  g_free (vault);
}

ZbKey *
zb_vault_read_key (ZbVaultRole role, const char *path, GError **error)
{
  gboolean missing = zb_vault_role_may_be_made (role) && !g_file_test (path, G_FILE_TEST_EXISTS);
  g_autoptr (ZbKey) key = missing ? zb_key_generate (zb_vault_role_suite (role), error)
                                  : zb_key_read_pem (path, NULL, error);

  if (!key || (missing && !zb_key_write_pem (key, path, NULL, error)))
    return NULL;
  if (strcmp (zb_key_suite (key), zb_vault_role_suite (role)) == 0)
    return g_steal_pointer (&key);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
               "%s: the key of \"%s\" is of the kind %s, this one is %s", path,
               zb_vault_role_name (role), zb_vault_role_suite (role), zb_key_suite (key));
  return NULL;
}

char *
zb_vault_log_name (const char *node)
{
  return g_strdup_printf ("zhibao-log/%s", node);
}

char *
zb_vault_witness_name (const char *node)
{
  return g_strdup_printf ("zhibao-witness/%s", node);
}

gboolean
zb_vault_refuse (const ZbVault *vault, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *sentence = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
               "the holder of the key \"%s\": %s", zb_vault_role_name (vault->role), sentence);
  return FALSE;
}

gboolean
zb_vault_check_time (const ZbVault *vault, gint64 time, GError **error)
{
  gint64 now = zb_clock_now (&vault->options.clock);

  return (time >= now - ZB_VAULT_MAX_SKEW && time <= now + ZB_VAULT_MAX_SKEW) ||
         zb_vault_refuse (vault, error, "it does not sign for another time than now");
}

GVariant *
zb_vault_give_bytes (GBytes *bytes)
{
  GVariant *given = g_variant_new ("(@ay)", zb_message_from_bytes (bytes));

  g_bytes_unref (bytes);
  return given;
}

static GVariant *
give_public (ZbVault *vault, GVariant *taken, GError **error)
{
  return zb_vault_give_bytes (zb_key_public (vault->key));
}

static GVariant *
make_request (ZbVault *vault, GVariant *taken, GError **error)
{
  const char *name;

  g_variant_get (taken, "(&s)", &name);
  GBytes *request = zb_key_request (vault->key, name, NULL, error);
  return request ? zb_vault_give_bytes (request) : NULL;
}

static ZbCertificate *
read_certificate (GVariant *tuple, guint index, GError **error)
{
  g_autoptr (GBytes) der = zb_message_child_bytes (tuple, index);
  gsize length = 0;
  const void *bytes = g_bytes_get_data (der, &length);

  return zb_certificate_read (bytes, length, error);
}

static GPtrArray *
read_chain (GVariant *taken, GError **error)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (taken, 1);
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  for (gsize i = 0; i < g_variant_n_children (list); i++) {
    ZbCertificate *one = read_certificate (list, (guint)i, error);

    if (!one)
      return NULL;
    g_ptr_array_add (chain, one);
  }
  return g_steal_pointer (&chain);
}

/* Certificates are public and renewed; that they are over this key is all that matters. */
static GVariant *
take_certificates (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (ZbCertificate) certificate = read_certificate (taken, 0, error);
  g_autoptr (GPtrArray) chain = certificate ? read_chain (taken, error) : NULL;

  if (!chain)
    return NULL;
  if (!zb_key_fits (vault->key, certificate)) {
    zb_vault_refuse (vault, error, "the certificate of \"%s\" is over another key",
                     zb_certificate_name (certificate));
    return NULL;
  }
  forget_certificate (vault);
  vault->certificate = g_steal_pointer (&certificate);
  vault->chain = g_steal_pointer (&chain);
  if (vault->role == ZB_VAULT_RECEIPT)
    vault->signer =
        zb_signer_new_for_key (zb_key_share (vault->key), vault->certificate, vault->chain);
  if (zb_vault_role_issues (vault->role) != 0) {
    vault->issuer = zb_issuer_new (zb_key_share (vault->key), vault->certificate, NULL);
    if (!zb_issuer_set_published_at (vault->issuer, vault->published_at, error))
      return NULL;
  }
  return g_variant_new ("()");
}

static const struct {
  char letter;
  gboolean with_certificate;
  ZbVaultWork work;
} works[] = {
    {ZB_ASK_PUBLIC, FALSE, give_public},
    {ZB_ASK_REQUEST, FALSE, make_request},
    {ZB_ASK_CERTIFICATES, FALSE, take_certificates},
    {ZB_ASK_CHECKPOINT, FALSE, zb_vault_sign_checkpoint},
    {ZB_ASK_EVIDENCE, TRUE, zb_vault_sign_evidence},
    {ZB_ASK_COSIGNATURE, FALSE, zb_vault_cosign},
    {ZB_ASK_STAMP, TRUE, zb_vault_stamp},
    {ZB_ASK_STAMP_ANSWER, TRUE, zb_vault_answer_stamp},
    {ZB_ASK_STATUS, FALSE, zb_vault_answer_status},
    {ZB_ASK_CERTIFY, TRUE, zb_vault_certify},
    {ZB_ASK_LIST, TRUE, zb_vault_make_list},
};

static GVariant *
do_work (ZbVault *vault, char letter, GVariant *taken, GError **error)
{
  guint i = 0;

  while (works[i].letter != letter)
    i++;
  if (!works[i].with_certificate || vault->certificate)
    return works[i].work (vault, taken, error);
  zb_vault_refuse (vault, error, "it does not know its certificate yet");
  return NULL;
}

GVariant *
zb_vault_answer (ZbVault *vault, char letter, GBytes *body, GError **error)
{
  const ZbQuestion *question = zb_question_find (letter);
  gboolean allowed = question && (question->roles & (1u << vault->role)) != 0;

  if (!allowed || g_bytes_get_size (body) > question->most) {
    zb_vault_refuse (vault, error, allowed ? "the question is too long" : "it does no such thing");
    return NULL;
  }
  g_autoptr (GVariant) taken = zb_message_open (body, question->takes);
  if (taken)
    return do_work (vault, letter, taken, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the holder of the key \"%s\" was asked in a wrong form",
               zb_vault_role_name (vault->role));
  return NULL;
}

void
zb_vault_tick (ZbVault *vault)
{
  if (vault->clock)
    zb_stamp_clock_look (vault->clock);
}
