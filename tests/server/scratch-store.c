/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/scratch-store.h"

#include "exchange/checkpoint.h"
#include "storage/database.h"

#include <stdarg.h>
#include <string.h>

/* 2024-06-05 12:00 UTC */
#define NOON G_GINT64_CONSTANT (1717588800000000)

static gint64
now_cb (gpointer data)
{
  const ScratchStore *scratch = data;

  return scratch->now;
}

static gboolean
seal_cb (gpointer self,
         const ZbCheckpoint *checkpoint,
         gint64 time,
         char **ret_note,
         GBytes **ret_signature,
         GError **error)
{
  const ScratchStore *scratch = self;

  *ret_note = zb_checkpoint_sign (checkpoint, scratch->key, "test.example", error);
  if (*ret_note == NULL)
    return FALSE;
  *ret_signature = g_bytes_new_static ("no signature", 12);
  return TRUE;
}

/* The file, or the place that the environment gives. (transfer full) */
static char *
choose_place (const ZbTempDir *dir)
{
  const char *given = g_getenv (SCRATCH_PLACE);
  g_autofree char *name = g_uuid_string_random ();

  if (given == NULL || *given == '\0')
    return zb_temp_dir_path (dir, "store.db");
  g_auto (GStrv) parts = g_strsplit (given, "%s", 2);
  return g_strjoinv (name, parts);
}

static ScratchStore *
prepare (void)
{
  ScratchStore *scratch = g_new0 (ScratchStore, 1);
  g_autoptr (GError) error = NULL;

  scratch->dir = zb_temp_dir_new ();
  scratch->path = choose_place (scratch->dir);
  scratch->now = NOON;
  scratch->key = zb_key_generate ("ed25519", &error);
  g_assert_no_error (error);
  return scratch;
}

ScratchStore *
scratch_store_new (void)
{
  ScratchStore *scratch = prepare ();

  scratch->sealer = (ZbLogSealer){.seal = seal_cb, .self = scratch};
  scratch_store_open (scratch, 0);
  return scratch;
}

ScratchStore *
scratch_store_new_sealed (ZbLogSealer sealer)
{
  ScratchStore *scratch = prepare ();

  scratch->sealer = sealer;
  scratch_store_open (scratch, 0);
  return scratch;
}

void
scratch_store_open (ScratchStore *scratch, guint64 max_bytes)
{
  g_autoptr (GError) error = NULL;
  ZbStoreOptions options = {.clock = {now_cb, scratch}, .max_bytes = max_bytes};

  g_assert_null (scratch->store);
  scratch->log = zb_log_new (SCRATCH_ORIGIN, scratch->sealer);
  options.journal = zb_log_journal (scratch->log);
  scratch->store = zb_store_open (scratch->path, &options, &error);
  g_assert_no_error (error);
}

void
scratch_store_close (ScratchStore *scratch)
{
  g_clear_pointer (&scratch->store, zb_store_free);
  g_clear_pointer (&scratch->log, zb_log_free);
}

void
scratch_store_free (ScratchStore *scratch)
{
  if (scratch == NULL)
    return;
  scratch_store_close (scratch);
  zb_key_free (scratch->key);
  zb_temp_dir_free (scratch->dir);
  g_free (scratch->path);
  g_free (scratch);
}

void
scratch_store_sql (ScratchStore *scratch, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (scratch->path, 0, &error);

  g_assert_null (g_getenv (SCRATCH_PLACE));
  g_assert_no_error (error);
  zb_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

char *
scratch_store_verifier (ScratchStore *scratch)
{
  g_autoptr (GError) error = NULL;
  char *verifier = zb_checkpoint_verifier (scratch->key, "test.example", &error);

  g_assert_no_error (error);
  return verifier;
}

static gboolean
commit (
    ScratchStore *scratch, ZbActKind kind, gconstpointer what, ZbActResult *result, GError **error)
{
  ZbAct act = {.kind = kind, .what = what, .time = scratch->now, .who = "Chen"};

  return zb_store_commit_one (scratch->store, &act, result, error);
}

gint64
scratch_do (ScratchStore *scratch, ZbActKind kind, gconstpointer what)
{
  g_autoptr (GError) error = NULL;
  ZbActResult result = {0};
  gint64 id;

  commit (scratch, kind, what, &result, &error);
  g_assert_no_error (error);
  id = result.id;
  zb_act_result_clear (&result);
  return id;
}

void
scratch_do_fails (
    ScratchStore *scratch, ZbActKind kind, gconstpointer what, ZbStoreError code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (commit (scratch, kind, what, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

void
scratch_tenant (ScratchStore *scratch, const char *id, const char *const *levels)
{
  g_autoptr (ZbTenant) tenant = zb_tenant_new ();

  tenant->id = g_strdup (id);
  tenant->name_zh = g_strdup ("统计局");
  tenant->name_en = g_strdup ("Statistics bureau");
  tenant->grace_days = 10;
  for (guint i = 0; levels[i] != NULL; i++)
    zb_tenant_add_level (tenant, levels[i], levels[i], levels[i],
                         levels[i + 1] != NULL ? ZB_SCOPE_AREA : ZB_SCOPE_ALL);
  scratch_do (scratch, ZB_ACT_TENANT, tenant);
}

gint64
scratch_unit (ScratchStore *scratch, const char *code, ...)
{
  ZbUnitValue values[16];
  ZbUnitChange change = {
      .code = code, .day = SCRATCH_DAY, .values = values, .reason = "first entry"};
  va_list list;
  const char *name;

  va_start (list, code);
  while ((name = va_arg (list, const char *)) != NULL) {
    g_assert_cmpuint (change.n_values, <, G_N_ELEMENTS (values));
    values[change.n_values++] = (ZbUnitValue){name, va_arg (list, const char *)};
  }
  va_end (list);
  return scratch_do (scratch, ZB_ACT_UNIT, &change);
}

ZbPackedReport *
scratch_values (const gint64 *numbers, guint n)
{
  ZbPackedReport *packed = g_new0 (ZbPackedReport, 1);
  ZbPackedSection *section = g_new0 (ZbPackedSection, 1);

  packed->sections = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
  section->n_rows = 1;
  section->n_columns = n;
  section->numbers = g_bytes_new (numbers, n * sizeof *numbers);
  g_ptr_array_add (packed->sections, section);
  packed->fields = g_bytes_new_static ("", 0);
  return packed;
}

ScratchMessage *
scratch_message_new (gint64 unit, const char *sender, const char *message_id, gint64 value)
{
  ScratchMessage *message = g_new0 (ScratchMessage, 1);
  g_autofree char *text = g_strdup_printf ("container of %s: %" G_GINT64_FORMAT, message_id, value);

  message->container = g_bytes_new (text, strlen (text));
  message->digest = zb_digest_hex_of_bytes (message->container);
  message->values = scratch_values (&value, 1);
  message->submission = (ZbSubmission){
      .sender = sender,
      .message_id = message_id,
      .digest = message->digest,
      .container = message->container,
      .carrier = "carrier",
      .signer = "signer",
      .tenant = "s1",
      .form = "B203",
      .edition = "2023.1",
      .package = "package",
      .period = "2024-05",
      .unit = unit,
      .report = message->values,
      .findings = "[]",
  };
  for (guint i = 0; i < 2; i++) {
    g_autofree char *receipt = g_strdup_printf ("R%u of %s", i + 1, message_id);

    message->receipts[i].kind = i + 1;
    message->receipts[i].bytes = g_bytes_new (receipt, strlen (receipt));
    message->receipts[i].record =
        g_strdup_printf ("%s %s", i == 0 ? "arrival" : "outcome", message_id);
  }
  message->act = (ZbAct){.kind = ZB_ACT_SUBMISSION,
                         .what = &message->submission,
                         .who = "carrier",
                         .receipts = message->receipts,
                         .n_receipts = 2};
  return message;
}

void
scratch_message_free (ScratchMessage *message)
{
  if (message == NULL)
    return;
  g_bytes_unref (message->container);
  g_free (message->digest);
  zb_packed_report_free (message->values);
  for (guint i = 0; i < 2; i++) {
    g_bytes_unref (message->receipts[i].bytes);
    g_free ((char *)message->receipts[i].record);
  }
  g_free (message);
}

gint64
scratch_send (ScratchStore *scratch, ScratchMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbMessage) stored = NULL;
  ZbActResult result = {0};

  message->act.time = message->submission.received = scratch->now;
  zb_store_commit_one (scratch->store, &message->act, &result, &error);
  g_assert_no_error (error);
  stored = zb_store_read_message_by_id (scratch->store, result.id, &error);
  g_assert_no_error (error);
  zb_act_result_clear (&result);
  return stored->version;
}

gint64
scratch_send_new (
    ScratchStore *scratch, gint64 unit, const char *message_id, const char *replaces, gint64 value)
{
  g_autoptr (ScratchMessage) message =
      scratch_message_new (unit, "91350200612345678X", message_id, value);

  message->submission.replaces = replaces;
  return scratch_send (scratch, message);
}

ZbTotalsKey
scratch_key (const char *district, const char *zone, const char *industry)
{
  return (ZbTotalsKey){.district = (char *)district,
                       .zone = (char *)zone,
                       .industry = (char *)industry,
                       .size = (char *)"1",
                       .registration = (char *)"110"};
}

gboolean
scratch_decide (ScratchStore *scratch,
                gint64 version,
                ZbReviewState to,
                guint to_level,
                const ZbTotalsChange *totals,
                GError **error)
{
  g_autoptr (ZbVersion) seen = zb_store_read_version (scratch->store, version, error);
  ZbDecision decision;
  ZbAct act = {.kind = ZB_ACT_DECISION, .what = &decision, .time = scratch->now, .who = "Chen"};

  if (seen == NULL)
    return FALSE;
  decision = (ZbDecision){.version = version,
                          .digest = seen->digest,
                          .from = seen->state,
                          .from_level = seen->level,
                          .to = to,
                          .to_level = to_level,
                          .action = zb_review_state_to_string (to),
                          .level = to_level,
                          .totals = totals};
  return zb_store_commit_one (scratch->store, &act, NULL, error);
}
