/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/calendar.h"
#include "server/store/invitation.h"
#include "server/store/notice.h"
#include "server/store/package.h"
#include "server/store/staff.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define CODE "91350200612345678X"

static const char *const two_levels[] = {"district", "city", NULL};
static const char *const one_level[] = {"office", NULL};

static void
test_tenants_have_their_chains (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  scratch_tenant (scratch, "s1", two_levels);
  scratch_tenant (scratch, "tax", one_level);
  g_autoptr (GPtrArray) tenants = zb_store_list_tenants (scratch->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tenants->len, ==, 2);
  const ZbTenant *s1 = g_ptr_array_index (tenants, 0);
  g_assert_cmpstr (s1->id, ==, "s1");
  g_assert_cmpuint (s1->levels->len, ==, 2);
  const ZbLevel *city = g_ptr_array_index (s1->levels, 1);
  g_assert_cmpstr (city->id, ==, "city");
  g_assert_cmpint (city->scope, ==, ZB_SCOPE_ALL);
  g_autoptr (ZbTenant) tax = zb_store_read_tenant (scratch->store, "tax", &error);
  g_assert_cmpuint (tax->levels->len, ==, 1);
  g_assert_null (zb_store_read_tenant (scratch->store, "s9", &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
}

static void
test_chain_is_not_cut_under_a_report (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (ZbTenant) shorter = zb_tenant_new ();

  scratch_tenant (scratch, "s1", two_levels);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  gint64 version = scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_assert_true (scratch_decide (scratch, version, ZB_REVIEW_PASSED, 1, NULL, NULL));
  shorter->id = g_strdup ("s1");
  shorter->name_zh = g_strdup ("统计局");
  shorter->name_en = g_strdup ("Statistics");
  zb_tenant_add_level (shorter, "city", "市", "City", ZB_SCOPE_ALL);
  scratch_do_fails (scratch, ZB_ACT_TENANT, shorter, ZB_STORE_ERROR_INVALID, CODE);
}

static void
test_second_tenant_has_its_own_obligations (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  scratch_tenant (scratch, "s1", two_levels);
  scratch_tenant (scratch, "tax", one_level);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", "area", "350203", NULL);
  gint64 stats = scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_autoptr (ScratchMessage) message = scratch_message_new (unit, CODE, "t1", 2);
  message->submission.tenant = "tax";
  message->submission.form = "VAT-1";
  gint64 tax = scratch_send (scratch, message);
  ZbTotalsChange change = {.enters = tax, .key = scratch_key ("350203", "", "39")};

  /* One level accepts at once, the other tenant's report waits. */
  g_assert_true (scratch_decide (scratch, tax, ZB_REVIEW_ACCEPTED, 1, &change, &error));
  g_assert_true (scratch_decide (scratch, stats, ZB_REVIEW_PASSED, 1, NULL, &error));
  g_autoptr (GPtrArray) owed =
      zb_store_list_obligations (scratch->store, &(ZbObligationQuery){.tenant = "tax"}, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (owed->len, ==, 1);
  g_assert_cmpint (((ZbObligation *)g_ptr_array_index (owed, 0))->state, ==, ZB_REVIEW_ACCEPTED);
  g_autoptr (GPtrArray) waiting = zb_store_list_versions (
      scratch->store,
      &(ZbVersionQuery){.tenant = "s1", .states = 1 << ZB_REVIEW_PASSED, .level = 1, .heads = TRUE},
      &error);
  g_assert_cmpuint (waiting->len, ==, 1);
  g_autoptr (GPtrArray) totals =
      zb_store_list_totals (scratch->store, "s1", "VAT-1", "2024-05", &error);
  g_assert_cmpuint (totals->len, ==, 0);
}

static void
test_queue_shows_an_area (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  static const char *const district[] = {"350203", NULL};
  static const char *const both[] = {"350205", "350298", NULL};
  g_autoptr (GError) error = NULL;

  scratch_tenant (scratch, "s1", two_levels);
  gint64 plain = scratch_unit (scratch, "CODE1", "name", "甲", "area", "350203", NULL);
  gint64 zoned =
      scratch_unit (scratch, "CODE2", "name", "乙", "area", "350203", "zone", "350298", NULL);
  scratch_send_new (scratch, plain, "m1", NULL, 1);
  scratch_send_new (scratch, zoned, "m2", NULL, 1);
  g_autoptr (GPtrArray) in_district = zb_store_list_versions (
      scratch->store, &(ZbVersionQuery){.areas = district, .level = -1}, &error);
  g_autoptr (GPtrArray) in_zone = zb_store_list_versions (
      scratch->store, &(ZbVersionQuery){.areas = both, .level = -1}, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (in_district->len, ==, 1);
  g_assert_cmpint (((ZbVersion *)g_ptr_array_index (in_district, 0))->unit, ==, plain);
  g_assert_cmpuint (in_zone->len, ==, 1);
  g_assert_cmpint (((ZbVersion *)g_ptr_array_index (in_zone, 0))->unit, ==, zoned);
}

static void
test_decision_needs_the_state_it_saw (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  scratch_tenant (scratch, "s1", two_levels);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  gint64 version = scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_autoptr (ZbVersion) seen = zb_store_read_version (scratch->store, version, NULL);
  ZbDecision decision = {.version = version,
                         .digest = seen->digest,
                         .from = ZB_REVIEW_SUBMITTED,
                         .to = ZB_REVIEW_PASSED,
                         .to_level = 1,
                         .action = "pass",
                         .level = 1};
  ZbDecision blind = decision;

  blind.digest = "0000";
  scratch_do_fails (scratch, ZB_ACT_DECISION, &blind, ZB_STORE_ERROR_STALE, "other contents");
  scratch_do (scratch, ZB_ACT_DECISION, &decision);
  scratch_do_fails (scratch, ZB_ACT_DECISION, &decision, ZB_STORE_ERROR_STALE,
                    "is now passed at level 1");
  scratch_send_new (scratch, unit, "m2", "m1", 2);
  decision.from = ZB_REVIEW_PASSED;
  decision.from_level = 1;
  scratch_do_fails (scratch, ZB_ACT_DECISION, &decision, ZB_STORE_ERROR_STALE, "newer version");
  decision.version = 99;
  scratch_do_fails (scratch, ZB_ACT_DECISION, &decision, ZB_STORE_ERROR_NOT_FOUND, "99");
}

/* The decision's notice lies in the unit's inbox, and nobody else can acknowledge it. */
static void
assert_notice (ScratchStore *scratch, gint64 unit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) whose = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_ptr_array_add (whose, zb_addressee_new (unit, "s1", NULL, NULL));
  g_autoptr (GPtrArray) inbox = zb_store_list_notices (scratch->store, whose, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (inbox->len, ==, 1);
  const ZbNotice *posted = g_ptr_array_index (inbox, 0);
  g_assert_cmpstr (posted->message_id, ==, "m1");
  g_assert_cmpstr (posted->form, ==, "B203");
  g_assert_cmpstr (posted->tenant, ==, "s1");
  g_assert_cmpint (posted->leaf, ==, 5);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  const ZbStoredAcknowledgement said = {.notice = posted->id,
                                        .unit = (char *)CODE,
                                        .signer = (char *)"s",
                                        .time = 7,
                                        .digest = (char *)"d",
                                        .statement = bytes,
                                        .signature = bytes};
  ZbAcknowledging ack = {&said, unit};
  scratch_do (scratch, ZB_ACT_ACKNOWLEDGEMENT, &ack);
  scratch_do (scratch, ZB_ACT_ACKNOWLEDGEMENT, &ack);
  g_autoptr (GPtrArray) kept = zb_store_list_acknowledgements (scratch->store, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kept->len, ==, 1);
  const ZbStoredAcknowledgement *one = g_ptr_array_index (kept, 0);
  g_assert_cmpint (one->notice, ==, posted->id);
  g_assert_cmpstr (one->unit, ==, CODE);
  g_assert_cmpint (one->time, ==, 7);
  ack.unit++;
  scratch_do_fails (scratch, ZB_ACT_ACKNOWLEDGEMENT, &ack, ZB_STORE_ERROR_NOT_FOUND, "no notice");
}

static void
test_decision_keeps_its_words (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) r4 = g_bytes_new_static ("R4", 2);
  ZbCellRemark remarks[] = {{(char *)"A.01.1", (char *)"请核对"}};
  ZbExplanationAnswer answers[] = {{(char *)"B203#7/A.01", FALSE, (char *)"too thin"}};
  ZbActReceipt receipt = {.kind = 4, .bytes = r4, .record = "decision m1"};

  scratch_tenant (scratch, "s1", two_levels);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  gint64 id = scratch_send_new (scratch, unit, "m1", NULL, 1);
  g_autoptr (ZbVersion) seen = zb_store_read_version (scratch->store, id, NULL);
  ZbDecision decision = {.version = id,
                         .digest = seen->digest,
                         .from = ZB_REVIEW_SUBMITTED,
                         .to = ZB_REVIEW_RETURNED,
                         .action = "return",
                         .level = 1,
                         .reason = "figures do not fit",
                         .resubmit_by = scratch->now + 1,
                         .remarks = remarks,
                         .n_remarks = 1,
                         .answers = answers,
                         .n_answers = 1};
  ZbActNotice notice = {.unit = unit, .kind = "returned", .text_zh = "退回", .text_en = "Returned"};
  ZbAct act = {.kind = ZB_ACT_DECISION,
               .what = &decision,
               .time = scratch->now,
               .who = "Chen",
               .receipts = &receipt,
               .n_receipts = 1,
               .notices = &notice,
               .n_notices = 1};

  g_assert_true (zb_store_commit_one (scratch->store, &act, NULL, &error));
  g_autoptr (GPtrArray) decisions = zb_store_list_decisions (scratch->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (decisions->len, ==, 1);
  const ZbStoredDecision *kept = g_ptr_array_index (decisions, 0);
  g_assert_cmpstr (kept->who, ==, "Chen");
  g_assert_cmpstr (kept->reason, ==, "figures do not fit");
  /* Behind the records of tenant and unit, two receipts and a new line of the list. */
  g_assert_cmpint (kept->leaf, ==, 5);
  g_assert_cmpstr (((ZbCellRemark *)g_ptr_array_index (kept->remarks, 0))->text, ==, "请核对");
  const ZbExplanationAnswer *answer = g_ptr_array_index (kept->answers, 0);
  g_assert_false (answer->cleared);
  g_assert_cmpstr (answer->rule, ==, "B203#7/A.01");
  g_autoptr (ZbVersion) after = zb_store_read_version (scratch->store, id, NULL);
  g_assert_cmpint (after->state, ==, ZB_REVIEW_RETURNED);
  g_assert_cmpint (after->resubmit_by, ==, scratch->now + 1);
  g_autoptr (GPtrArray) receipts = zb_store_list_receipts (scratch->store, after->message, &error);
  g_assert_cmpuint (receipts->len, ==, 3);
  assert_notice (scratch, unit);
}

static void
test_key_makes_an_act_repeatable (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbActKey key = {"Chen", "0190-key", "digest of the request"};
  static const char *const records[] = {"opened", NULL};
  ZbCalendarEntry entry = {.tenant = (char *)"s1",
                           .form = (char *)"B203",
                           .period = (char *)"2024-05",
                           .opens = 5,
                           .deadline = -1,
                           .closes = -1,
                           .joint = -1};
  ZbAct act = {
      .kind = ZB_ACT_CALENDAR, .what = &entry, .who = "Chen", .records = records, .key = &key};
  ZbActResult first = {0}, second = {0};

  scratch_tenant (scratch, "s1", two_levels);
  g_assert_true (zb_store_commit_one (scratch->store, &act, &first, &error));
  g_assert_true (zb_store_commit_one (scratch->store, &act, &second, &error));
  g_assert_true (second.repeated);
  g_assert_cmpint (second.id, ==, first.id);
  g_assert_cmpuint (second.first_leaf, ==, first.first_leaf);
  key.request = "another";
  g_assert_false (zb_store_commit_one (scratch->store, &act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_KEY_REUSED);
  g_autoptr (GPtrArray) leaves = zb_store_list_leaves (scratch->store, 0, 0, NULL);
  /* The record of the tenant, that of the act, and what the act wrote; nothing for the others. */
  g_assert_cmpuint (leaves->len, ==, 3);
  zb_act_result_clear (&first);
  zb_act_result_clear (&second);
}

static void
test_last_calendar_entry_is_in_force (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbCalendarEntry entry = {.tenant = (char *)"s1",
                           .form = (char *)"B203",
                           .period = (char *)"2024-05",
                           .opens = 5,
                           .deadline = 10,
                           .closes = 20,
                           .joint = -1};

  scratch_tenant (scratch, "s1", two_levels);
  g_assert_null (zb_store_read_calendar (scratch->store, "s1", "B203", "2024-05", &error));
  g_assert_no_error (error);
  scratch_do (scratch, ZB_ACT_CALENDAR, &entry);
  entry.closes = 30;
  scratch_do (scratch, ZB_ACT_CALENDAR, &entry);
  g_autoptr (ZbCalendarEntry) read =
      zb_store_read_calendar (scratch->store, "s1", "B203", "2024-05", &error);
  g_assert_cmpint (read->closes, ==, 30);
  g_autoptr (GPtrArray) all = zb_store_list_calendar (scratch->store, "s1", NULL, &error);
  g_assert_cmpuint (all->len, ==, 1);
  entry.closes = 9;
  scratch_do_fails (scratch, ZB_ACT_CALENDAR, &entry, ZB_STORE_ERROR_INVALID, "2024-05");
}

static void
test_permits_and_exemptions (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  scratch_tenant (scratch, "s1", two_levels);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  ZbRespondent respondent = {unit, CODE, "甲", "350203", ""};
  ZbObligations owed = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .respondents = &respondent, .n = 1};
  ZbPermit permit = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .unit = unit, .until = 77};
  ZbExemption exemption = {
      .tenant = "s1", .form = "B203", .period = "2024-05", .unit = unit, .reason = "flood"};

  scratch_do_fails (scratch, ZB_ACT_PERMIT, &permit, ZB_STORE_ERROR_NOT_FOUND, "2024-05");
  scratch_do (scratch, ZB_ACT_OBLIGATIONS, &owed);
  scratch_do (scratch, ZB_ACT_PERMIT, &permit);
  scratch_do (scratch, ZB_ACT_EXEMPTION, &exemption);
  g_autoptr (ZbObligation) read =
      zb_store_read_obligation (scratch->store, "s1", "B203", "2024-05", unit, &error);
  g_assert_cmpint (read->permit_until, ==, 77);
  g_assert_true (read->exempt);
  exemption.lift = TRUE;
  scratch_do (scratch, ZB_ACT_EXEMPTION, &exemption);
  g_autoptr (ZbObligation) lifted =
      zb_store_read_obligation (scratch->store, "s1", "B203", "2024-05", unit, &error);
  g_assert_false (lifted->exempt);
}

static void
test_package_is_immutable (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GBytes) bundle = g_bytes_new_static ("bundle", 6);
  g_autoptr (GError) error = NULL;
  ZbStoredPackage package = {.tenant = (char *)"s1",
                             .digest = (char *)"aa",
                             .form = (char *)"B203",
                             .edition = (char *)"2023",
                             .revision = 1,
                             .bundle = bundle};

  scratch_tenant (scratch, "s1", two_levels);
  scratch_do (scratch, ZB_ACT_PACKAGE, &package);
  scratch_do (scratch, ZB_ACT_PACKAGE, &package);
  package.digest = (char *)"bb";
  scratch_do_fails (scratch, ZB_ACT_PACKAGE, &package, ZB_STORE_ERROR_EXISTS, "B203/2023.1");
  package.revision = 2;
  scratch_do (scratch, ZB_ACT_PACKAGE, &package);
  g_autoptr (GPtrArray) all = zb_store_list_packages (scratch->store, "s1", 0, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_autoptr (ZbStoredPackage) read = zb_store_read_package (scratch->store, "bb", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read->bundle, bundle));
  g_assert_cmpuint (read->revision, ==, 2);
}

static void
test_staff_posts (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (ZbStaff) staff = zb_staff_new ();

  scratch_tenant (scratch, "s1", two_levels);
  staff->tenant = g_strdup ("s1");
  staff->person = g_strdup ("lin");
  staff->name = g_strdup ("林");
  staff->role = g_strdup ("district");
  staff->level = 1;
  staff->active = TRUE;
  g_ptr_array_add (staff->areas, g_strdup ("350203"));
  g_ptr_array_add (staff->areas, g_strdup ("350298"));
  scratch_do (scratch, ZB_ACT_STAFF, staff);
  g_autoptr (GPtrArray) posts = zb_store_list_posts (scratch->store, "lin", NULL);
  g_assert_cmpuint (posts->len, ==, 1);
  const ZbStaff *read = g_ptr_array_index (posts, 0);
  g_assert_cmpuint (read->areas->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (read->areas, 1), ==, "350298");
  staff->active = FALSE;
  scratch_do (scratch, ZB_ACT_STAFF, staff);
  g_autoptr (GPtrArray) ended = zb_store_list_posts (scratch->store, "lin", NULL);
  g_assert_cmpuint (ended->len, ==, 0);
}

static void
test_invitation_is_spent_once (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GBytes) der = g_bytes_new_static ("der", 3);
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  ZbInvitation invitation = {.handle = (char *)"K7PM",
                             .code_digest = (char *)"d",
                             .unit = (char *)CODE,
                             .person = (char *)"",
                             .expires = scratch->now + 10,
                             .tries = 5};
  ZbStoredCertificate certificate = {.digest = (char *)"c1",
                                     .issuer = (char *)"ca",
                                     .serial = (char *)"01",
                                     .name = (char *)"Lin",
                                     .unit = (char *)CODE,
                                     .der = der};
  ZbMandate mandate = {.tenant = (char *)"*",
                       .unit = unit,
                       .holder = (char *)CODE,
                       .role = ZB_MANDATE_PREPARER,
                       .from_day = (char *)SCRATCH_DAY};

  ZbInvitationUse use = {.invitation = scratch_do (scratch, ZB_ACT_INVITATION, &invitation),
                         .certificates = &certificate,
                         .n_certificates = 1,
                         .mandates = &mandate,
                         .n_mandates = 1};
  scratch_do_fails (scratch, ZB_ACT_INVITATION, &invitation, ZB_STORE_ERROR_EXISTS, "K7PM");
  scratch_do (scratch, ZB_ACT_INVITATION_USE, &use);
  scratch_do_fails (scratch, ZB_ACT_INVITATION_USE, &use, ZB_STORE_ERROR_EXPIRED, "used");
  g_autoptr (ZbStoredCertificate) read = zb_store_read_certificate (scratch->store, "c1", NULL);
  g_assert_cmpstr (read->name, ==, "Lin");
  guint roles = 0;
  g_assert_true (
      zb_store_read_mandate (scratch->store, "s1", unit, CODE, "Lin", SCRATCH_DAY, &roles, NULL));
  g_assert_cmpuint (roles, ==, ZB_MANDATE_PREPARER);
}

static void
test_wrong_codes_void_an_invitation (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbInvitation invitation = {.handle = (char *)"K7PM",
                             .code_digest = (char *)"d",
                             .unit = (char *)CODE,
                             .person = (char *)"",
                             .expires = scratch->now + 10,
                             .tries = 5};
  ZbInvitationTry attempt = {"K7PM"};
  ZbInvitationUse use = {.invitation = scratch_do (scratch, ZB_ACT_INVITATION, &invitation)};

  for (int i = 0; i < 6; i++)
    scratch_do (scratch, ZB_ACT_INVITATION_TRY, &attempt);
  g_autoptr (ZbInvitation) read = zb_store_read_invitation (scratch->store, "K7PM", NULL);
  g_assert_cmpuint (read->tries, ==, 0);
  scratch_do_fails (scratch, ZB_ACT_INVITATION_USE, &use, ZB_STORE_ERROR_EXPIRED, "wrong codes");
}

static void
test_expired_invitation_is_refused (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbInvitation invitation = {.handle = (char *)"K7PM",
                             .code_digest = (char *)"d",
                             .unit = (char *)CODE,
                             .person = (char *)"",
                             .expires = scratch->now,
                             .tries = 5};
  ZbInvitationUse use = {.invitation = scratch_do (scratch, ZB_ACT_INVITATION, &invitation)};

  scratch->now++;
  scratch_do_fails (scratch, ZB_ACT_INVITATION_USE, &use, ZB_STORE_ERROR_EXPIRED, "expired");
  scratch->now--;
  scratch_do (scratch, ZB_ACT_INVITATION_USE, &use);
}

static void
test_revocation_keeps_its_first_time (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GBytes) der = g_bytes_new_static ("der", 3);
  ZbStoredCertificate certificate = {.digest = (char *)"c1",
                                     .issuer = (char *)"ca",
                                     .serial = (char *)"01",
                                     .name = (char *)"Lin",
                                     .unit = (char *)CODE,
                                     .der = der};
  ZbRevocationAct revocation = {"ca", "01", 7, 1};
  ZbStoredCrl crl = {.issuer = (char *)"ca", .number = 1, .der = der};

  scratch_do (scratch, ZB_ACT_CERTIFICATE, &certificate);
  scratch_do (scratch, ZB_ACT_REVOCATION, &revocation);
  revocation.revoked = 9;
  scratch_do (scratch, ZB_ACT_REVOCATION, &revocation);
  g_autoptr (GPtrArray) revoked = zb_store_list_certificates (
      scratch->store, &(ZbCertificateQuery){.issuer = "ca", .revoked = TRUE}, NULL);
  g_assert_cmpuint (revoked->len, ==, 1);
  g_assert_cmpint (((ZbStoredCertificate *)g_ptr_array_index (revoked, 0))->revoked, ==, 7);
  revocation.serial = "02";
  scratch_do_fails (scratch, ZB_ACT_REVOCATION, &revocation, ZB_STORE_ERROR_NOT_FOUND, "02");

  scratch_do (scratch, ZB_ACT_CRL, &crl);
  scratch_do_fails (scratch, ZB_ACT_CRL, &crl, ZB_STORE_ERROR_STALE, "list 1 comes after list 1");
  crl.number = 2;
  scratch_do (scratch, ZB_ACT_CRL, &crl);
  g_autoptr (GPtrArray) crls = zb_store_list_crls (scratch->store, NULL, NULL);
  g_assert_cmpuint (crls->len, ==, 1);
  g_assert_cmpuint (((ZbStoredCrl *)g_ptr_array_index (crls, 0))->number, ==, 2);
}

static void
test_unknown_tenant_is_refused (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbObligations owed = {.tenant = "s9", .form = "B203", .period = "2024-05"};
  gint64 unit = scratch_unit (scratch, CODE, "name", "甲", NULL);
  ZbRespondent respondent = {unit, CODE, "甲", "", ""};

  owed.respondents = &respondent;
  owed.n = 1;
  scratch_do_fails (scratch, ZB_ACT_OBLIGATIONS, &owed, ZB_STORE_ERROR_INVALID, "FOREIGN KEY");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/store/" name, function)
  ADD ("tenants-have-their-chains", test_tenants_have_their_chains);
  ADD ("chain-is-not-cut-under-a-report", test_chain_is_not_cut_under_a_report);
  ADD ("second-tenant-has-its-own-obligations", test_second_tenant_has_its_own_obligations);
  ADD ("queue-shows-an-area", test_queue_shows_an_area);
  ADD ("decision-needs-the-state-it-saw", test_decision_needs_the_state_it_saw);
  ADD ("decision-keeps-its-words", test_decision_keeps_its_words);
  ADD ("key-makes-an-act-repeatable", test_key_makes_an_act_repeatable);
  ADD ("last-calendar-entry-is-in-force", test_last_calendar_entry_is_in_force);
  ADD ("permits-and-exemptions", test_permits_and_exemptions);
  ADD ("package-is-immutable", test_package_is_immutable);
  ADD ("staff-posts", test_staff_posts);
  ADD ("invitation-is-spent-once", test_invitation_is_spent_once);
  ADD ("wrong-codes-void-an-invitation", test_wrong_codes_void_an_invitation);
  ADD ("expired-invitation-is-refused", test_expired_invitation_is_refused);
  ADD ("revocation-keeps-its-first-time", test_revocation_keeps_its_first_time);
  ADD ("unknown-tenant-is-refused", test_unknown_tenant_is_refused);
  return g_test_run ();
}
