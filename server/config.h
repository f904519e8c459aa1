/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* zhibaod.conf: what an administrator may set, in groups of "key = value" lines with # comments. */

typedef enum {
  ZB_CONFIG_ERROR_SYNTAX,  /* a line is neither a group, a setting nor a comment */
  ZB_CONFIG_ERROR_UNKNOWN, /* no such group or setting */
  ZB_CONFIG_ERROR_VALUE,   /* a value that cannot be, or one that is missing */
} ZbConfigError;

#define ZB_CONFIG_ERROR (zb_config_error_quark ())
GQuark zb_config_error_quark (void);

typedef struct {
  char *node;      /* the node's code; in receipts and the log's name */
  char *statutory; /* systems whose authority stands behind the node, commas between; or off */
  char *host;      /* DNS name or IP address that clients connect to */
  char *address;   /* IP address listened on */
  gint64 port;     /* 0: the kernel chooses; behind a proxy the one that clients connect to */
  gint64 threads, workers;
  gint64 waiting; /* requests, for a worker */
  gint64 max_connections, max_connections_per_address;
  gint64 tell_requests;
  gint64 idle_timeout; /* seconds */
  gint64 least_body_rate, body_grace;
  gint64 max_megabytes; /* of the store; 0: the disk's */
  gint64 quota_megabytes, upload_hours;
  gint64 commitment_hours, commitments;
  char *published_at;   /* where certificates say that their lists are; "node", or "off" */
  gint64 certify_units; /* 0: another authority does */
  gint64 crl_hours, certificate_days, ocsp_minutes, grace_days;
  char *stamp_policy; /* dotted object identifier */
  gint64 stamp_accuracy, stamp_synchronised, stamp_evidence, stamp_outage;
  char *key_sockets;  /* "off", or the folder where who holds the keys listens */
  char *copied_nodes; /* "off", or codes of the nodes whose logs are copied, commas between */
  char *status;       /* "off", or the address of the pages about the server */
  char *proxy;        /* "off", or the UNIX socket on which a reverse proxy speaks … */
  char *proxy_user;   /* … and whom it runs as */
} ZbConfig;

#define ZB_CONFIG_OFF "off"
#define ZB_CONFIG_NODE "node"

/* Errors name file, line and what was expected: "zhibaod.conf:12: port: …". */
ZbConfig *zb_config_parse (const char *source, const char *text, GError **error);
ZbConfig *zb_config_read (const char *path, GError **error);
void zb_config_free (ZbConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbConfig, zb_config_free)

/* The UNIX socket of a proxy in front; NULL without one. */
const char *zb_config_proxy (const ZbConfig *config);

/* The address of zb_issuer_set_published_at(); NULL for none. (transfer full) */
char *zb_config_published_at (const ZbConfig *config);

/* A whole file with every setting, its meaning and its default. (transfer full) */
char *zb_config_compose (const char *node, const char *host, const char *address, guint port);
