/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/memory-context.h"

#include "forms/form-lookup.h"
#include "validators/respondents.h"

#include <string.h>

struct _ZbMemoryContext {
  ZbCatalogue *catalogue;   /* nullable */
  GPtrArray *reports;       /* ZbReport */
  GHashTable *attributes;   /* (nullable) name → value */
  gboolean shares;          /* the attributes are somebody else's too */
  GHashTable *joint;        /* (nullable) "FORM PERIOD" → GINT 0 or 1 */
  GHashTable *waivers;      /* (nullable) rule → reason */
  ZbParameters *parameters; /* nullable */
};

ZbMemoryContext *
zb_memory_context_new (const ZbCatalogue *catalogue)
{
  ZbMemoryContext *context = g_new0 (ZbMemoryContext, 1);

  if (catalogue != NULL)
    context->catalogue = zb_catalogue_ref ((ZbCatalogue *)catalogue);
  context->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  return context;
}

void
zb_memory_context_free (ZbMemoryContext *context)
{
  if (context == NULL)
    return;
  g_ptr_array_unref (context->reports);
  g_clear_pointer (&context->attributes, g_hash_table_unref);
  g_clear_pointer (&context->joint, g_hash_table_unref);
  g_clear_pointer (&context->waivers, g_hash_table_unref);
  g_clear_pointer (&context->parameters, zb_parameters_unref);
  g_clear_pointer (&context->catalogue, zb_catalogue_unref);
  g_free (context);
}

static gboolean
is_of_form (const ZbForm *form, const char *name)
{
  return strcmp (form->id, name) == 0 || (form->code != NULL && strcmp (form->code, name) == 0);
}

void
zb_memory_context_add_report (ZbMemoryContext *context, ZbReport *report)
{
  const char *form = zb_report_form (report)->id;

  for (guint i = 0; i < context->reports->len; i++) {
    ZbReport *held = g_ptr_array_index (context->reports, i);

    if (strcmp (zb_report_form (held)->id, form) == 0 &&
        zb_period_equal (zb_report_period (held), zb_report_period (report))) {
      g_ptr_array_index (context->reports, i) = zb_report_ref (report);
      zb_report_unref (held);
      return;
    }
  }
  g_ptr_array_add (context->reports, zb_report_ref (report));
}

void
zb_memory_context_share_attributes (ZbMemoryContext *context, GHashTable *attributes)
{
  g_clear_pointer (&context->attributes, g_hash_table_unref);
  context->attributes = g_hash_table_ref (attributes);
  context->shares = TRUE;
}

/* A copy of those that are shared, or the first. */
static void
own_attributes (ZbMemoryContext *context)
{
  g_autoptr (GHashTable) shared = context->attributes;
  GHashTableIter iter;
  gpointer name, value;

  context->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  context->shares = FALSE;
  if (shared == NULL)
    return;
  g_hash_table_iter_init (&iter, shared);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (context->attributes, g_strdup (name), g_strdup (value));
}

void
zb_memory_context_set_attribute (ZbMemoryContext *context, const char *name, const char *value)
{
  if (context->shares || context->attributes == NULL)
    own_attributes (context);
  if (value == NULL)
    g_hash_table_remove (context->attributes, name);
  else
    g_hash_table_replace (context->attributes, g_strdup (name), g_strdup (value));
}

void
zb_memory_context_take_parameters (ZbMemoryContext *context, ZbParameters *parameters)
{
  g_clear_pointer (&context->parameters, zb_parameters_unref);
  context->parameters = parameters;
}

static char *
period_key (const char *form, ZbPeriod period)
{
  char text[ZB_PERIOD_TEXT_SIZE];

  return g_strdup_printf ("%s %s", form, zb_period_format (period, text));
}

void
zb_memory_context_set_joint (ZbMemoryContext *context,
                             const char *form,
                             ZbPeriod period,
                             gboolean joint)
{
  if (context->joint == NULL)
    context->joint = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_replace (context->joint, period_key (form, period), GINT_TO_POINTER (joint));
}

void
zb_memory_context_add_waiver (ZbMemoryContext *context, const char *rule, const char *reason)
{
  if (context->waivers == NULL)
    context->waivers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (context->waivers, g_strdup (rule), g_strdup (reason));
}

/* Whether the form asks a unit with these attributes. Of a unit that nothing is known of, and by a
 * condition that cannot be read, it may. */
static gboolean
may_owe (const ZbMemoryContext *context, const ZbForm *form)
{
  g_autoptr (ZbRespondents) respondents = NULL;

  if (context->attributes == NULL || g_hash_table_size (context->attributes) == 0)
    return TRUE;
  respondents = zb_respondents_parse (form->respondents, NULL);
  return respondents == NULL || zb_respondents_match (respondents, context->attributes);
}

/* Why a report is not held: no edition that is installed collects the period, or asks the unit. */
static ZbAvailability
why_not (const ZbMemoryContext *context, const char *form, ZbPeriod period)
{
  ZbAvailability why = ZB_NOT_INSTALLED;
  guint n = context->catalogue == NULL ? 0 : zb_catalogue_n_packages (context->catalogue);

  for (guint i = 0; i < n; i++) {
    const ZbForm *known = zb_package_form (zb_catalogue_at (context->catalogue, i));

    if (!is_of_form (known, form))
      continue;
    if (why == ZB_NOT_INSTALLED)
      why = ZB_NOT_COLLECTED;
    if (!zb_form_collects (known, period))
      continue;
    if (may_owe (context, known))
      return ZB_NOT_HERE;
    why = ZB_NOT_OWED;
  }
  return why;
}

static const ZbReport *
find_report (gpointer self, const char *form, ZbPeriod period, ZbAvailability *ret_why)
{
  const ZbMemoryContext *context = self;

  for (guint i = 0; i < context->reports->len; i++) {
    const ZbReport *report = g_ptr_array_index (context->reports, i);

    if (is_of_form (zb_report_form (report), form) &&
        zb_period_equal (zb_report_period (report), period)) {
      if (ret_why != NULL)
        *ret_why = ZB_AVAILABLE;
      return report;
    }
  }
  if (ret_why != NULL)
    *ret_why = why_not (context, form, period);
  return NULL;
}

static const char *
find_attribute (gpointer self, const char *name)
{
  const ZbMemoryContext *context = self;

  return context->attributes == NULL ? NULL : g_hash_table_lookup (context->attributes, name);
}

static gboolean
find_parameter (gpointer self,
                const char *name,
                ZbPeriod period,
                ZbDecimal *ret_value,
                const ZbMeasure **ret_measure)
{
  const ZbMemoryContext *context = self;

  return context->parameters != NULL &&
         zb_parameters_find (context->parameters, name, period, ret_value, ret_measure);
}

static gboolean
is_joint (gpointer self, const ZbForm *form, ZbPeriod period)
{
  const ZbMemoryContext *context = self;
  gpointer joint;

  if (context->joint != NULL) {
    g_autofree char *key = period_key (form->id, period);

    if (g_hash_table_lookup_extended (context->joint, key, NULL, &joint))
      return GPOINTER_TO_INT (joint) != 0;
  }
  return zb_form_is_joint (form, period);
}

static const char *
find_waiver (gpointer self, const char *rule)
{
  const ZbMemoryContext *context = self;

  return context->waivers == NULL ? NULL : g_hash_table_lookup (context->waivers, rule);
}

static const ZbContextInterface interface = {
    .report = find_report,
    .attribute = find_attribute,
    .parameter = find_parameter,
    .is_joint = is_joint,
    .waiver = find_waiver,
};

ZbContext
zb_memory_context_get (ZbMemoryContext *context)
{
  return (ZbContext){.interface = &interface, .self = context};
}
