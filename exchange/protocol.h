/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Names and limits of the protocol, in one place. Each limit is tested at the limit and one over.
 */
#define ZB_PROTOCOL_MAX_SMALL_MESSAGE (256 * 1024)  /* POST /v1/messages */
#define ZB_PROTOCOL_MAX_CONTAINER (8 * 1024 * 1024) /* by upload */
#define ZB_PROTOCOL_MAX_CHUNK (1024 * 1024)         /* one PATCH */
#define ZB_PROTOCOL_MAX_SIGNATURE (64 * 1024)       /* one .p7s */
#define ZB_PROTOCOL_MAX_CERTIFICATE (16 * 1024)     /* DER of one */
#define ZB_PROTOCOL_MAX_CRL (4 * 1024 * 1024)       /* DER of one */
#define ZB_PROTOCOL_MAX_OCSP (8 * 1024)             /* a request for the state of certificates */
#define ZB_PROTOCOL_MAX_OCSP_ANSWER (32 * 1024)
#define ZB_PROTOCOL_MAX_STAMP_REQUEST (4 * 1024) /* a request for a time stamp */
#define ZB_PROTOCOL_MAX_KEY_FILE (64 * 1024)
#define ZB_PROTOCOL_MAX_NOTE (16 * 1024) /* one checkpoint with its cosignatures */
#define ZB_PROTOCOL_MAX_ENVELOPE (64 * 1024)
#define ZB_PROTOCOL_MAX_RECEIPT (320 * 1024)  /* receipt.xml: two evidences fit one JSON answer */
#define ZB_PROTOCOL_MAX_FINDINGS (192 * 1024) /* of R2 as JSON: more are shortened */
#define ZB_PROTOCOL_MAX_EVIDENCE (384 * 1024) /* with signature and proof */
#define ZB_PROTOCOL_MAX_JSON (1024 * 1024)
#define ZB_PROTOCOL_MAX_TABLE (8 * 1024 * 1024) /* an imported CSV */
#define ZB_PROTOCOL_MAX_PROBLEM (64 * 1024)
#define ZB_PROTOCOL_MAX_STATEMENT (256 * 1024)        /* publication.xml */
#define ZB_PROTOCOL_MAX_PUBLICATION (8 * 1024 * 1024) /* with the files of the form */
#define ZB_PROTOCOL_MAX_TRANSFER (12 * 1024 * 1024)   /* a container between nodes, with its hops */

/* The code of the problem document that asks for the certificates which a signature leaves out. */
#define ZB_PROBLEM_CERTIFICATES_NEEDED "certificates-needed"

/* What an answer announces: "VERSION DIGEST" of the node's trust bundle. */
#define ZB_HEADER_TRUST "Zhibao-Trust"

#define ZB_MIME_ASICE "application/vnd.etsi.asic-e+zip"
#define ZB_MIME_EVIDENCE "application/vnd.zhibao.evidence+zip"
#define ZB_MIME_EVIDENCE_PAIR "application/vnd.zhibao.evidence-pair"
#define ZB_MIME_TRANSFER "application/vnd.zhibao.transfer+zip" /* exchange/transfer.h */
#define ZB_MIME_PUBLICATION "application/vnd.zhibao.publication+zip"
#define ZB_MIME_PACKAGE "application/zip" /* a form package as a bundle */
#define ZB_MIME_SIGNATURE "application/pkcs7-signature"
#define ZB_MIME_OCSP_REQUEST "application/ocsp-request"
#define ZB_MIME_OCSP_RESPONSE "application/ocsp-response"
#define ZB_MIME_STAMP_REQUEST "application/timestamp-query"
#define ZB_MIME_STAMP_RESPONSE "application/timestamp-reply"
#define ZB_MIME_PROBLEM "application/problem+json"
#define ZB_MIME_JSON "application/json"
#define ZB_MIME_TUS_CHUNK "application/offset+octet-stream"
