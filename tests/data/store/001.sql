-- A store as the first schema left it: one unit, its report accepted, a correction under review.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE tenant (
  id TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  commitment_hours INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tenant VALUES('s1','统计局','Statistics bureau',10,0);
CREATE TABLE tenant_level (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  position INTEGER NOT NULL, -- 1 reviews first
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  scope INTEGER NOT NULL,
  PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;
INSERT INTO tenant_level VALUES('s1',1,'district','district','district',1);
INSERT INTO tenant_level VALUES('s1',2,'city','city','city',0);
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
CREATE TABLE unit (
  id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO unit VALUES(1);
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
INSERT INTO unit_fact VALUES(1,1,'code','91350200612345678X','2024-01-01',1717588800000000,'Chen','first entry',0);
INSERT INTO unit_fact VALUES(2,1,'name','厦门甲公司','2024-01-01',1717588800000000,'Chen','first entry',0);
INSERT INTO unit_fact VALUES(3,1,'area','350203','2024-01-01',1717588800000000,'Chen','first entry',0);
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
INSERT INTO message VALUES(1,'91350200612345678X','m1','3e0b483773d7621fa45951fe7cb49178c57c0485d6e0dd91b8fc30849e62e6e0','carrier','signer','s1','B203','2023.1','package','2024-05',1,0,1717588800000000,NULL,0,2);
INSERT INTO message VALUES(2,'91350200612345678X','m2','1875408dffaa9179450bcc5a1a6b36a10b10c1687f7816a5f6ce040711d1a78d','carrier','signer','s1','B203','2023.1','package','2024-05',1,0,1717588800000000,NULL,2,2);
CREATE TABLE message_body (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  container BLOB NOT NULL,
  findings TEXT NOT NULL
) STRICT;
INSERT INTO message_body VALUES(1,X'636f6e7461696e6572206f66206d313a203432','[]');
INSERT INTO message_body VALUES(2,X'636f6e7461696e6572206f66206d323a203433','[]');
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
INSERT INTO obligation VALUES(1,'s1','B203','2024-05',1,'91350200612345678X','厦门甲公司','350203','',0,NULL,NULL,NULL,2,1,1717588800000000,'carrier');
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
INSERT INTO version VALUES(1,1,1,1,4,2,0,0,0,NULL,0,0,0,NULL,NULL,X'');
INSERT INTO version VALUES(2,1,2,2,1,0,0,0,0,1,0,0,0,NULL,NULL,X'');
CREATE TABLE version_section (
  id INTEGER PRIMARY KEY,
  n_rows INTEGER NOT NULL,
  n_columns INTEGER NOT NULL,
  keys BLOB,
  numbers BLOB NOT NULL,
  states BLOB,
  texts BLOB
) STRICT;
INSERT INTO version_section VALUES(256,1,1,NULL,X'2a00000000000000',NULL,NULL);
INSERT INTO version_section VALUES(512,1,1,NULL,X'2b00000000000000',NULL,NULL);
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
INSERT INTO decision VALUES(1,1,1717588800000000,'Chen',1,'passed',NULL,3,NULL,NULL);
INSERT INTO decision VALUES(2,1,1717588800000000,'Chen',2,'accepted',NULL,4,NULL,NULL);
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
CREATE TABLE total_item (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  form TEXT NOT NULL,
  item TEXT NOT NULL,
  scale INTEGER NOT NULL,
  UNIQUE (tenant, form, item, scale)
) STRICT;
INSERT INTO total_item VALUES(1,'s1','B203','213.1',0);
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
INSERT INTO total VALUES(1,'s1','B203','2024-05','350203','','39','1','110',1,X'01000000010000002a000000000000000000000000000000');
CREATE TABLE version_total (
  version INTEGER PRIMARY KEY REFERENCES version (id),
  total INTEGER NOT NULL REFERENCES total (id)
) STRICT;
INSERT INTO version_total VALUES(1,1);
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
CREATE TABLE log_leaf (
  id INTEGER PRIMARY KEY, -- place in the tree, from 0
  record TEXT NOT NULL
) STRICT;
INSERT INTO log_leaf VALUES(0,'arrival m1');
INSERT INTO log_leaf VALUES(1,'outcome m1');
INSERT INTO log_leaf VALUES(2,'arrival m2');
INSERT INTO log_leaf VALUES(3,'outcome m2');
CREATE TABLE receipt (
  leaf INTEGER PRIMARY KEY REFERENCES log_leaf (id),
  kind INTEGER NOT NULL,
  message INTEGER REFERENCES message (id),
  bytes BLOB NOT NULL
) STRICT;
INSERT INTO receipt VALUES(0,1,1,X'5231206f66206d31');
INSERT INTO receipt VALUES(1,2,1,X'5232206f66206d31');
INSERT INTO receipt VALUES(2,1,2,X'5231206f66206d32');
INSERT INTO receipt VALUES(3,2,2,X'5232206f66206d32');
CREATE TABLE log_tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT;
INSERT INTO log_tile VALUES(0,0,X'784c96cc0b1c5e6260bcdc84998a1bb788484f7f90cdc5923562d54bd209cd3435db7609ca275f150ae1ff940dc7f5132ebd597ff47ab6edca6b74da4426aee8a307c21d9c95bfc77480b523820753d88e01c50feb4523866aef9d6ac410a2c9fc7d288978471f8e58950369f7443c6755fa0c03113f62633c956de93abeef84');
CREATE TABLE log_checkpoint (
  size INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  note TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;
INSERT INTO log_checkpoint VALUES(2,1717588800000000,replace('test.example/log\n2\nwo7lqfwkpgbY+JS91CEbFNkP5kGovon6fO0YMTaH+gU=\n\n— test.example hJ3lS0Bu+3Jj5L6X9x6NJODrq3F4FnaKdkRxrb/FGVFgIw49mSt0y1LLFiYkzuqmx2qudGVK3FVxbAbZeOxJr4VIVgA=\n','\n',char(10)),X'6e6f207369676e6174757265');
INSERT INTO log_checkpoint VALUES(4,1717588800000000,replace('test.example/log\n4\n8SUHFWuKrSed+cBJFzCMwjnLTew7t4erGyqb/E8biQs=\n\n— test.example hJ3lS2DMkOiDOweLjMbTI/NYPKilB8BWovXztpWGtd6Yervgf/vO+6OioThXhKoGN5OISZSYjNmVq5Jd1X1WzU5Pqw8=\n','\n',char(10)),X'6e6f207369676e6174757265');
DELETE FROM sqlite_sequence;
CREATE INDEX staff_person ON staff (person);
CREATE UNIQUE INDEX unit_fact_standing ON unit_fact (unit, name, day) WHERE replaced = 0;
CREATE INDEX unit_fact_code ON unit_fact (value) WHERE name = 'code' AND replaced = 0;
CREATE INDEX mandate_unit ON mandate (unit);
CREATE INDEX mandate_holder ON mandate (holder);
CREATE INDEX calendar_period ON calendar (tenant, form, period);
CREATE INDEX waiver_period ON waiver (tenant, form, period);
CREATE INDEX message_unit ON message (unit);
CREATE INDEX obligation_unit ON obligation (unit, form, period);
CREATE UNIQUE INDEX version_message ON version (message);
CREATE INDEX decision_version ON decision (version);
CREATE UNIQUE INDEX decision_leaf ON decision (leaf);
CREATE INDEX certificate_serial ON certificate (serial);
CREATE INDEX certificate_unit ON certificate (unit);
CREATE INDEX certificate_revoked ON certificate (issuer) WHERE revoked IS NOT NULL;
CREATE UNIQUE INDEX upload_open ON upload (carrier, sender, message_id, digest) WHERE ended = 0;
CREATE INDEX upload_expiry ON upload (expires) WHERE ended = 0;
CREATE INDEX upload_sender ON upload (sender) WHERE ended = 0;
CREATE INDEX notice_unit ON notice (unit, id);
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
COMMIT;
PRAGMA user_version = 1;
