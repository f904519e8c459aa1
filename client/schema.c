/* SPDX-License-Identifier: Apache-2.0 */
#include "client/schema.h"

/* 1 start: accounts, packages, contexts, obligations, drafts, messages, evidence, notices
 * 2 acknowledged: notices that the server does not know to be here
 * 3 enrolments: those begun and not yet answered
 * 4 publications: what two administrators signed about each form
 * 5 editions: drafts set aside when they were carried to another edition
 * 6 log_watch: which receipts were seen to stand in the server's log, and what contradicts it
 * 7 sets: the forms of a message behind its first
 * 8 words: who asks for a report, and what it is not
 * 9 permits: requests to correct what was accepted
 * 10 import: how files of accounting programs are read, which accounts make up which cells, and
 * what a person noted on a cell
 * 11 levels: by which levels the bureau reviews
 * 12 journal: what was changed in a report, and when
 * 13 commitments: what is sent ahead of a message for R0
 * 14 signing_programs: where no file here has the key
 * 15 seals: the picture of each enterprise's seal
 * 16 cosigns: what not all have signed yet
 * 17 pauses: which messages a person holds back
 * 18 grace: until when a message may follow its commitment
 * 19 dropped_drafts: those that a person threw away
 * 20 trust_bundles: whom the node says to believe, each version, and what was refused */
static const char start[] =
    "create table account ("
    "  id integer primary key, kind text not null, unit text, name text not null, url text not "
    "null,"
    "  node text not null, roots text not null, verifier text not null,"
    "  signing_file text not null, tls_key_file text not null, tls_certificate text not null,"
    "  chain text not null, created integer not null, checkpoint text,"
    "  unique (url, unit, name));"
    "create table package ("
    "  digest text primary key, name text not null, bundle blob not null);"
    "create table context ("
    "  account integer not null references account, form text not null, period text not null,"
    "  fetched integer not null, document text not null,"
    "  primary key (account, form, period)) without rowid;"
    "create table obligation ("
    "  account integer not null references account, tenant text not null, form text not null,"
    "  period text not null, code text not null, title_zh text, title_en text, package text not "
    "null,"
    "  joint integer not null, opens integer not null, deadline integer not null,"
    "  closes integer not null, permit_until integer not null, state text not null,"
    "  level integer not null, late integer not null, message text, resubmit_by integer not null,"
    "  primary key (account, form, period)) without rowid;"
    "create table draft ("
    "  id integer primary key, account integer not null references account, form text not null,"
    "  period text not null, report blob not null, created integer not null,"
    "  changed integer not null, unique (account, form, period));"
    "create table message ("
    "  id text primary key, account integer not null references account, form text not null,"
    "  period text not null, kind text not null, container blob not null, digest text not null,"
    "  priority integer not null, created integer not null, state text not null,"
    "  upload text, offset integer not null default 0, attempts integer not null default 0,"
    "  retry_at integer not null default 0, code text, reason text, outcome text, review text);"
    "create index message_report on message (account, form, period, created);"
    "create index message_due on message (state, priority, retry_at);"
    "create table evidence ("
    "  id integer primary key, message text not null references message, kind integer not null,"
    "  digest text not null unique, bytes blob not null);"
    "create index evidence_message on evidence (message, id);"
    "create table notice ("
    "  account integer not null references account, id integer not null, time integer not null,"
    "  kind text not null, message text, form text, period text, text_zh text, text_en text,"
    "  seen integer not null default 0, primary key (account, id)) without rowid;";

/* Whether a notice of before was acknowledged is not known; doing so again harms nothing. */
static const char acknowledged[] =
    "alter table notice add column acknowledged integer not null default 0;"
    "create index notice_open on notice (account, id) where acknowledged = 0;";

/* The one-time code is not kept: whoever has the invitation has it. */
static const char enrolments[] =
    "create table enrolment ("
    "  invitation text primary key, key text not null, signing_request blob not null,"
    "  tls_request blob not null, signing_file text not null, tls_file text not null,"
    "  created integer not null) without rowid;";

/* A form without a statement came with the node's founding, before the first catalogue was fetched;
 * an account that has forms takes no more of that kind. */
static const char publications[] =
    "alter table package add column publication blob;"
    "alter table package add column withdrawal blob;"
    "alter table package add column offered_from text;"
    "alter table package add column offered_until text;"
    "alter table account add column founded integer not null default 0;"
    "alter table account add column catalogue_tag text;"
    "update account set founded = 1 where exists (select 1 from package);";

/* @stays: the edition that the draft's author took up again. @beneath: the digest of the draft that
 * took this one's place. */
static const char editions[] =
    "alter table draft add column stays text;"
    "create table set_aside_draft ("
    "  id integer primary key, account integer not null references account, form text not null,"
    "  period text not null, edition text not null, report blob not null, beneath text,"
    "  time integer not null);"
    "create index set_aside_draft_report on set_aside_draft (account, form, period, id);";

static const char log_watch[] =
    "alter table account add column watched integer not null default 0;"
    "create table log_conflict ("
    "  account integer not null references account, time integer not null, kept text not null,"
    "  shown text not null, unique (account, kept, shown));";

static const char sets[] = "create table message_member ("
                           "  message text not null references message, form text not null,"
                           "  primary key (message, form)) without rowid;"
                           "create index message_member_form on message_member (form);";

static const char words[] = "alter table obligation add column bureau_zh text;"
                            "alter table obligation add column bureau_en text;"
                            "alter table obligation add column disclaimer_zh text;"
                            "alter table obligation add column disclaimer_en text;";

/* @accepted: the server's number of the accepted report, what a correction is asked for. */
static const char permits[] =
    "alter table obligation add column correct_until integer not null default 0;"
    "alter table obligation add column accepted integer not null default 0;"
    "create table permit ("
    "  account integer not null references account, id integer not null, form text not null,"
    "  period text not null, reason text, time integer not null, state text not null,"
    "  until integer not null, answer text, answered_by text,"
    "  primary key (account, id)) without rowid;";

/* Profiles serve all enterprises: they are about an accounting program. What accounts an enterprise
 * keeps is its own. */
static const char import[] =
    "create table import_profile ("
    "  form text not null, name text not null, sheet text, measure text,"
    "  primary key (form, name)) without rowid;"
    "create table import_heading ("
    "  form text not null, profile text not null, axis text not null, heading text not null,"
    "  target text not null, primary key (form, profile, axis, heading)) without rowid;"
    "create table ledger_formula ("
    "  account integer not null references account, form text not null, item text not null,"
    "  formula text not null, primary key (account, form, item)) without rowid;"
    "create table cell_note ("
    "  account integer not null references account, form text not null, item text not null,"
    "  note text not null, changed integer not null,"
    "  primary key (account, form, item)) without rowid;";

static const char levels[] = "alter table obligation add column levels_zh text;"
                             "alter table obligation add column levels_en text;";
/* @commitment: what is sent ahead for a receipt (R0). @certificates: PEM of those that the
 * signature leaves out, and @known the signer's that the node is known to have. */
static const char commitments[] = "alter table message add column commitment blob;"
                                  "alter table message add column certificates text;"
                                  "alter table account add column known text;";

static const char journal[] =
    "create table journal ("
    "  id integer primary key, account integer not null references account, form text not null,"
    "  period text not null, time integer not null, text text not null);"
    "create index journal_report on journal (account, form, period, id);";

/* @signer: the command line of the program that has the signing key, where no file here does. */
static const char signing_programs[] = "alter table account add column signer text;";

/* @png: what zb_seal_check() of paper/print took. */
static const char seals[] = "create table seal ("
                            "  account integer primary key references account, png blob not null,"
                            "  changed integer not null);";

/* Reports that not all have signed yet. A draft of one of its @forms, begun or changed, is another
 * report than the one that was signed. @roles: bits that the account's person holds. */
static const char cosigns[] =
    "create table cosign ("
    "  message text not null, account integer not null references account, form text not null,"
    "  forms text not null, period text not null, container blob not null, digest text not null,"
    "  missing integer not null, signers text not null, signed integer not null,"
    "  voided integer not null default 0, remark text, remark_by text, time integer not null,"
    "  primary key (message, account)) without rowid;"
    "create table signing_role ("
    "  account integer not null references account, tenant text not null, roles integer not null,"
    "  primary key (account, tenant)) without rowid;"
    "create trigger draft_begun after insert on draft begin"
    "  update cosign set voided = 1 where account = new.account and period = new.period and"
    "  instr (forms, ' ' || new.form || ' ') > 0; end;"
    "create trigger draft_changed after update of report on draft begin"
    "  update cosign set voided = 1 where account = new.account and period = new.period and"
    "  instr (forms, ' ' || new.form || ' ') > 0; end;";

/* @paused: the person holds it back. */
static const char pauses[] = "alter table message add column paused integer not null default 0;";

/* @committed_until: what the node said with R0; 0 where it is not known. */
static const char grace[] =
    "alter table message add column committed_until integer not null default 0;";

/* What was thrown away in one go, and each draft of it as it was. */
static const char dropped_drafts[] =
    "create table dropped ("
    "  id integer primary key autoincrement, account integer not null references account, form "
    "text not null,"
    "  period text not null, time integer not null);"
    "create index dropped_time on dropped (time);"
    "create table dropped_draft ("
    "  dropped integer not null references dropped on delete cascade, form text not null,"
    "  report blob not null, created integer not null, changed integer not null, stays text,"
    "  primary key (dropped, form));";

/* @issued: as the statement says; @taken: when it came here. */
static const char trust_bundles[] =
    "create table trust_bundle ("
    "  account integer not null references account, version integer not null,"
    "  issued integer not null, statement blob not null, signature blob not null,"
    "  taken integer not null, primary key (account, version)) without rowid;"
    "create table trust_refusal ("
    "  account integer not null references account, digest text not null,"
    "  version integer not null, time integer not null, reason text not null,"
    "  statement blob not null, signature blob not null,"
    "  primary key (account, digest)) without rowid;";

const ZbMigration zb_client_migrations[] = {
    {.name = "001-start", .sql = start},
    {.name = "002-acknowledged", .sql = acknowledged},
    {.name = "003-enrolments", .sql = enrolments},
    {.name = "004-publications", .sql = publications},
    {.name = "005-editions", .sql = editions},
    {.name = "006-log-watch", .sql = log_watch},
    {.name = "007-sets", .sql = sets},
    {.name = "008-words", .sql = words},
    {.name = "009-permits", .sql = permits},
    {.name = "010-import", .sql = import},
    {.name = "011-levels", .sql = levels},
    {.name = "012-journal", .sql = journal},
    {.name = "013-commitments", .sql = commitments},
    {.name = "014-signing-programs", .sql = signing_programs},
    {.name = "015-seals", .sql = seals},
    {.name = "016-cosigns", .sql = cosigns},
    {.name = "017-pauses", .sql = pauses},
    {.name = "018-grace", .sql = grace},
    {.name = "019-dropped-drafts", .sql = dropped_drafts},
    {.name = "020-trust-bundles", .sql = trust_bundles},
};

const guint zb_client_n_migrations = G_N_ELEMENTS (zb_client_migrations);
