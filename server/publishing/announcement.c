/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/announcement.h"

#include "forms/calendar.h"
#include "server/store/obligation.h"

#include <string.h>

/* Whose report is settled has nothing to do with a new edition. */
#define UNSETTLED                                                                                  \
  (1u << ZB_REVIEW_NONE | 1u << ZB_REVIEW_SUBMITTED | 1u << ZB_REVIEW_RETURNED |                   \
   1u << ZB_REVIEW_PASSED | 1u << ZB_REVIEW_WITHDRAWN)

void
zb_announcement_clear (ZbAnnouncement *announcement)
{
  g_clear_pointer (&announcement->notices, g_array_unref);
  g_clear_pointer (&announcement->zh, g_free);
  g_clear_pointer (&announcement->en, g_free);
}

/* From when on: a period, a time or now. (transfer full) */
static char *
tell_since (const ZbStoredPublication *publication, const char *language)
{
  gboolean zh = strcmp (language, "zh") == 0;

  if (*publication->from != '\0')
    return g_strdup_printf (zh ? " %s 期" : "%s", publication->from);
  if (publication->at == 0)
    return g_strdup (zh ? "即日" : "now");
  return zb_time_to_words (publication->at, language, TRUE);
}

static void
write_texts (const ZbStoredPublication *publication, ZbAnnouncement *announcement)
{
  g_autofree char *zh = tell_since (publication, "zh");
  g_autofree char *en = tell_since (publication, "en");
  g_autofree char *name = g_strdup_printf ("%s.%u", publication->edition, publication->revision);

  if (strcmp (publication->kind, "withdraw") == 0) {
    announcement->zh = g_strdup_printf ("报表 %s %s自%s起停用：%s", publication->form, name, zh,
                                        publication->reason);
    announcement->en = g_strdup_printf ("Form %s %s is withdrawn from %s on: %s", publication->form,
                                        name, en, publication->reason);
    return;
  }
  announcement->zh =
      g_strdup_printf ("报表 %s 发布%s %s，自%s起启用，刷新后自动更新：%s", publication->form,
                       publication->hotfix ? "更正版" : "新版", name, zh, publication->reason);
  announcement->en = g_strdup_printf (
      "Form %s has %s %s, which holds from %s on and comes with the next refresh: %s",
      publication->form, publication->hotfix ? "a corrected edition" : "a new edition", name, en,
      publication->reason);
}

/* Each unit once, however many periods it owes. */
static void
add_notice (ZbAnnouncement *announcement,
            GHashTable *told,
            const ZbStoredPublication *publication,
            const ZbObligation *one)
{
  if (!one->owed || one->exempt ||
      !g_hash_table_add (told, g_memdup2 (&one->unit, sizeof one->unit)))
    return;
  const ZbActNotice notice = {
      .unit = one->unit,
      .kind = "form",
      .text_zh = announcement->zh,
      .text_en = announcement->en,
      .receipt = -1,
      .tenant = publication->tenant,
      .form = publication->form,
  };

  g_array_append_val (announcement->notices, notice);
}

gboolean
zb_announcement_make (ZbStore *store,
                      const ZbStoredPublication *publication,
                      ZbAnnouncement *ret_announcement,
                      GError **error)
{
  g_auto (ZbAnnouncement) made = {.notices = g_array_new (FALSE, FALSE, sizeof (ZbActNotice))};
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  ZbObligationQuery query = {.tenant = publication->tenant,
                             .form = publication->form,
                             .states = UNSETTLED,
                             .limit = ZB_STORE_MAX_PAGE};
  guint n;

  write_texts (publication, &made);
  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      add_notice (&made, told, publication, page->pdata[i]);
      query.after = ((const ZbObligation *)page->pdata[i])->id;
    }
  } while (n == query.limit);
  *ret_announcement = made;
  made = (ZbAnnouncement){0};
  return TRUE;
}
