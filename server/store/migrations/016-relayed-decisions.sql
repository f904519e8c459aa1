-- What later nodes decided of messages that were passed on.

CREATE TABLE relayed_decision (
  leaf INTEGER PRIMARY KEY, -- of this node's own R4 about it
  message INTEGER NOT NULL REFERENCES message (id),
  origin TEXT NOT NULL,   -- SHA-256 of the receipt.xml of the node that decided
  evidence BLOB NOT NULL, -- of the next node, by which it is known here
  UNIQUE (message, origin)
) STRICT;
CREATE TRIGGER relayed_decision_stays BEFORE DELETE ON relayed_decision
BEGIN SELECT RAISE (ABORT, 'what was received is never deleted'); END;
CREATE TRIGGER relayed_decision_stands BEFORE UPDATE ON relayed_decision
BEGIN SELECT RAISE (ABORT, 'what was received is never changed'); END;

CREATE TABLE decision_feed (
  next TEXT PRIMARY KEY,  -- the node that is asked …
  after INTEGER NOT NULL  -- … and up to which place of its log it has answered
) STRICT;

CREATE INDEX receipt_decision ON receipt (leaf) WHERE kind = 4; -- R4
