-- Ids of messages begin with the time they were made. By id, a message's entry lies beside those that
-- come with it; by sender it lay anywhere, and each report read and wrote a page of its own.

CREATE TABLE message_anew (
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
INSERT INTO message_anew
  SELECT id, sender, message_id, digest, carrier, signer, tenant, form, edition, package, period, unit,
    kind, received, refusal, first_leaf, n_leaves
  FROM message;
DROP TABLE message;
ALTER TABLE message_anew RENAME TO message;
CREATE UNIQUE INDEX message_identity ON message (message_id, sender);

CREATE TRIGGER sign_box_done AFTER INSERT ON message BEGIN
  DELETE FROM sign_box WHERE unit = NEW.unit AND message_id = NEW.message_id;
END;
