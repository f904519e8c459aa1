/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/derivation.h"

#include "exchange/digest.h"
#include "forms/report-csv.h"
#include "forms/report-writer.h"
#include "forms/revision-path.h"
#include "server/intake/bodies.h"

#include <string.h>

static GBytes *
derive_csv (const ZbReport *report, ZbCatalogue *catalogue)
{
  return zb_report_to_csv (report);
}

/* The package of the form that serves the latest period. */
static ZbPackage *
find_newest (ZbCatalogue *catalogue, const ZbForm *form)
{
  ZbPackage *newest = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *other = zb_catalogue_at (catalogue, i);
    const ZbForm *known = zb_package_form (other);
    const ZbForm *best = newest ? zb_package_form (newest) : NULL;

    if (strcmp (known->id, form->id) != 0)
      continue;
    if (!best || strcmp (known->edition, best->edition) > 0 ||
        (strcmp (known->edition, best->edition) == 0 && known->revision > best->revision))
      newest = other;
  }
  return newest;
}

static GBytes *
derive_newest (const ZbReport *report, ZbCatalogue *catalogue)
{
  ZbPackage *newest = find_newest (catalogue, zb_report_form (report));

  if (!newest)
    return NULL;
  g_autoptr (ZbReport) carried = zb_revision_carry_to (catalogue, report, zb_package_form (newest),
                                                       zb_package_digest (newest));
  return carried ? zb_report_write (carried) : NULL;
}

static const struct {
  const char *name;
  guint version;
  const char *type;
  GBytes *(*derive) (const ZbReport *report, ZbCatalogue *catalogue);
} transforms[] = {
    {"csv", 1, "text/csv", derive_csv},
    {"newest-edition", 1, "application/xml", derive_newest},
};

static int
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (transforms); i++)
    if (strcmp (transforms[i].name, name) == 0)
      return (int)i;
  return -1;
}

gboolean
zb_derivation_exists (const char *name)
{
  return find (name) >= 0;
}

void
zb_derivation_clear (ZbDerivation *derivation)
{
  g_clear_pointer (&derivation->source, g_free);
  g_clear_pointer (&derivation->bytes, g_bytes_unref);
}

gboolean
zb_derivation_make (const char *name,
                    const ZbContainer *container,
                    ZbCatalogue *catalogue,
                    ZbDerivation *ret_derivation)
{
  int index = find (name);
  g_autoptr (GPtrArray) reports = index >= 0 ? zb_bodies_read (container, catalogue, NULL) : NULL;
  GBytes *bytes =
      reports ? transforms[index].derive (g_ptr_array_index (reports, 0), catalogue) : NULL;

  if (!bytes)
    return FALSE;
  ret_derivation->bytes = bytes;
  ret_derivation->source = zb_digest_hex_of_bytes (zb_container_body (container, 0));
  ret_derivation->body = (ZbDerivedBody){.name = transforms[index].name,
                                         .version = transforms[index].version,
                                         .source = ret_derivation->source,
                                         .type = transforms[index].type,
                                         .bytes = bytes};
  return TRUE;
}
