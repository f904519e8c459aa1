-- What one person of the bureau asks for somebody else, and another approves.

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
