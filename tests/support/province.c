/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/province.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* $1: its name. */
static const char make_authority[] =
    "set -e; : > index.txt; echo 01 > crlnumber\n"
    "cat > ca.cnf <<'END'\n"
    "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = x\n"
    "[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
    "subjectKeyIdentifier = hash\n"
    "[below]\nbasicConstraints = critical,CA:TRUE,pathlen:0\n"
    "keyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n"
    "authorityKeyIdentifier = keyid\n"
    "[signing]\nbasicConstraints = critical,CA:FALSE\n"
    "keyUsage = critical,digitalSignature,nonRepudiation\nauthorityKeyIdentifier = keyid\n"
    "[tls]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
    "extendedKeyUsage = clientAuth\nauthorityKeyIdentifier = keyid\n"
    "[of_root]\ndatabase = none.txt\ncrlnumber = crlnumber\ndefault_md = sha256\n"
    "default_crl_days = 30\nprivate_key = root.key\ncertificate = root.pem\n"
    "[responder]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
    "extendedKeyUsage = OCSPSigning\nnoCheck = ignored\nauthorityKeyIdentifier = keyid\n"
    "[of_below]\ndatabase = index.txt\nunique_subject = no\ncrlnumber = crlnumber\ndefault_md = "
    "sha256\n"
    "default_crl_days = 30\nprivate_key = below.key\ncertificate = below.pem\n"
    "END\n"
    ": > none.txt\n"
    "new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -config ca.cnf'\n"
    "openssl req -x509 $new -keyout root.key -out root.pem -subj \"/CN=$1 root\" -days 3650 "
    "-extensions root\n"
    "openssl req -new $new -keyout below.key -out below.csr -subj \"/CN=$1 persons\"\n"
    "openssl x509 -req -in below.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1000 "
    "-extfile ca.cnf -extensions below -out below.pem\n"
    "openssl ca -config ca.cnf -name of_root -gencrl -out root.crl\n"
    "openssl ca -config ca.cnf -name of_below -gencrl -out below.crl\n"
    "cat root.pem below.pem > all.pem\n";

/* $1: file, $2: subject, $3: signing, tls or responder. It is known to the index then. */
static const char make_certificate[] =
    "set -e\n"
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -config ca.cnf "
    "-keyout $1.key -out $1.csr -subj \"$2\"\n"
    "openssl x509 -req -in $1.csr -CA below.pem -CAkey below.key -CAcreateserial -days 365 "
    "-extfile ca.cnf -extensions $3 -out $1.pem\n"
    "openssl ca -config ca.cnf -name of_below -valid $1.pem\n";

struct _ZbProvince {
  char *folder;
};

ZbProvince *
zb_province_new (const ZbTempDir *dir, const char *name)
{
  ZbProvince *province = g_new0 (ZbProvince, 1);

  province->folder = zb_temp_dir_path (dir, name);
  g_assert_cmpint (g_mkdir (province->folder, 0700), ==, 0);
  zb_province_run (province, make_authority, (const char *const[]){name, NULL});
  return province;
}

void
zb_province_free (ZbProvince *province)
{
  if (!province)
    return;
  g_free (province->folder);
  g_free (province);
}

char *
zb_province_path (const ZbProvince *province, const char *file)
{
  return g_build_filename (province->folder, file, NULL);
}

void
zb_province_run (const ZbProvince *province, const char *script, const char *const *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_strv_builder_add_many (builder, "/bin/sh", "-c", script, "sh", NULL);
  if (words)
    g_strv_builder_addv (builder, (const char **)words);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_subprocess_launcher_set_cwd (launcher, province->folder);
  g_autoptr (GSubprocess) process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  if (g_subprocess_get_exit_status (process) != 0)
    g_error ("%s", said);
}

void
zb_province_certify (const ZbProvince *province,
                     const char *file,
                     const char *subject,
                     ZbCertificateUse use)
{
  const char *kind = use == ZB_USE_TLS_CLIENT ? "tls"
                     : use == ZB_USE_OCSP     ? "responder"
                                              : "signing";

  zb_province_run (province, make_certificate, (const char *const[]){file, subject, kind, NULL});
}

ZbCertificate *
zb_province_certificate (const ZbProvince *province, const char *file)
{
  g_autofree char *name = g_strconcat (file, ".pem", NULL);
  g_autofree char *path = zb_province_path (province, name);
  g_autofree char *pem = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &pem, &length, NULL));
  ZbCertificate *certificate = zb_certificate_read (pem, length, &error);
  g_assert_no_error (error);
  return certificate;
}

ZbSigner *
zb_province_signer (const ZbProvince *province, const char *file)
{
  g_autofree char *name = g_strconcat (file, ".key", NULL);
  g_autofree char *path = zb_province_path (province, name);
  g_autoptr (ZbCertificate) certificate = zb_province_certificate (province, file);
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_read_pem (path, NULL, &error);

  g_assert_no_error (error);
  return zb_signer_new_for_key (key, certificate, NULL);
}

void
zb_province_list (const ZbProvince *province, const char *options)
{
  zb_province_run (province, "openssl ca -config ca.cnf -name of_below -gencrl -out below.crl $1",
                   (const char *const[]){options ? options : "", NULL});
}

void
zb_province_revoke (const ZbProvince *province, const char *file)
{
  zb_province_run (
      province, "openssl ca -config ca.cnf -name of_below -revoke $1.pem -crl_reason keyCompromise",
      (const char *const[]){file, NULL});
  zb_province_list (province, NULL);
}
