/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/body-check.h"

#include "exchange/digest.h"
#include "server/intake/bodies.h"
#include "server/intake/report-context.h"
#include "server/register/register.h"
#include "server/store/version.h"
#include "validators/finding-json.h"
#include "validators/review/report-set.h"

#include <string.h>

/* The context of body @index: what is stored, and over it what came in the same message. */
static gboolean
read_context (const ZbIntakeDesk *desk,
              const ZbVerified *verified,
              const ZbJudgement *judgement,
              guint index,
              ZbRuleset *ruleset,
              ZbReportContext *ret_context,
              GError **error)
{
  g_autoptr (ZbUnit) unit =
      zb_register_read_again (desk->store, verified->sender->unit, judgement->period);

  if (!zb_report_context_read (desk, ruleset, unit, judgement->period, FALSE, ret_context, error))
    return FALSE;
  zb_bodies_add_others (judgement->reports, index, ret_context->memory);
  return TRUE;
}

static void
add_verdict (ZbVerdict *sum, const ZbVerdict *part)
{
  sum->hard += part->hard;
  sum->quasi += part->quasi;
  sum->soft += part->soft;
  sum->info += part->info;
  sum->to_explain += part->to_explain;
}

static gboolean
run_body (const ZbIntakeDesk *desk,
          const ZbVerified *verified,
          ZbJudgement *judgement,
          guint index,
          ZbJsonWriter *findings,
          GPtrArray *digests,
          GError **error)
{
  ZbJudgedBody *body = &g_array_index (judgement->bodies, ZbJudgedBody, index);
  ZbRuleset *ruleset = zb_rulebook_get (desk->rulebook, body->package, error);
  ZbReportContext context;

  if (!ruleset || !read_context (desk, verified, judgement, index, ruleset, &context, error))
    return FALSE;
  g_autoptr (ZbCheck) check =
      zb_check_new (ruleset, judgement->reports->pdata[index],
                    zb_memory_context_get (context.memory), ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  body->verdict = zb_check_weigh (check);
  add_verdict (&judgement->verdict, &body->verdict);
  const GPtrArray *list = zb_check_findings (check);
  for (guint i = 0; i < list->len; i++)
    zb_finding_write_json (list->pdata[i], findings, NULL);
  g_autoptr (GBytes) lines = zb_context_document_lines (context.document);
  g_ptr_array_add (digests, zb_digest_hex_of_bytes (lines));
  g_clear_pointer (&check, zb_check_free);
  zb_report_context_clear (&context);
  return TRUE;
}

/* Of one report its own; of a set the digest over those of the bodies in order, a line each. */
static char *
join_digests (const GPtrArray *digests)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (digests->len == 1)
    return g_strdup (digests->pdata[0]);
  for (guint i = 0; i < digests->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)digests->pdata[i]);
  bytes = g_bytes_new (text->str, text->len);
  return zb_digest_hex_of_bytes (bytes);
}

gboolean
zb_bodies_run_rules (const ZbIntakeDesk *desk,
                     const ZbVerified *verified,
                     ZbJudgement *judgement,
                     GError **error)
{
  g_autoptr (ZbJsonWriter) findings = zb_json_writer_new ();
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);

  zb_json_writer_begin_array (findings, NULL);
  for (guint i = 0; i < judgement->reports->len; i++)
    if (!run_body (desk, verified, judgement, i, findings, digests, error))
      return FALSE;
  zb_json_writer_end_array (findings);
  g_free (judgement->findings);
  judgement->findings = zb_json_writer_finish (findings);
  judgement->context = join_digests (digests);
  return TRUE;
}

static gboolean
holds_form (const ZbJudgement *judgement, const char *form)
{
  for (guint i = 0; i < judgement->reports->len; i++)
    if (strcmp (zb_report_form (judgement->reports->pdata[i])->id, form) == 0)
      return TRUE;
  return FALSE;
}

/* What was reported once is replaced, never left standing beside a corrected set. */
static gboolean
check_replaced (const ZbIntakeDesk *desk,
                const ZbJudgement *judgement,
                GString *text,
                GError **error)
{
  const ZbStanding *standing = &judgement->standing;
  g_autoptr (ZbVersion) head = NULL;
  g_autoptr (GPtrArray) bodies = NULL;

  if (!standing->head || standing->state == ZB_REVIEW_WITHDRAWN)
    return TRUE;
  head = zb_store_read_version (desk->store, standing->head, error);
  bodies = head ? zb_store_list_bodies (desk->store, head->message, error) : NULL;
  for (guint i = 0; bodies && i < bodies->len; i++) {
    const char *form = ((const ZbVersion *)bodies->pdata[i])->form;

    if (!holds_form (judgement, form))
      g_string_append_printf (text,
                              "%s%s was sent in the set before: send it again, if need be nil",
                              text->len > 0 ? "; " : "", form);
  }
  return bodies != NULL;
}

static gboolean
list_faults (const ZbIntakeDesk *desk,
             const ZbVerified *verified,
             const ZbJudgement *judgement,
             GPtrArray **ret_faults,
             GError **error)
{
  const ZbJudgedBody *head = &g_array_index (judgement->bodies, ZbJudgedBody, 0);
  ZbRuleset *ruleset = zb_rulebook_get (desk->rulebook, head->package, error);
  ZbCatalogue *catalogue = zb_rulebook_catalogue (desk->rulebook);
  ZbReportContext context;

  if (!ruleset || !read_context (desk, verified, judgement, 0, ruleset, &context, error))
    return FALSE;
  *ret_faults = zb_report_set_check (judgement->reports, zb_memory_context_get (context.memory),
                                     catalogue, error);
  zb_report_context_clear (&context);
  return *ret_faults != NULL;
}

gboolean
zb_bodies_check_set (const ZbIntakeDesk *desk,
                     const ZbVerified *verified,
                     const ZbJudgement *judgement,
                     char **ret_text,
                     gboolean *ret_missing,
                     GError **error)
{
  const ZbForm *form = zb_package_form (judgement->package);
  g_autoptr (GPtrArray) faults = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  *ret_missing = TRUE;
  if (form->filing.n_members > 0) {
    if (!list_faults (desk, verified, judgement, &faults, error))
      return FALSE;
    for (guint i = 0; i < faults->len; i++) {
      const ZbSetFault *fault = faults->pdata[i];

      *ret_missing = *ret_missing && fault->kind == ZB_SET_MISSING;
      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", fault->text.en);
    }
    if (faults->len == 0 && !check_replaced (desk, judgement, text, error))
      return FALSE;
  }
  *ret_text = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}
