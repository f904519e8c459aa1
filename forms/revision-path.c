/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-path.h"

#include "forms/revision-carry.h"

#include <string.h>

/* Editions that a figure may go through on its way. */
#define MAX_STEPS 40

/* The newest revision of the edition that @form's map comes from. */
static ZbForm *
find_before (const ZbCatalogue *catalogue, const ZbForm *form)
{
  guint n = catalogue != NULL && form->map != NULL ? zb_catalogue_n_packages (catalogue) : 0;
  ZbForm *found = NULL;

  for (guint i = 0; i < n; i++) {
    ZbForm *other = zb_package_form (zb_catalogue_at (catalogue, i));

    if (strcmp (other->id, form->id) == 0 && strcmp (other->edition, form->map->from) == 0 &&
        (found == NULL || other->revision > found->revision))
      found = other;
  }
  return found;
}

/* The editions before @form down to the one that follows @edition, the newest first; NULL if no
 * maps lead there. */
static GPtrArray *
walk_down (const ZbCatalogue *catalogue, ZbForm *form, const char *edition)
{
  g_autoptr (GPtrArray) walked = g_ptr_array_new ();

  for (guint i = 0; form != NULL && form->map != NULL && i < MAX_STEPS; i++) {
    g_ptr_array_add (walked, form);
    if (strcmp (form->map->from, edition) == 0)
      return g_steal_pointer (&walked);
    form = find_before (catalogue, form);
  }
  return NULL;
}

GPtrArray *
zb_revision_path (const ZbCatalogue *catalogue, const ZbForm *from, ZbForm *form)
{
  g_autoptr (GPtrArray) down = walk_down (catalogue, form, from->edition);
  GPtrArray *path = g_ptr_array_new ();

  if (down != NULL) {
    for (guint i = down->len; i-- > 0;)
      g_ptr_array_add (path, down->pdata[i]);
    return path;
  }
  down = walk_down (catalogue, (ZbForm *)from, form->edition);
  /* The first walked is where it begins. */
  for (guint i = 1; down != NULL && i < down->len; i++)
    g_ptr_array_add (path, down->pdata[i]);
  g_ptr_array_add (path, form);
  return path;
}

const ZbRevisionMap *
zb_revision_map_between (const ZbForm *from,
                         const ZbForm *to,
                         gboolean *ret_back,
                         ZbRevisionMap **ret_owned)
{
  *ret_owned = NULL;
  *ret_back = from->map != NULL && strcmp (from->map->from, to->edition) == 0;
  if (*ret_back)
    return from->map;
  if (to->map != NULL && strcmp (to->map->from, from->edition) == 0)
    return to->map;
  *ret_owned = zb_revision_map_by_ids (from, to);
  return *ret_owned;
}

ZbReport *
zb_revision_carry_to (const ZbCatalogue *catalogue,
                      const ZbReport *report,
                      ZbForm *form,
                      const char *package_digest)
{
  g_autoptr (GPtrArray) path = zb_revision_path (catalogue, zb_report_form (report), form);
  ZbReport *at = zb_report_ref ((ZbReport *)report);

  for (guint i = 0; i < path->len; i++) {
    g_autoptr (ZbRevisionMap) owned = NULL;
    gboolean back;
    const ZbRevisionMap *map =
        zb_revision_map_between (zb_report_form (at), path->pdata[i], &back, &owned);
    ZbReport *next = zb_revision_carry (map, back, at, path->pdata[i], package_digest);

    zb_report_unref (at);
    at = next;
  }
  return at;
}
