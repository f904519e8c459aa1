/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/explanation.h"

#include "validators/error.h"

#include <string.h>

/* Said about anything, they explain nothing. Compared without blanks and punctuation, in lower
 * case. */
static const char *const empty_phrases[] = {
    "核实无误",
    "已核实",
    "经核实无误",
    "情况属实",
    "经核实属实",
    "属实",
    "数据无误",
    "数据真实",
    "数据属实",
    "已核对",
    "核对无误",
    "已检查",
    "检查无误",
    "无误",
    "正确",
    "正常",
    "正常变动",
    "经营正常",
    "没有问题",
    "无问题",
    "实际情况",
    "实际发生",
    "按实际填报",
    "如实填报",
    "据实填报",
    "确认无误",
    "已确认",
    "同意",
    "无",
    "checked",
    "checkedok",
    "verified",
    "verifiedok",
    "confirmed",
    "correct",
    "ok",
    "noproblem",
    "noerror",
    "asis",
    "dataarecorrect",
    "thefigureiscorrect",
    "seeattached",
    "none",
    "na",
};

/* Characters that say something, in lower case; @ret_distinct counts different ones. */
static char *
squeeze (const char *text, guint *ret_length, guint *ret_distinct)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GString *squeezed = g_string_new (NULL);

  *ret_length = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_unichar_tolower (g_utf8_get_char (at));

    if (!g_unichar_isalnum (character))
      continue;
    g_string_append_unichar (squeezed, character);
    g_hash_table_add (seen, GUINT_TO_POINTER (character));
    (*ret_length)++;
  }
  *ret_distinct = g_hash_table_size (seen);
  return g_string_free (squeezed, FALSE);
}

/* Takes the empty phrases out of @text, longest first, so that stringing them together does not
 * help. */
static void
cut_phrases (char *text)
{
  gboolean cut = TRUE;

  while (cut) {
    const char *longest = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS (empty_phrases); i++) {
      gboolean is_ascii = (guchar)empty_phrases[i][0] < 0x80;
      gboolean found =
          is_ascii ? strcmp (text, empty_phrases[i]) == 0 : strstr (text, empty_phrases[i]) != NULL;

      if (found && (longest == NULL || strlen (empty_phrases[i]) > strlen (longest)))
        longest = empty_phrases[i];
    }
    cut = longest != NULL;
    if (cut) {
      char *at = strstr (text, longest);

      memmove (at, at + strlen (longest), strlen (at + strlen (longest)) + 1);
    }
  }
}

gboolean
zb_explanation_check_length (const char *text, guint least, GError **error)
{
  g_autofree char *squeezed = NULL;
  guint length, distinct;

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID, "the explanation is not UTF-8");
    return FALSE;
  }
  squeezed = squeeze (text, &length, &distinct);
  cut_phrases (squeezed);
  if (length > 0 && *squeezed == '\0') {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "“%s” explains nothing: say what happened, and where figures come from", text);
    return FALSE;
  }
  if (length < least || g_utf8_strlen (squeezed, -1) < (glong)MIN (least, 4)) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "the explanation has %u characters that say something, %u are needed", length,
                 least);
    return FALSE;
  }
  if (distinct < 4) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "“%s” repeats the same few characters and explains nothing", text);
    return FALSE;
  }
  return TRUE;
}

gboolean
zb_explanation_check_text (const char *text, GError **error)
{
  return zb_explanation_check_length (text, ZB_EXPLANATION_MIN_LENGTH, error);
}

ZbExplanation *
zb_explanation_new (
    const ZbFinding *finding, const char *reason, const char *text, const char *author, gint64 time)
{
  ZbExplanation *explanation = g_new0 (ZbExplanation, 1);

  explanation->rule = g_strdup (finding->instance);
  explanation->revision = finding->revision;
  explanation->operands = g_strdup (zb_finding_operand_digest (finding));
  explanation->reason = g_strdup (reason);
  explanation->text = g_strdup (text);
  explanation->author = g_strdup (author);
  explanation->time = time;
  return explanation;
}

void
zb_explanation_free (ZbExplanation *explanation)
{
  if (explanation == NULL)
    return;
  g_free (explanation->rule);
  g_free (explanation->operands);
  g_free (explanation->reason);
  g_free (explanation->text);
  g_free (explanation->author);
  g_free (explanation);
}

static gboolean
carry_one (ZbReport *report, const ZbFinding *finding, guint before)
{
  const ZbExplanation *given = zb_report_find_explanation (report, finding->instance);
  g_autofree char *then = NULL;

  if (given == NULL || given->revision != before || finding->revision == before)
    return FALSE;
  then = zb_finding_operand_digest_at (finding, before);
  if (g_strcmp0 (then, given->operands) != 0)
    return FALSE;
  ZbExplanation bound = *given;
  bound.revision = finding->revision;
  bound.operands = (char *)zb_finding_operand_digest (finding);
  zb_report_explain (report, &bound);
  return TRUE;
}

guint
zb_explanations_carry (ZbReport *report, const GPtrArray *findings, guint before)
{
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += carry_one (report, g_ptr_array_index (findings, i), before);
  return n;
}
