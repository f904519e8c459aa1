-- Containers that wait for further signatures of their unit's people. Once all have signed, the
-- message itself comes, and what waited goes.

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
CREATE INDEX sign_box_expires ON sign_box (expires);

CREATE TRIGGER sign_box_done AFTER INSERT ON message BEGIN
  DELETE FROM sign_box WHERE unit = NEW.unit AND message_id = NEW.message_id;
END;
