-- Whom those who report are to believe, as the root signed it: every version.

CREATE TABLE trust_bundle (
  version INTEGER PRIMARY KEY,
  statement TEXT NOT NULL, -- trust.xml, what was signed
  signature BLOB NOT NULL,
  digest TEXT NOT NULL, -- of the statement
  time INTEGER NOT NULL, -- when the node took it
  who TEXT NOT NULL
) STRICT;

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
