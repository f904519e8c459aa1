-- Time stamps over checkpoints, made after them.

CREATE TABLE log_stamp (
  size INTEGER PRIMARY KEY REFERENCES log_checkpoint (size),
  time INTEGER NOT NULL,
  token BLOB NOT NULL
) STRICT;
CREATE TRIGGER log_stamp_stands BEFORE UPDATE ON log_stamp
BEGIN SELECT RAISE (ABORT, 'time stamps are never changed'); END;
