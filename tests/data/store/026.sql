-- A store as the twenty-sixth schema left it: made of the one of schema 6 by the scripts between.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE acknowledgement (
  notice INTEGER NOT NULL REFERENCES notice (id),
  unit TEXT NOT NULL,   -- who acknowledges: the addressee or its agent
  signer TEXT NOT NULL, -- digest of the certificate
  time INTEGER NOT NULL,
  digest TEXT NOT NULL, -- of the statement
  statement BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (notice, unit)
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
, levels TEXT) STRICT;
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
CREATE TABLE certificate_request (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL,
  person TEXT NOT NULL,
  contact TEXT NOT NULL,
  signing BLOB NOT NULL, -- PKCS#10
  tls BLOB NOT NULL,
  time INTEGER NOT NULL,
  first TEXT, -- persons of the bureau
  first_time INTEGER,
  second TEXT,
  second_time INTEGER,
  signing_certificate TEXT, -- digests of what was issued
  tls_certificate TEXT,
  rejected INTEGER,
  rejected_by TEXT,
  reason TEXT
) STRICT;
CREATE TABLE commitment (
  id INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  digest TEXT NOT NULL,      -- of the container that is to come
  unit INTEGER NOT NULL REFERENCES unit (id),
  carrier TEXT NOT NULL,     -- digest of the certificate that delivered it
  signer TEXT NOT NULL,      -- digest of the signing certificate
  statement BLOB NOT NULL,   -- commitment.xml
  signature BLOB NOT NULL,
  received INTEGER NOT NULL,
  expires INTEGER NOT NULL,  -- a message that comes later is judged by its own time
  first_leaf INTEGER NOT NULL,
  UNIQUE (sender, message_id)
) STRICT;
CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  period TEXT NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit (id),
  version INTEGER NOT NULL REFERENCES version (id), -- the accepted one
  reason TEXT NOT NULL,
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  until INTEGER,    -- granted until; null: refused, or nobody has answered
  answer TEXT,
  answered INTEGER, -- when
  answered_by TEXT,
  message INTEGER REFERENCES message (id) -- the correction that used it
) STRICT;
CREATE TABLE crl (
  issuer TEXT NOT NULL,
  number INTEGER NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (issuer, number)
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
INSERT INTO "decision" VALUES(1,1,1717588800000000,'Chen',1,'passed',NULL,3,NULL,NULL);
INSERT INTO "decision" VALUES(2,1,1717588800000000,'Chen',2,'accepted',NULL,4,NULL,NULL);
CREATE TABLE decision_answer (
  decision INTEGER NOT NULL REFERENCES decision (id),
  position INTEGER NOT NULL,
  rule TEXT NOT NULL,
  cleared INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (decision, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE decision_feed (
  next TEXT PRIMARY KEY,  -- the node that is asked …
  after INTEGER NOT NULL  -- … and up to which place of its log it has answered
) STRICT;
CREATE TABLE decision_remark (
  decision INTEGER NOT NULL REFERENCES decision (id),
  position INTEGER NOT NULL,
  cell TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (decision, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE derived (
  message INTEGER NOT NULL REFERENCES message (id),
  name TEXT NOT NULL,      -- of the transform
  version INTEGER NOT NULL, -- of the transform
  source TEXT NOT NULL,    -- SHA-256 of the body it was made of
  type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (message, name)
) STRICT;
CREATE TABLE forward (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  next TEXT NOT NULL,           -- the node it goes to
  route TEXT NOT NULL,          -- the line of the table that says so …
  route_version INTEGER NOT NULL, -- … in this version
  class INTEGER NOT NULL,       -- 0–3, after the route's bound
  state TEXT NOT NULL,          -- 'waiting', 'passed' (the next node has it), 'delivered', 'held'
  queued INTEGER NOT NULL,
  due INTEGER NOT NULL,         -- not tried before
  attempts INTEGER NOT NULL,
  reason TEXT,                  -- why the last attempt came to nothing
  upload TEXT,                  -- an upload under way …
  offset INTEGER NOT NULL,
  proof BLOB,                   -- … and the evidence of arrival that goes with it
  r1 BLOB,                      -- of the next node: custody has passed
  outcome BLOB                  -- R2 or R3 of the next node: what came of it
, replaces TEXT) STRICT;
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
CREATE TABLE log_checkpoint (
  size INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  note TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;
INSERT INTO "log_checkpoint" VALUES(2,1717588800000000,'test.example/log
2
wo7lqfwkpgbY+JS91CEbFNkP5kGovon6fO0YMTaH+gU=

— test.example hJ3lS0Bu+3Jj5L6X9x6NJODrq3F4FnaKdkRxrb/FGVFgIw49mSt0y1LLFiYkzuqmx2qudGVK3FVxbAbZeOxJr4VIVgA=
',X'6E6F207369676E6174757265');
INSERT INTO "log_checkpoint" VALUES(4,1717588800000000,'test.example/log
4
8SUHFWuKrSed+cBJFzCMwjnLTew7t4erGyqb/E8biQs=

— test.example hJ3lS2DMkOiDOweLjMbTI/NYPKilB8BWovXztpWGtd6Yervgf/vO+6OioThXhKoGN5OISZSYjNmVq5Jd1X1WzU5Pqw8=
',X'6E6F207369676E6174757265');
CREATE TABLE log_leaf (
  id INTEGER PRIMARY KEY, -- place in the tree, from 0
  record TEXT NOT NULL
, kind INTEGER, message INTEGER REFERENCES message (id)) STRICT;
INSERT INTO "log_leaf" VALUES(0,'arrival m1',NULL,NULL);
INSERT INTO "log_leaf" VALUES(1,'outcome m1',NULL,NULL);
INSERT INTO "log_leaf" VALUES(2,'arrival m2',NULL,NULL);
INSERT INTO "log_leaf" VALUES(3,'outcome m2',NULL,NULL);
CREATE TABLE log_stamp (
  size INTEGER PRIMARY KEY REFERENCES log_checkpoint (size),
  time INTEGER NOT NULL,
  token BLOB NOT NULL
) STRICT;
CREATE TABLE log_tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT;
INSERT INTO "log_tile" VALUES(0,0,X'784C96CC0B1C5E6260BCDC84998A1BB788484F7F90CDC5923562D54BD209CD3435DB7609CA275F150AE1FF940DC7F5132EBD597FF47AB6EDCA6B74DA4426AEE8A307C21D9C95BFC77480B523820753D88E01C50FEB4523866AEF9D6AC410A2C9FC7D288978471F8E58950369F7443C6755FA0C03113F62633C956DE93ABEEF84');
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
, from_period TEXT, to_period TEXT) STRICT;
CREATE TABLE "message" (
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
  n_leaves INTEGER NOT NULL
) STRICT;
INSERT INTO "message" VALUES(1,'91350200612345678X','m1','3e0b483773d7621fa45951fe7cb49178c57c0485d6e0dd91b8fc30849e62e6e0','carrier','signer','s1','B203','2023.1','package','2024-05',1,0,1717588800000000,NULL,0,2);
INSERT INTO "message" VALUES(2,'91350200612345678X','m2','1875408dffaa9179450bcc5a1a6b36a10b10c1687f7816a5f6ce040711d1a78d','carrier','signer','s1','B203','2023.1','package','2024-05',1,0,1717588800000000,NULL,2,2);
CREATE TABLE message_body (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  container BLOB NOT NULL,
  findings TEXT NOT NULL
, base INTEGER REFERENCES message_body (message), container_length INTEGER, arrival_length INTEGER) STRICT;
INSERT INTO "message_body" VALUES(1,X'636F6E7461696E6572206F66206D313A203432','[]',NULL,NULL,NULL);
INSERT INTO "message_body" VALUES(2,X'28B52FFD24135D000028323A2034330100264F202FF3592D','[]',1,NULL,NULL);
CREATE TABLE message_hop (
  message INTEGER NOT NULL REFERENCES message (id),
  position INTEGER NOT NULL, -- 0: where the enterprise sent it
  evidence BLOB NOT NULL,    -- R1 of that node
  PRIMARY KEY (message, position)
) STRICT;
CREATE TABLE motion (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  tenant TEXT NOT NULL, -- the bureau system of a post, or none
  unit TEXT NOT NULL,   -- 统一社会信用代码, or none
  subject TEXT NOT NULL,
  details TEXT NOT NULL, -- JSON
  person TEXT NOT NULL, -- asked
  time INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  who TEXT NOT NULL,
  second TEXT, -- approved
  second_time INTEGER,
  rejected INTEGER,
  rejected_by TEXT,
  reason TEXT
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
, tenant TEXT NOT NULL DEFAULT '') STRICT;
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
  accepted INTEGER REFERENCES version (id), -- the one in the totals
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  UNIQUE (tenant, form, period, unit)
) STRICT;
INSERT INTO "obligation" VALUES(1,'s1','B203','2024-05',1,'91350200612345678X','厦门甲公司','350203','',0,NULL,NULL,NULL,1,1717588800000000,'carrier');
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
CREATE TABLE publication (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, -- 'publish', 'withdraw'
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  edition TEXT NOT NULL,
  revision INTEGER NOT NULL,
  package TEXT NOT NULL, -- digest; of table package once it is confirmed
  from_period TEXT NOT NULL, -- '': from where the edition begins
  at INTEGER NOT NULL, -- not before; 0: at once
  hotfix INTEGER NOT NULL,
  reason TEXT NOT NULL,
  statement TEXT NOT NULL, -- publication.xml, what was signed
  signature BLOB NOT NULL,
  signer TEXT NOT NULL, -- digest of the certificate
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  second_signature BLOB,
  second_signer TEXT,
  second TEXT,
  confirmed INTEGER,
  ended INTEGER, -- taken back or refused before it was confirmed
  ended_by TEXT,
  ended_reason TEXT,
  archive BLOB NOT NULL -- the statement with all its files; each has its digest in the statement
) STRICT;
CREATE TABLE receipt (
  leaf INTEGER PRIMARY KEY REFERENCES log_leaf (id),
  kind INTEGER NOT NULL,
  message INTEGER REFERENCES message (id),
  bytes BLOB NOT NULL
) STRICT;
INSERT INTO "receipt" VALUES(0,1,1,X'5231206F66206D31');
INSERT INTO "receipt" VALUES(1,2,1,X'5232206F66206D31');
INSERT INTO "receipt" VALUES(2,1,2,X'5231206F66206D32');
INSERT INTO "receipt" VALUES(3,2,2,X'5232206F66206D32');
CREATE TABLE register_import (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  reason TEXT,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
CREATE TABLE relayed_decision (
  leaf INTEGER PRIMARY KEY, -- of this node's own R4 about it
  message INTEGER NOT NULL REFERENCES message (id),
  origin TEXT NOT NULL,   -- SHA-256 of the receipt.xml of the node that decided
  evidence BLOB NOT NULL, -- of the next node, by which it is known here
  UNIQUE (message, origin)
) STRICT;
CREATE TABLE route_table (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL, -- as the statement says
  statement TEXT NOT NULL, -- routes.xml, what was signed
  signature BLOB NOT NULL,
  signer TEXT NOT NULL, -- digest of the certificate
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  second_signature BLOB,
  second_signer TEXT,
  second TEXT,
  confirmed INTEGER,
  ended INTEGER, -- taken back or refused before it was confirmed
  ended_by TEXT,
  ended_reason TEXT
) STRICT;
CREATE TABLE row_change (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, -- the table
  row TEXT NOT NULL,  -- its primary key, several columns joined by "/"
  body TEXT,          -- its columns: name=value with one blank between, texts in quotes; null: it was taken away
  leaf INTEGER        -- the record that has its digest; null until its act is done
) STRICT;
INSERT INTO "row_change" VALUES(1,'tenant','s1','name_zh=''统计局'' name_en=''Statistics bureau'' grace_days=10 commitment_hours=0',NULL);
INSERT INTO "row_change" VALUES(2,'tenant_level','s1/1','id=''district'' name_zh=''district'' name_en=''district'' scope=1',NULL);
INSERT INTO "row_change" VALUES(3,'tenant_level','s1/2','id=''city'' name_zh=''city'' name_en=''city'' scope=0',NULL);
INSERT INTO "row_change" VALUES(4,'unit_fact','1','unit=1 name=''code'' value=''91350200612345678X'' day=''2024-01-01'' time=1717588800000000 who=''Chen'' reason=''first entry'' replaced=0',NULL);
INSERT INTO "row_change" VALUES(5,'unit_fact','2','unit=1 name=''name'' value=''厦门甲公司'' day=''2024-01-01'' time=1717588800000000 who=''Chen'' reason=''first entry'' replaced=0',NULL);
INSERT INTO "row_change" VALUES(6,'unit_fact','3','unit=1 name=''area'' value=''350203'' day=''2024-01-01'' time=1717588800000000 who=''Chen'' reason=''first entry'' replaced=0',NULL);
INSERT INTO "row_change" VALUES(7,'obligation','1','tenant=''s1'' form=''B203'' period=''2024-05'' unit=1 code=''91350200612345678X'' name=''厦门甲公司'' district=''350203'' zone='''' owed=0 exempt=NULL permit_until=NULL permit_reason=NULL time=1717588800000000 who=''carrier''',NULL);
INSERT INTO "row_change" VALUES(8,'sign_box','1/01908132-0000-7000-8000-000000000001','tenant=''s1'' form=''B203'' period=''2024-06'' digest=''5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'' signed=1 missing=4 person=''甲'' deposited=1720150000000000 expires=1722742000000000 remark=NULL remark_by=NULL',NULL);
CREATE TABLE sign_box (
  unit INTEGER NOT NULL REFERENCES unit (id),
  message_id TEXT NOT NULL,
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  period TEXT NOT NULL,
  digest TEXT NOT NULL,      -- of the container
  container BLOB NOT NULL,
  signed INTEGER NOT NULL,   -- how many have
  missing INTEGER NOT NULL,  -- roles in which nobody has
  person TEXT NOT NULL,      -- who put it there
  deposited INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  remark TEXT,               -- why it was given back …
  remark_by TEXT,            -- … and by whom
  PRIMARY KEY (unit, message_id)
) STRICT;
INSERT INTO "sign_box" VALUES(1,'01908132-0000-7000-8000-000000000001','s1','B203','2024-06','5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',X'30',1,4,'甲',1720150000000000,1722742000000000,NULL,NULL);
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
CREATE TABLE tenant (
  id TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  grace_days INTEGER NOT NULL,
  commitment_hours INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "tenant" VALUES('s1','统计局','Statistics bureau',10,0);
CREATE TABLE tenant_level (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  position INTEGER NOT NULL, -- 1 reviews first
  id TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  scope INTEGER NOT NULL,
  PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "tenant_level" VALUES('s1',1,'district','district','district',1);
INSERT INTO "tenant_level" VALUES('s1',2,'city','city','city',0);
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
INSERT INTO "total" VALUES(1,'s1','B203','2024-05','350203','','39','1','110',1,X'01000000010000002A000000000000000000000000000000');
CREATE TABLE total_item (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  form TEXT NOT NULL,
  item TEXT NOT NULL,
  scale INTEGER NOT NULL,
  UNIQUE (tenant, form, item, scale)
) STRICT;
INSERT INTO "total_item" VALUES(1,'s1','B203','213.1',0);
CREATE TABLE trust_bundle (
  version INTEGER PRIMARY KEY,
  statement TEXT NOT NULL, -- trust.xml, what was signed
  signature BLOB NOT NULL,
  digest TEXT NOT NULL, -- of the statement
  time INTEGER NOT NULL, -- when the node took it
  who TEXT NOT NULL
) STRICT;
CREATE TABLE unit (
  id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO "unit" VALUES(1);
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
INSERT INTO "unit_fact" VALUES(1,1,'code','91350200612345678X','2024-01-01',1717588800000000,'Chen','first entry',0);
INSERT INTO "unit_fact" VALUES(2,1,'name','厦门甲公司','2024-01-01',1717588800000000,'Chen','first entry',0);
INSERT INTO "unit_fact" VALUES(3,1,'area','350203','2024-01-01',1717588800000000,'Chen','first entry',0);
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
  fields BLOB NOT NULL, body INTEGER NOT NULL DEFAULT 0, edition TEXT, package TEXT, kind INTEGER,
  UNIQUE (obligation, number)
) STRICT;
INSERT INTO "version" VALUES(1,1,1,1,4,2,0,0,0,NULL,0,0,0,NULL,NULL,X'',0,NULL,NULL,NULL);
INSERT INTO "version" VALUES(2,1,2,2,1,0,0,0,0,1,0,0,0,NULL,NULL,X'',0,NULL,NULL,NULL);
CREATE TABLE version_section (
  id INTEGER PRIMARY KEY,
  n_rows INTEGER NOT NULL,
  n_columns INTEGER NOT NULL,
  keys BLOB,
  numbers BLOB NOT NULL,
  states BLOB,
  texts BLOB
) STRICT;
INSERT INTO "version_section" VALUES(256,1,1,NULL,X'2A00000000000000',NULL,NULL);
INSERT INTO "version_section" VALUES(512,1,1,NULL,X'2B00000000000000',NULL,NULL);
CREATE TABLE version_total (
  version INTEGER PRIMARY KEY REFERENCES version (id),
  total INTEGER NOT NULL REFERENCES total (id)
) STRICT;
INSERT INTO "version_total" VALUES(1,1);
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
, confirmed INTEGER) STRICT;
CREATE INDEX staff_person ON staff (person);
CREATE UNIQUE INDEX unit_fact_standing ON unit_fact (unit, name, day) WHERE replaced = 0;
CREATE INDEX unit_fact_code ON unit_fact (value) WHERE name = 'code' AND replaced = 0;
CREATE INDEX mandate_unit ON mandate (unit);
CREATE INDEX mandate_holder ON mandate (holder);
CREATE INDEX calendar_period ON calendar (tenant, form, period);
CREATE INDEX waiver_period ON waiver (tenant, form, period);
CREATE INDEX obligation_unit ON obligation (unit, form, period);
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
CREATE INDEX row_change_row ON row_change (kind, row);
CREATE INDEX row_change_leaf ON row_change (leaf);
CREATE TRIGGER tenant_enters AFTER INSERT ON tenant
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('tenant', NEW.id,
    'name_zh=' || quote (NEW.name_zh) || ' name_en=' || quote (NEW.name_en)
    || ' grace_days=' || quote (NEW.grace_days)
    || ' commitment_hours=' || quote (NEW.commitment_hours));
END;
CREATE TRIGGER tenant_changes AFTER UPDATE ON tenant
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('tenant', NEW.id,
    'name_zh=' || quote (NEW.name_zh) || ' name_en=' || quote (NEW.name_en)
    || ' grace_days=' || quote (NEW.grace_days)
    || ' commitment_hours=' || quote (NEW.commitment_hours));
END;
CREATE TRIGGER tenant_leaves AFTER DELETE ON tenant
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('tenant', OLD.id);
END;
CREATE TRIGGER tenant_level_enters AFTER INSERT ON tenant_level
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('tenant_level', NEW.tenant || '/' || NEW.position,
    'id=' || quote (NEW.id) || ' name_zh=' || quote (NEW.name_zh)
    || ' name_en=' || quote (NEW.name_en) || ' scope=' || quote (NEW.scope));
END;
CREATE TRIGGER tenant_level_changes AFTER UPDATE ON tenant_level
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('tenant_level', NEW.tenant || '/' || NEW.position,
    'id=' || quote (NEW.id) || ' name_zh=' || quote (NEW.name_zh)
    || ' name_en=' || quote (NEW.name_en) || ' scope=' || quote (NEW.scope));
END;
CREATE TRIGGER tenant_level_leaves AFTER DELETE ON tenant_level
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('tenant_level', OLD.tenant || '/' || OLD.position);
END;
CREATE TRIGGER staff_enters AFTER INSERT ON staff
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('staff', NEW.tenant || '/' || NEW.person || '/' || NEW.role,
    'name=' || quote (NEW.name) || ' level=' || quote (NEW.level)
    || ' areas=' || quote (NEW.areas) || ' active=' || quote (NEW.active)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER staff_changes AFTER UPDATE ON staff
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('staff', NEW.tenant || '/' || NEW.person || '/' || NEW.role,
    'name=' || quote (NEW.name) || ' level=' || quote (NEW.level)
    || ' areas=' || quote (NEW.areas) || ' active=' || quote (NEW.active)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER staff_leaves AFTER DELETE ON staff
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('staff', OLD.tenant || '/' || OLD.person || '/' || OLD.role);
END;
CREATE TRIGGER unit_fact_enters AFTER INSERT ON unit_fact
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('unit_fact', NEW.id,
    'unit=' || quote (NEW.unit) || ' name=' || quote (NEW.name)
    || ' value=' || quote (NEW.value) || ' day=' || quote (NEW.day)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' reason=' || quote (NEW.reason) || ' replaced=' || quote (NEW.replaced));
END;
CREATE TRIGGER unit_fact_changes AFTER UPDATE ON unit_fact
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('unit_fact', NEW.id,
    'unit=' || quote (NEW.unit) || ' name=' || quote (NEW.name)
    || ' value=' || quote (NEW.value) || ' day=' || quote (NEW.day)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' reason=' || quote (NEW.reason) || ' replaced=' || quote (NEW.replaced));
END;
CREATE TRIGGER unit_fact_leaves AFTER DELETE ON unit_fact
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('unit_fact', OLD.id);
END;
CREATE TRIGGER mandate_leaves AFTER DELETE ON mandate
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('mandate', OLD.id);
END;
CREATE TRIGGER package_enters AFTER INSERT ON package
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('package', NEW.digest,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' edition=' || quote (NEW.edition) || ' revision=' || quote (NEW.revision)
    || ' published=' || quote (NEW.published) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER package_changes AFTER UPDATE ON package
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('package', NEW.digest,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' edition=' || quote (NEW.edition) || ' revision=' || quote (NEW.revision)
    || ' published=' || quote (NEW.published) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER package_leaves AFTER DELETE ON package
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('package', OLD.digest);
END;
CREATE TRIGGER calendar_leaves AFTER DELETE ON calendar
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('calendar', OLD.id);
END;
CREATE TRIGGER waiver_enters AFTER INSERT ON waiver
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('waiver', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' rule=' || quote (NEW.rule) || ' period=' || quote (NEW.period)
    || ' unit=' || quote (NEW.unit) || ' reason=' || quote (NEW.reason)
    || ' second=' || quote (NEW.second) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by));
END;
CREATE TRIGGER waiver_changes AFTER UPDATE ON waiver
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('waiver', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' rule=' || quote (NEW.rule) || ' period=' || quote (NEW.period)
    || ' unit=' || quote (NEW.unit) || ' reason=' || quote (NEW.reason)
    || ' second=' || quote (NEW.second) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by));
END;
CREATE TRIGGER waiver_leaves AFTER DELETE ON waiver
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('waiver', OLD.id);
END;
CREATE TRIGGER obligation_enters AFTER INSERT ON obligation
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('obligation', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' unit=' || quote (NEW.unit)
    || ' code=' || quote (NEW.code) || ' name=' || quote (NEW.name)
    || ' district=' || quote (NEW.district) || ' zone=' || quote (NEW.zone)
    || ' owed=' || quote (NEW.owed) || ' exempt=' || quote (NEW.exempt)
    || ' permit_until=' || quote (NEW.permit_until)
    || ' permit_reason=' || quote (NEW.permit_reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER obligation_changes AFTER UPDATE OF id, tenant, form, period, unit, code, name, district, zone, owed, exempt, permit_until, permit_reason, time, who ON obligation
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('obligation', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' unit=' || quote (NEW.unit)
    || ' code=' || quote (NEW.code) || ' name=' || quote (NEW.name)
    || ' district=' || quote (NEW.district) || ' zone=' || quote (NEW.zone)
    || ' owed=' || quote (NEW.owed) || ' exempt=' || quote (NEW.exempt)
    || ' permit_until=' || quote (NEW.permit_until)
    || ' permit_reason=' || quote (NEW.permit_reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER obligation_leaves AFTER DELETE ON obligation
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('obligation', OLD.id);
END;
CREATE TRIGGER certificate_enters AFTER INSERT ON certificate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('certificate', NEW.digest,
    'issuer=' || quote (NEW.issuer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER certificate_changes AFTER UPDATE OF digest, issuer, time, who ON certificate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('certificate', NEW.digest,
    'issuer=' || quote (NEW.issuer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER certificate_leaves AFTER DELETE ON certificate
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('certificate', OLD.digest);
END;
CREATE TRIGGER invitation_enters AFTER INSERT ON invitation
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('invitation', NEW.id,
    'handle=' || quote (NEW.handle) || ' code_digest=' || quote (NEW.code_digest)
    || ' unit=' || quote (NEW.unit) || ' person=' || quote (NEW.person)
    || ' expires=' || quote (NEW.expires) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER invitation_changes AFTER UPDATE OF id, handle, code_digest, unit, person, expires, time, who ON invitation
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('invitation', NEW.id,
    'handle=' || quote (NEW.handle) || ' code_digest=' || quote (NEW.code_digest)
    || ' unit=' || quote (NEW.unit) || ' person=' || quote (NEW.person)
    || ' expires=' || quote (NEW.expires) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER invitation_leaves AFTER DELETE ON invitation
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('invitation', OLD.id);
END;
CREATE INDEX publication_form ON publication (tenant, form);
CREATE INDEX publication_package ON publication (package);
CREATE TRIGGER publication_enters AFTER INSERT ON publication
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('publication', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant)
    || ' form=' || quote (NEW.form) || ' edition=' || quote (NEW.edition)
    || ' revision=' || quote (NEW.revision) || ' package=' || quote (NEW.package)
    || ' from_period=' || quote (NEW.from_period) || ' at=' || quote (NEW.at)
    || ' hotfix=' || quote (NEW.hotfix) || ' reason=' || quote (NEW.reason)
    || ' statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER publication_changes AFTER UPDATE ON publication
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('publication', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant)
    || ' form=' || quote (NEW.form) || ' edition=' || quote (NEW.edition)
    || ' revision=' || quote (NEW.revision) || ' package=' || quote (NEW.package)
    || ' from_period=' || quote (NEW.from_period) || ' at=' || quote (NEW.at)
    || ' hotfix=' || quote (NEW.hotfix) || ' reason=' || quote (NEW.reason)
    || ' statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER publication_leaves AFTER DELETE ON publication
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('publication', OLD.id);
END;
CREATE TRIGGER log_stamp_stands BEFORE UPDATE ON log_stamp
BEGIN SELECT RAISE (ABORT, 'time stamps are never changed'); END;
CREATE INDEX certificate_request_waiting ON certificate_request (unit)
  WHERE second IS NULL AND rejected_by IS NULL;
CREATE TRIGGER certificate_request_enters AFTER INSERT ON certificate_request
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('certificate_request', NEW.id,
    'handle=' || quote (NEW.handle) || ' unit=' || quote (NEW.unit) || ' person=' || quote (NEW.person)
    || ' contact=' || quote (NEW.contact) || ' signing=' || quote (NEW.signing) || ' tls=' || quote (NEW.tls)
    || ' time=' || quote (NEW.time) || ' first=' || quote (NEW.first)
    || ' first_time=' || quote (NEW.first_time) || ' second=' || quote (NEW.second)
    || ' second_time=' || quote (NEW.second_time)
    || ' signing_certificate=' || quote (NEW.signing_certificate)
    || ' tls_certificate=' || quote (NEW.tls_certificate) || ' rejected=' || quote (NEW.rejected)
    || ' rejected_by=' || quote (NEW.rejected_by) || ' reason=' || quote (NEW.reason));
END;
CREATE TRIGGER certificate_request_changes AFTER UPDATE ON certificate_request
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('certificate_request', NEW.id,
    'handle=' || quote (NEW.handle) || ' unit=' || quote (NEW.unit) || ' person=' || quote (NEW.person)
    || ' contact=' || quote (NEW.contact) || ' signing=' || quote (NEW.signing) || ' tls=' || quote (NEW.tls)
    || ' time=' || quote (NEW.time) || ' first=' || quote (NEW.first)
    || ' first_time=' || quote (NEW.first_time) || ' second=' || quote (NEW.second)
    || ' second_time=' || quote (NEW.second_time)
    || ' signing_certificate=' || quote (NEW.signing_certificate)
    || ' tls_certificate=' || quote (NEW.tls_certificate) || ' rejected=' || quote (NEW.rejected)
    || ' rejected_by=' || quote (NEW.rejected_by) || ' reason=' || quote (NEW.reason));
END;
CREATE TRIGGER certificate_request_leaves AFTER DELETE ON certificate_request
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('certificate_request', OLD.id);
END;
CREATE UNIQUE INDEX version_message ON version (message, body);
CREATE INDEX correction_place ON correction (tenant, form, period, unit);
CREATE TRIGGER correction_enters AFTER INSERT ON correction
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('correction', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' unit=' || quote (NEW.unit)
    || ' version=' || quote (NEW.version) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' until=' || quote (NEW.until) || ' answer=' || quote (NEW.answer)
    || ' answered=' || quote (NEW.answered) || ' answered_by=' || quote (NEW.answered_by)
    || ' message=' || quote (NEW.message));
END;
CREATE TRIGGER correction_changes AFTER UPDATE ON correction
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('correction', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' unit=' || quote (NEW.unit)
    || ' version=' || quote (NEW.version) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' until=' || quote (NEW.until) || ' answer=' || quote (NEW.answer)
    || ' answered=' || quote (NEW.answered) || ' answered_by=' || quote (NEW.answered_by)
    || ' message=' || quote (NEW.message));
END;
CREATE TRIGGER correction_leaves AFTER DELETE ON correction
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('correction', OLD.id);
END;
CREATE TRIGGER calendar_enters AFTER INSERT ON calendar
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('calendar', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' opens=' || quote (NEW.opens)
    || ' deadline=' || quote (NEW.deadline) || ' closes=' || quote (NEW.closes)
    || ' joint=' || quote (NEW.joint) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || coalesce (' levels=' || nullif (quote (NEW.levels), 'NULL'), ''));
END;
CREATE TRIGGER calendar_changes AFTER UPDATE ON calendar
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('calendar', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' opens=' || quote (NEW.opens)
    || ' deadline=' || quote (NEW.deadline) || ' closes=' || quote (NEW.closes)
    || ' joint=' || quote (NEW.joint) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || coalesce (' levels=' || nullif (quote (NEW.levels), 'NULL'), ''));
END;
CREATE UNIQUE INDEX route_table_version ON route_table (version) WHERE confirmed IS NOT NULL;
CREATE TRIGGER route_table_enters AFTER INSERT ON route_table
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('route_table', NEW.id,
    'version=' || quote (NEW.version) || ' statement=' || quote (NEW.statement)
    || ' signature=' || quote (NEW.signature) || ' signer=' || quote (NEW.signer)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER route_table_changes AFTER UPDATE ON route_table
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('route_table', NEW.id,
    'version=' || quote (NEW.version) || ' statement=' || quote (NEW.statement)
    || ' signature=' || quote (NEW.signature) || ' signer=' || quote (NEW.signer)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who)
    || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER route_table_leaves AFTER DELETE ON route_table
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('route_table', OLD.id);
END;
CREATE TRIGGER message_hop_stays BEFORE DELETE ON message_hop
BEGIN SELECT RAISE (ABORT, 'what was received is never deleted'); END;
CREATE TRIGGER message_hop_stands BEFORE UPDATE ON message_hop
BEGIN SELECT RAISE (ABORT, 'what was received is never changed'); END;
CREATE INDEX forward_queue ON forward (next, state, class, queued);
CREATE INDEX forward_state ON forward (state, queued);
CREATE INDEX receipt_delivery ON receipt (message) WHERE kind = 3;
CREATE INDEX commitment_unit ON commitment (unit, expires);
CREATE TRIGGER mandate_enters AFTER INSERT ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who)
    || coalesce (' from_period=' || nullif (quote (NEW.from_period), 'NULL'), '')
    || coalesce (' to_period=' || nullif (quote (NEW.to_period), 'NULL'), ''));
END;
CREATE TRIGGER mandate_changes AFTER UPDATE ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who)
    || coalesce (' from_period=' || nullif (quote (NEW.from_period), 'NULL'), '')
    || coalesce (' to_period=' || nullif (quote (NEW.to_period), 'NULL'), ''));
END;
CREATE INDEX sign_box_expires ON sign_box (expires);
CREATE TRIGGER sign_box_enters AFTER INSERT ON sign_box
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('sign_box', NEW.unit || '/' || NEW.message_id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' digest=' || quote (NEW.digest)
    || ' signed=' || quote (NEW.signed) || ' missing=' || quote (NEW.missing)
    || ' person=' || quote (NEW.person) || ' deposited=' || quote (NEW.deposited)
    || ' expires=' || quote (NEW.expires) || ' remark=' || quote (NEW.remark)
    || ' remark_by=' || quote (NEW.remark_by));
END;
CREATE TRIGGER sign_box_changes AFTER UPDATE ON sign_box
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('sign_box', NEW.unit || '/' || NEW.message_id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' digest=' || quote (NEW.digest)
    || ' signed=' || quote (NEW.signed) || ' missing=' || quote (NEW.missing)
    || ' person=' || quote (NEW.person) || ' deposited=' || quote (NEW.deposited)
    || ' expires=' || quote (NEW.expires) || ' remark=' || quote (NEW.remark)
    || ' remark_by=' || quote (NEW.remark_by));
END;
CREATE TRIGGER sign_box_leaves AFTER DELETE ON sign_box
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('sign_box', OLD.unit || '/' || OLD.message_id);
END;
CREATE TRIGGER notice_enters AFTER INSERT ON notice
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('notice', NEW.id,
    'unit=' || quote (NEW.unit) || ' tenant=' || quote (NEW.tenant)
    || ' time=' || quote (NEW.time) || ' kind=' || quote (NEW.kind)
    || ' text_zh=' || quote (NEW.text_zh) || ' text_en=' || quote (NEW.text_en)
    || ' message=' || quote (NEW.message) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' leaf=' || quote (NEW.leaf));
END;
CREATE TRIGGER notice_changes AFTER UPDATE OF id, unit, tenant, time, kind, text_zh, text_en, message, form, period, leaf ON notice
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('notice', NEW.id,
    'unit=' || quote (NEW.unit) || ' tenant=' || quote (NEW.tenant)
    || ' time=' || quote (NEW.time) || ' kind=' || quote (NEW.kind)
    || ' text_zh=' || quote (NEW.text_zh) || ' text_en=' || quote (NEW.text_en)
    || ' message=' || quote (NEW.message) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' leaf=' || quote (NEW.leaf));
END;
CREATE TRIGGER notice_leaves AFTER DELETE ON notice
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('notice', OLD.id);
END;
CREATE TRIGGER register_import_enters AFTER INSERT ON register_import
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('register_import', NEW.id,
    'day=' || quote (NEW.day) || ' added=' || quote (NEW.added)
    || ' changed=' || quote (NEW.changed) || ' unchanged=' || quote (NEW.unchanged)
    || ' reason=' || quote (NEW.reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER register_import_changes AFTER UPDATE ON register_import
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('register_import', NEW.id,
    'day=' || quote (NEW.day) || ' added=' || quote (NEW.added)
    || ' changed=' || quote (NEW.changed) || ' unchanged=' || quote (NEW.unchanged)
    || ' reason=' || quote (NEW.reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER register_import_leaves AFTER DELETE ON register_import
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('register_import', OLD.id);
END;
CREATE TRIGGER relayed_decision_stays BEFORE DELETE ON relayed_decision
BEGIN SELECT RAISE (ABORT, 'what was received is never deleted'); END;
CREATE TRIGGER relayed_decision_stands BEFORE UPDATE ON relayed_decision
BEGIN SELECT RAISE (ABORT, 'what was received is never changed'); END;
CREATE INDEX receipt_decision ON receipt (leaf) WHERE kind = 4;
CREATE TRIGGER acknowledgement_enters AFTER INSERT ON acknowledgement
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('acknowledgement', NEW.notice || '/' || NEW.unit,
    'signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' digest=' || quote (NEW.digest));
END;
CREATE TRIGGER acknowledgement_changes AFTER UPDATE ON acknowledgement
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('acknowledgement', NEW.notice || '/' || NEW.unit,
    'signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' digest=' || quote (NEW.digest));
END;
CREATE TRIGGER acknowledgement_leaves AFTER DELETE ON acknowledgement
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('acknowledgement', OLD.notice || '/' || OLD.unit);
END;
CREATE INDEX notice_message ON notice (message) WHERE message IS NOT NULL;
CREATE TRIGGER trust_bundle_enters AFTER INSERT ON trust_bundle
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('trust_bundle', NEW.version,
    'statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' digest=' || quote (NEW.digest) || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER trust_bundle_changes AFTER UPDATE ON trust_bundle
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('trust_bundle', NEW.version,
    'statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' digest=' || quote (NEW.digest) || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER trust_bundle_leaves AFTER DELETE ON trust_bundle
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('trust_bundle', OLD.version);
END;
CREATE UNIQUE INDEX message_identity ON message (message_id, sender);
CREATE INDEX motion_waiting ON motion (expires) WHERE second IS NULL AND rejected IS NULL;
CREATE TRIGGER motion_enters AFTER INSERT ON motion
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('motion', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' subject=' || quote (NEW.subject) || ' details=' || quote (NEW.details) || ' person=' || quote (NEW.person)
    || ' time=' || quote (NEW.time) || ' expires=' || quote (NEW.expires) || ' who=' || quote (NEW.who)
    || ' second=' || quote (NEW.second) || ' second_time=' || quote (NEW.second_time) || ' rejected=' || quote (NEW.rejected)
    || ' rejected_by=' || quote (NEW.rejected_by) || ' reason=' || quote (NEW.reason));
END;
CREATE TRIGGER motion_changes AFTER UPDATE ON motion
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('motion', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' subject=' || quote (NEW.subject) || ' details=' || quote (NEW.details) || ' person=' || quote (NEW.person)
    || ' time=' || quote (NEW.time) || ' expires=' || quote (NEW.expires) || ' who=' || quote (NEW.who)
    || ' second=' || quote (NEW.second) || ' second_time=' || quote (NEW.second_time) || ' rejected=' || quote (NEW.rejected)
    || ' rejected_by=' || quote (NEW.rejected_by) || ' reason=' || quote (NEW.reason));
END;
CREATE TRIGGER motion_leaves AFTER DELETE ON motion
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('motion', OLD.id);
END;
DELETE FROM "sqlite_sequence";
COMMIT;
PRAGMA user_version=26;
