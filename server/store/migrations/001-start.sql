-- Bureau systems, their review chains and people.

CREATE TABLE tenant (
  id TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  commitment_hours INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_level (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  position INTEGER NOT NULL, -- 1 reviews first
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  scope INTEGER NOT NULL,
  PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  level INTEGER NOT NULL,
  areas TEXT NOT NULL, -- codes, one blank between; empty: all
  active INTEGER NOT NULL,
  time INTEGER NOT NULL, -- of the last change; times are microseconds since 1970 UTC
  who TEXT NOT NULL,
  PRIMARY KEY (tenant, person, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_person ON staff (person);

-- The register. What a unit is called, coded and classified as is a fact from a day on.

CREATE TABLE unit (
  id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE unit_fact (
  id INTEGER PRIMARY KEY,
  unit INTEGER NOT NULL REFERENCES unit (id),
  name TEXT NOT NULL, -- 'code' for the credit code
  value TEXT,
  day TEXT NOT NULL,
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  reason TEXT,
  replaced INTEGER NOT NULL DEFAULT 0 -- a later entry for the same day took its place
) STRICT;
CREATE UNIQUE INDEX unit_fact_standing ON unit_fact (unit, name, day) WHERE replaced = 0;
CREATE INDEX unit_fact_code ON unit_fact (value) WHERE name = 'code' AND replaced = 0;

CREATE TABLE mandate (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL, -- '*': all
  unit INTEGER NOT NULL REFERENCES unit (id),
  holder TEXT NOT NULL,
  person TEXT,
  role INTEGER NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
CREATE INDEX mandate_unit ON mandate (unit);
CREATE INDEX mandate_holder ON mandate (holder);

-- Forms and when they are due.

CREATE TABLE package (
  digest TEXT PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  edition TEXT NOT NULL,
  revision INTEGER NOT NULL,
  bundle BLOB NOT NULL,
  published INTEGER NOT NULL,
  who TEXT NOT NULL,
  UNIQUE (tenant, form, edition, revision)
) STRICT;

CREATE TABLE calendar (
  id INTEGER PRIMARY KEY, -- the last one of a form and period is in force
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  period TEXT NOT NULL,
  opens INTEGER NOT NULL, -- -1: as the form says
  deadline INTEGER NOT NULL,
  closes INTEGER NOT NULL,
  joint INTEGER NOT NULL,
  reason TEXT,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
CREATE INDEX calendar_period ON calendar (tenant, form, period);

CREATE TABLE waiver (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  rule TEXT NOT NULL,
  period TEXT NOT NULL,
  unit INTEGER REFERENCES unit (id), -- null: all
  reason TEXT NOT NULL,
  second TEXT NOT NULL,
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  ended INTEGER,
  ended_by TEXT
) STRICT;
CREATE INDEX waiver_period ON waiver (tenant, form, period);

-- What came, and what it made.

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  carrier TEXT NOT NULL,
  signer TEXT NOT NULL,
  tenant TEXT REFERENCES tenant (id),
  form TEXT,
  edition TEXT,
  package TEXT,
  period TEXT,
  unit INTEGER REFERENCES unit (id),
  kind INTEGER NOT NULL,
  received INTEGER NOT NULL,
  refusal TEXT, -- null: valid
  first_leaf INTEGER NOT NULL, -- its receipts' place in the log
  n_leaves INTEGER NOT NULL,
  UNIQUE (sender, message_id)
) STRICT;
CREATE INDEX message_unit ON message (unit);

CREATE TABLE message_body (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  container BLOB NOT NULL,
  findings TEXT NOT NULL
) STRICT;

CREATE TABLE obligation (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  period TEXT NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  district TEXT NOT NULL,
  zone TEXT NOT NULL,
  owed INTEGER NOT NULL,
  exempt TEXT,         -- reason
  permit_until INTEGER,
  permit_reason TEXT,
  head INTEGER REFERENCES version (id),     -- latest version
  accepted INTEGER REFERENCES version (id), -- the one in the totals
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  UNIQUE (tenant, form, period, unit)
) STRICT;
CREATE INDEX obligation_unit ON obligation (unit, form, period);

CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  obligation INTEGER NOT NULL REFERENCES obligation (id),
  number INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES message (id),
  state INTEGER NOT NULL,
  level INTEGER NOT NULL,
  late INTEGER NOT NULL,
  permit INTEGER NOT NULL,
  on_behalf INTEGER NOT NULL,
  replaces INTEGER REFERENCES version (id),
  quasi INTEGER NOT NULL,
  soft INTEGER NOT NULL,
  explanations INTEGER NOT NULL,
  context TEXT,
  resubmit_by INTEGER,
  fields BLOB NOT NULL,
  UNIQUE (obligation, number)
) STRICT;
CREATE UNIQUE INDEX version_message ON version (message);

-- id = version × 256 + section, so that a version's sections lie together.
CREATE TABLE version_section (
  id INTEGER PRIMARY KEY,
  n_rows INTEGER NOT NULL,
  n_columns INTEGER NOT NULL,
  keys BLOB,
  numbers BLOB NOT NULL,
  states BLOB,
  texts BLOB
) STRICT;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL REFERENCES version (id),
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  level INTEGER NOT NULL,
  action TEXT NOT NULL,
  reason TEXT,
  state INTEGER NOT NULL,
  resubmit_by INTEGER,
  leaf INTEGER
) STRICT;
CREATE INDEX decision_version ON decision (version);
CREATE UNIQUE INDEX decision_leaf ON decision (leaf);

CREATE TABLE decision_remark (
  decision INTEGER NOT NULL REFERENCES decision (id),
  position INTEGER NOT NULL,
  cell TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (decision, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision_answer (
  decision INTEGER NOT NULL REFERENCES decision (id),
  position INTEGER NOT NULL,
  rule TEXT NOT NULL,
  cleared INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (decision, position)
) STRICT, WITHOUT ROWID;

-- Totals of accepted versions. Items outlive editions; an item of another scale is another row.

CREATE TABLE total_item (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  form TEXT NOT NULL,
  item TEXT NOT NULL,
  scale INTEGER NOT NULL,
  UNIQUE (tenant, form, item, scale)
) STRICT;

CREATE TABLE total (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  period TEXT NOT NULL,
  district TEXT NOT NULL,
  zone TEXT NOT NULL,
  industry TEXT NOT NULL,
  size TEXT NOT NULL,
  registration TEXT NOT NULL,
  units INTEGER NOT NULL,
  sums BLOB NOT NULL, -- by item: id and count (uint32), sum (int128), little-endian
  UNIQUE (tenant, form, period, district, zone, industry, size, registration)
) STRICT;

CREATE TABLE version_total (
  version INTEGER PRIMARY KEY REFERENCES version (id),
  total INTEGER NOT NULL REFERENCES total (id)
) STRICT;

-- The authority.

CREATE TABLE certificate (
  digest TEXT PRIMARY KEY,
  issuer TEXT NOT NULL,
  serial TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  uses INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  der BLOB NOT NULL,
  revoked INTEGER,
  reason INTEGER,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
CREATE INDEX certificate_serial ON certificate (serial);
CREATE INDEX certificate_unit ON certificate (unit);
CREATE INDEX certificate_revoked ON certificate (issuer) WHERE revoked IS NOT NULL;

CREATE TABLE crl (
  issuer TEXT NOT NULL,
  number INTEGER NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (issuer, number)
) STRICT;

CREATE TABLE invitation (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  code_digest TEXT NOT NULL,
  unit TEXT NOT NULL,
  person TEXT NOT NULL,
  expires INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  used INTEGER,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

-- Transport.

CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  carrier TEXT NOT NULL,
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  length INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  ended INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX upload_open ON upload (carrier, sender, message_id, digest) WHERE ended = 0;
CREATE INDEX upload_expiry ON upload (expires) WHERE ended = 0;
CREATE INDEX upload_sender ON upload (sender) WHERE ended = 0;

CREATE TABLE notice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  unit INTEGER NOT NULL REFERENCES unit (id),
  time INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  message INTEGER REFERENCES message (id),
  form TEXT,
  period TEXT,
  leaf INTEGER,
  acknowledged INTEGER
) STRICT;
CREATE INDEX notice_unit ON notice (unit, id);

CREATE TABLE act_key (
  who TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  first_leaf INTEGER NOT NULL,
  n_leaves INTEGER NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (who, key)
) STRICT, WITHOUT ROWID;

-- The transparency log.

CREATE TABLE log_leaf (
  id INTEGER PRIMARY KEY, -- place in the tree, from 0
  record TEXT NOT NULL
) STRICT;

CREATE TABLE receipt (
  leaf INTEGER PRIMARY KEY REFERENCES log_leaf (id),
  kind INTEGER NOT NULL,
  message INTEGER REFERENCES message (id),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE log_tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT;

CREATE TABLE log_checkpoint (
  size INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  note TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;

-- Against slips of the hand; who means it can drop these, and the log will tell.

CREATE TRIGGER log_leaf_stays BEFORE DELETE ON log_leaf
BEGIN SELECT RAISE (ABORT, 'log records are never deleted'); END;
CREATE TRIGGER log_leaf_stands BEFORE UPDATE ON log_leaf
BEGIN SELECT RAISE (ABORT, 'log records are never changed'); END;
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
BEGIN SELECT RAISE (ABORT, 'receipts are never deleted'); END;
CREATE TRIGGER receipt_stands BEFORE UPDATE ON receipt
BEGIN SELECT RAISE (ABORT, 'receipts are never changed'); END;
CREATE TRIGGER message_body_stays BEFORE DELETE ON message_body
BEGIN SELECT RAISE (ABORT, 'what was received is never deleted'); END;
CREATE TRIGGER message_body_stands BEFORE UPDATE ON message_body
BEGIN SELECT RAISE (ABORT, 'what was received is never changed'); END;
