-- Corrections of accepted reports are asked for and granted; a calendar may have hours of its own for each level.

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

ALTER TABLE calendar ADD COLUMN levels TEXT; -- "district=MICROS city=MICROS"; null: as the form says

DROP TRIGGER calendar_enters;
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
DROP TRIGGER calendar_changes;
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
