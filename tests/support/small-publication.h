/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/publication.h"
#include "tests/support/node.h"

/* What an administrator signs to publish a form of a test's own: two figures, of which the first is
 * not the smaller one, with a sample that holds and one that does not. */
typedef struct {
  ZbPublication *order;
  GPtrArray *contents; /* GBytes, by file of @order */
} ZbSmallPublication;

/* Of revision 1 of @form in the system s1, for the test's node. (transfer full) */
ZbSmallPublication *zb_small_publication_new (const char *form, gint64 created);
void zb_small_publication_free (ZbSmallPublication *small);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSmallPublication, zb_small_publication_free)

/* The files of another revision, with another code of the second row or relation to it. */
void zb_small_publication_fill (ZbSmallPublication *small,
                                guint revision,
                                const char *row,
                                const char *relation);
/* One file more, or another in its place. */
void zb_small_publication_put (ZbSmallPublication *small, const char *path, const char *text);
/* Puts the digest that the package of the files has into the order. */
void zb_small_publication_name (ZbSmallPublication *small);

/* (transfer full) the signature of @person, and the archive that proposes it. */
GBytes *
zb_small_publication_sign (const ZbSmallPublication *small, const ZbTestPerson *person, gint64 now);
GBytes *
zb_small_publication_pack (const ZbSmallPublication *small, const ZbTestPerson *person, gint64 now);
