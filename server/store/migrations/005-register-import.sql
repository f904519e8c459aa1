-- What each import of the register did.

CREATE TABLE register_import (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  reason TEXT,
  time INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;
