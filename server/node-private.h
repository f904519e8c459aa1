/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What opening a node (node.c) and serving it (node-serve.c) share. */
#include "forms/parameters.h"
#include "server/api/api.h"
#include "server/authority/authority.h"
#include "server/authority/others.h"
#include "server/authority/stamping.h"
#include "server/authority/trust-shelf.h"
#include "server/intake/intake.h"
#include "server/intake/spool.h"
#include "server/listener/listener.h"
#include "server/log/log.h"
#include "server/node.h"
#include "server/passing.h"
#include "server/publishing/publisher.h"
#include "server/recheck/trial.h"
#include "server/status.h"
#include "server/witness/copying.h"
#include "server/witness/cosigning.h"
#include "server/witness/witness.h"

struct _ZbNode {
  char *dir;
  int lock;
  ZbClock clock;
  gboolean given_clock; /* not the system's */
  ZbConfig *config;
  ZbKeyring *keyring;
  ZbKeychain *keychain;
  char *url;
  char *origin, *verifier; /* verifier: the keys of the log as a text */
  ZbSuccession *succession;
  ZbLogKeys *log_keys;
  ZbLog *log;
  ZbStore *store;
  ZbTrust *trust;
  ZbOthers *others;
  ZbTrustShelf *shelf;
  char *client_roots; /* PEM: by whom clients' certificates may be issued */
  ZbAuthority *authority;
  ZbStamping *stamping;
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  char *parameters, *parameters_digest;
  ZbParameters *known_parameters;
  ZbNodeReaders readers;
  ZbIntake *intake;
  ZbPublisher *publisher;
  ZbSpool *spool;
  char *columns;
  ZbTrialMemory *trials;
  ZbSlots *slots;
  char *daily;      /* folder of checkpoints */
  char *neighbours; /* folder of what they say */
  ZbWitness *witness;
  ZbCosigning *cosigning;
  ZbCopying *copying;
  ZbRouter *router;
  ZbForwarder *forwarder;
  ZbService service;
  ZbApi *api;
  ZbListener *listener;
  ZbStatus *status;
};

/* Its address as clients write it, with @port. */
void zb_node_set_url (ZbNode *node, guint port);
/* Gives the node's own certificates another term when it is time; @ret_renewed: how many. */
gboolean zb_node_renew_keyring (ZbNode *node, guint *ret_renewed, GError **error);
/* Takes the trust bundle that lies in the directory, if one does. */
gboolean zb_node_take_trust (ZbNode *node, GError **error);
/* Enters the node's own certificates, which a renewal may have made new, in the store. */
gboolean zb_node_keep_own_certificates (ZbNode *node, GError **error);
/* By which certificate it asks for copies of logs from now on. */
void zb_node_show_copying (ZbNode *node);
