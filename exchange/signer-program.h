/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signer.h"

/* A program that holds a key where we cannot reach it: a token's or a card's driver. It is started
 * without a shell as @argv (NULL-terminated) and further words, asks for its PIN by itself, tells
 * what went wrong on standard error, and ends with 0 when it did its work:
 *
 *   public       writes the public key: SubjectPublicKeyInfo in PEM
 *   sign SUITE   reads 32 bytes from standard input and writes the signature over them, no more:
 *                sm2      SM3 (Z_A ‖ message), with Z_A of "1234567812345678": r and s in DER
 *                p256     SHA-256 of the message: r and s in DER
 *                rsa3072  SHA-256 of the message: PKCS#1 v1.5
 *
 * IO where it cannot be run, fails or takes longer than ZB_SIGNER_PROGRAM_SECONDS; MALFORMED for
 * what it must not write; FORBIDDEN_SUITE for another key. */
#define ZB_SIGNER_PROGRAM_SECONDS 120 /* a person looks for a PIN */
#define ZB_SIGNER_PROGRAM_MAX_OUTPUT 4096

/* (transfer full): signs as @certificate says; @chain as of zb_signer_new(). */
ZbSigner *
zb_signer_new_for_program (const char *const *argv, ZbCertificate *certificate, GPtrArray *chain);
/* (transfer full): a PKCS#10 request in DER, as of zb_key_request(); signs once. BAD_SIGNATURE
 * where what it signs is not by the key that it shows. */
GBytes *zb_signer_program_request (const char *const *argv,
                                   const char *name,
                                   const char *unit,
                                   GError **error);
/* Whether @certificate is over the key that the program shows; FALSE and BAD_SIGNATURE if not. */
gboolean
zb_signer_program_fits (const char *const *argv, const ZbCertificate *certificate, GError **error);
