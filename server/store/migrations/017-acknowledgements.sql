-- What was read of inboxes, signed by who read it.

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
