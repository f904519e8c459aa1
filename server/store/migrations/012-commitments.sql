-- Digests that were signed before the hour; their messages follow.

CREATE TABLE commitment (
  id INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  message_id TEXT NOT NULL,
  digest TEXT NOT NULL,      -- of the container that is to come
  unit INTEGER NOT NULL REFERENCES unit (id),
  carrier TEXT NOT NULL,     -- digest of the certificate that delivered it
  signer TEXT NOT NULL,      -- digest of the signing certificate
  statement BLOB NOT NULL,   -- commitment.xml
  signature BLOB NOT NULL,
  received INTEGER NOT NULL,
  expires INTEGER NOT NULL,  -- a message that comes later is judged by its own time
  first_leaf INTEGER NOT NULL,
  UNIQUE (sender, message_id)
) STRICT;
CREATE INDEX commitment_unit ON commitment (unit, expires);
