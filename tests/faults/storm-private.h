/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/faults/storm.h"

#define SENDERS 3
#define UNITS_EACH 4

typedef struct {
  ZbTestPerson *person;
  char *head; /* message id of its latest acknowledged report */
} Unit;

typedef struct {
  ZbStorm *storm;
  guint index;
} Sender;

struct _ZbStorm {
  ZbTestNode *node;
  char *package;
  GPtrArray *invitations;               /* strings */
  Unit units[1 + SENDERS * UNITS_EACH]; /* the first sends nothing by itself */
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  gboolean sending;

  GMutex lock;      /* of what follows, and of where the node serves */
  gboolean foreign; /* what is sent: as others write */
  gboolean ceased;
  GHashTable *acknowledged; /* message id → digest of the container */
  GHashTable *evidence;     /* message id → GBytes of R1 */
  GHashTable *tried;        /* message ids */
  guint repeated, refused;
  char *last; /* what the latest try came to */
};

/* Takes down what a try of @id came to: @response, of POST or GET of the message, or (NULL) @error.
 * As zb_storm_try(). */
guint zb_storm_note_try (ZbStorm *storm,
                         const char *id,
                         GBytes *container,
                         const ZbHttpResponse *response,
                         const GError *error,
                         char **ret_code);
void zb_storm_set_head (Unit *unit, const char *id);
