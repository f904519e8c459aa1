-- What was decided about the register, the people and the calendar, as it was written, so that a row
-- which says something else can be told. Each act's changes are digested into one record of the log.
-- The rows of messages, reviews and totals need none: they follow from containers and receipts.

CREATE TABLE row_change (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, -- the table
  row TEXT NOT NULL,  -- its primary key, several columns joined by "/"
  body TEXT,          -- its columns: name=value with one blank between, texts in quotes; null: it was taken away
  leaf INTEGER        -- the record that has its digest; null until its act is done
) STRICT;
CREATE INDEX row_change_row ON row_change (kind, row);
CREATE INDEX row_change_leaf ON row_change (leaf);

-- What was there before belongs to the next record.

INSERT INTO row_change (kind, row, body) SELECT 'tenant', id,
  'name_zh=' || quote (name_zh) || ' name_en=' || quote (name_en)
  || ' grace_days=' || quote (grace_days)
  || ' commitment_hours=' || quote (commitment_hours)
FROM tenant;
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

INSERT INTO row_change (kind, row, body) SELECT 'tenant_level', tenant || '/' || position,
  'id=' || quote (id) || ' name_zh=' || quote (name_zh) || ' name_en=' || quote (name_en)
  || ' scope=' || quote (scope)
FROM tenant_level;
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

INSERT INTO row_change (kind, row, body) SELECT 'staff', tenant || '/' || person || '/' || role,
  'name=' || quote (name) || ' level=' || quote (level) || ' areas=' || quote (areas)
  || ' active=' || quote (active) || ' time=' || quote (time) || ' who=' || quote (who)
FROM staff;
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

INSERT INTO row_change (kind, row, body) SELECT 'unit_fact', id,
  'unit=' || quote (unit) || ' name=' || quote (name) || ' value=' || quote (value)
  || ' day=' || quote (day) || ' time=' || quote (time) || ' who=' || quote (who)
  || ' reason=' || quote (reason) || ' replaced=' || quote (replaced)
FROM unit_fact;
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

INSERT INTO row_change (kind, row, body) SELECT 'mandate', id,
  'tenant=' || quote (tenant) || ' unit=' || quote (unit) || ' holder=' || quote (holder)
  || ' person=' || quote (person) || ' role=' || quote (role)
  || ' from_day=' || quote (from_day) || ' to_day=' || quote (to_day)
  || ' time=' || quote (time) || ' who=' || quote (who)
FROM mandate;
CREATE TRIGGER mandate_enters AFTER INSERT ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER mandate_changes AFTER UPDATE ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER mandate_leaves AFTER DELETE ON mandate
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('mandate', OLD.id);
END;

INSERT INTO row_change (kind, row, body) SELECT 'package', digest,
  'tenant=' || quote (tenant) || ' form=' || quote (form) || ' edition=' || quote (edition)
  || ' revision=' || quote (revision) || ' published=' || quote (published)
  || ' who=' || quote (who)
FROM package;
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

INSERT INTO row_change (kind, row, body) SELECT 'calendar', id,
  'tenant=' || quote (tenant) || ' form=' || quote (form) || ' period=' || quote (period)
  || ' opens=' || quote (opens) || ' deadline=' || quote (deadline)
  || ' closes=' || quote (closes) || ' joint=' || quote (joint)
  || ' reason=' || quote (reason) || ' time=' || quote (time) || ' who=' || quote (who)
FROM calendar;
CREATE TRIGGER calendar_enters AFTER INSERT ON calendar
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('calendar', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' opens=' || quote (NEW.opens)
    || ' deadline=' || quote (NEW.deadline) || ' closes=' || quote (NEW.closes)
    || ' joint=' || quote (NEW.joint) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER calendar_changes AFTER UPDATE ON calendar
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('calendar', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' opens=' || quote (NEW.opens)
    || ' deadline=' || quote (NEW.deadline) || ' closes=' || quote (NEW.closes)
    || ' joint=' || quote (NEW.joint) || ' reason=' || quote (NEW.reason)
    || ' time=' || quote (NEW.time) || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER calendar_leaves AFTER DELETE ON calendar
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('calendar', OLD.id);
END;

INSERT INTO row_change (kind, row, body) SELECT 'waiver', id,
  'tenant=' || quote (tenant) || ' form=' || quote (form) || ' rule=' || quote (rule)
  || ' period=' || quote (period) || ' unit=' || quote (unit)
  || ' reason=' || quote (reason) || ' second=' || quote (second)
  || ' time=' || quote (time) || ' who=' || quote (who) || ' ended=' || quote (ended)
  || ' ended_by=' || quote (ended_by)
FROM waiver;
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

INSERT INTO row_change (kind, row, body) SELECT 'obligation', id,
  'tenant=' || quote (tenant) || ' form=' || quote (form) || ' period=' || quote (period)
  || ' unit=' || quote (unit) || ' code=' || quote (code) || ' name=' || quote (name)
  || ' district=' || quote (district) || ' zone=' || quote (zone)
  || ' owed=' || quote (owed) || ' exempt=' || quote (exempt)
  || ' permit_until=' || quote (permit_until) || ' permit_reason=' || quote (permit_reason)
  || ' time=' || quote (time) || ' who=' || quote (who)
FROM obligation;
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

INSERT INTO row_change (kind, row, body) SELECT 'certificate', digest,
  'issuer=' || quote (issuer) || ' time=' || quote (time) || ' who=' || quote (who)
FROM certificate;
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

INSERT INTO row_change (kind, row, body) SELECT 'invitation', id,
  'handle=' || quote (handle) || ' code_digest=' || quote (code_digest)
  || ' unit=' || quote (unit) || ' person=' || quote (person)
  || ' expires=' || quote (expires) || ' time=' || quote (time) || ' who=' || quote (who)
FROM invitation;
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
