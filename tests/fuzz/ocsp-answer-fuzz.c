/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/ocsp-question.h"
#include "exchange/protocol.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* When the seeds were made: 2026-11-23T02:40:00Z. */
#define NOW G_GINT64_CONSTANT (1795401600000000)

/* Whom the seeds are about, and who certified them; their keys are gone. */
static const char issuer_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBXzCCAQagAwIBAgIUCCIZqbmicCYTrWpMTK1zoYpGJVYwCgYIKoZIzj0EAwIw\n"
    "DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIzMDIzNjI3WhgPMjEyNjEwMzAwMjM2Mjda\n"
    "MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEe5Q5q8zH\n"
    "mvsSvWZZ+Nh5uSrSAiWXE5+QBMfO/5RdPRIN02aHBZ1yEH9kVxlgL9LWTp8hmvnA\n"
    "iBN9MyJC9I8v+6NCMEAwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYw\n"
    "HQYDVR0OBBYEFF6CiAQFXOLVhjByuc6u2Atv9oZBMAoGCCqGSM49BAMCA0cAMEQC\n"
    "IFmE+mkW0/akuLYpyNfatn4/4ZKB+Jr172wT/Qqowp7rAiBJFJvDzbs4oAylm2c+\n"
    "NGGrtH7tkkOH0OI2YnLPTliAQg==\n"
    "-----END CERTIFICATE-----\n";
static const char certificate_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBfzCCASWgAwIBAgIUdEDDRVSu2xdqwCaJdNyKAuZkEcUwCgYIKoZIzj0EAwIw\n"
    "DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIzMDIzNjI3WhgPMjEyNjEwMzAwMjM2Mjda\n"
    "MA4xDDAKBgNVBAMMA2VuZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCEnI/qZ\n"
    "B66T+5k1ciJtg8x0a5Jq7Lc1NVMUAl1N8InP6CUiHf4xVcqg4RuF1+l9HSk/Oqhg\n"
    "SLmLGQHFL7xJGtGjYDBeMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgbAMB0G\n"
    "A1UdDgQWBBTQ0coiLZw782buAlKUEVTK31majzAfBgNVHSMEGDAWgBRegogEBVzi\n"
    "1YYwcrnOrtgLb/aGQTAKBggqhkjOPQQDAgNIADBFAiEAzHMpicLot+3EMtKDfO2T\n"
    "B7Z5AiSaz3CQv006BiL4OUgCIGqRErnrYGKyAboj/VAqt8cGj6a1Vwblu2IcrRBi\n"
    "RIUz\n"
    "-----END CERTIFICATE-----\n";

/* Bytes either are refused with a reason, or say what became of this one certificate. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) der = g_bytes_new (data, size);
  g_autoptr (ZbCertificate) issuer = zb_certificate_read (issuer_pem, strlen (issuer_pem), NULL);
  g_autoptr (ZbCertificate) certificate =
      zb_certificate_read (certificate_pem, strlen (certificate_pem), NULL);
  g_autoptr (ZbOcspQuestion) question = zb_ocsp_question_new (certificate, issuer, NULL);
  g_autoptr (GError) error = NULL;
  ZbOcspAnswer answer;
  gboolean read = zb_ocsp_question_read_answer (question, der, NOW, &answer, &error);

  if (read == (error != NULL) || (read && size > ZB_PROTOCOL_MAX_OCSP_ANSWER))
    abort ();
  if (read && (answer.this_update == 0 ||
               (answer.status.state == ZB_OCSP_REVOKED && answer.status.revoked_at == 0)))
    abort ();
  return 0;
}
