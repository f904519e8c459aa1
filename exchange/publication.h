/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* publication.xml: what two administrators sign when a form is published or withdrawn. It names the
 * node it is for, the package, from which period and time on, why, and every file with its size
 * and SHA-256. */
#define ZB_PUBLICATION_NS "urn:zhibao:publication:1"
#define ZB_PUBLICATION_MAX_FILES 1000
#define ZB_PUBLICATION_MAX_PATH 200

typedef struct {
  char *path; /* "form.xml", "codelists/areas.xml", "samples/good-small.xml" */
  guint64 size;
  char *digest; /* SHA-256, hex */
} ZbPublicationFile;

typedef struct {
  char *kind; /* "publish" or "withdraw" */
  char *node; /* the node's code: it holds nowhere else */
  gint64 created;
  char *system;
  char *form;
  char *edition;    /* "2023.2" */
  char *package;    /* digest, hex */
  char *from;       /* (nullable) the first period it is about; NULL: all that the form serves */
  gint64 at;        /* not before this time; 0: at once */
  gboolean hotfix;  /* another revision of an edition in use */
  char *reason;     /* one line */
  GPtrArray *files; /* ZbPublicationFile by path; none when withdrawing */
} ZbPublication;

ZbPublication *zb_publication_new (void);
void zb_publication_free (ZbPublication *publication);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPublication, zb_publication_free)

/* Adds or replaces the file, in the order of paths (strcmp). */
void zb_publication_add_file (ZbPublication *publication, const char *path, GBytes *bytes);
/* The index of @path, or -1. */
int zb_publication_find_file (const ZbPublication *publication, const char *path);
/* Folders at most three deep, of letters, digits, ".", "_", "-" and what is not ASCII; no part
 * begins with a point. */
gboolean zb_publication_path_is_valid (const char *path);

/* (transfer full) The same bytes for the same content. */
GBytes *zb_publication_write (const ZbPublication *publication);
/* MALFORMED (with line) or TOO_LARGE (over ZB_PROTOCOL_MAX_STATEMENT). @source names it. */
ZbPublication *zb_publication_read (const char *source, GBytes *bytes, GError **error);
