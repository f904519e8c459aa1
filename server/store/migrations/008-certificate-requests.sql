-- Requests for certificates without an invitation, which two persons of the bureau approve.

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
