-- Where messages go: tables of routes that two administrators sign, what other nodes brought, and what waits to be passed on.

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

CREATE TABLE message_hop (
  message INTEGER NOT NULL REFERENCES message (id),
  position INTEGER NOT NULL, -- 0: where the enterprise sent it
  evidence BLOB NOT NULL,    -- R1 of that node
  PRIMARY KEY (message, position)
) STRICT;
CREATE TRIGGER message_hop_stays BEFORE DELETE ON message_hop
BEGIN SELECT RAISE (ABORT, 'what was received is never deleted'); END;
CREATE TRIGGER message_hop_stands BEFORE UPDATE ON message_hop
BEGIN SELECT RAISE (ABORT, 'what was received is never changed'); END;

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
) STRICT;
CREATE INDEX forward_queue ON forward (next, state, class, queued);
CREATE INDEX forward_state ON forward (state, queued);

CREATE TABLE derived (
  message INTEGER NOT NULL REFERENCES message (id),
  name TEXT NOT NULL,      -- of the transform
  version INTEGER NOT NULL, -- of the transform
  source TEXT NOT NULL,    -- SHA-256 of the body it was made of
  type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (message, name)
) STRICT;

CREATE INDEX receipt_delivery ON receipt (message) WHERE kind = 3; -- R3
