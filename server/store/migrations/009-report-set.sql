-- A message may hold a set of reports: each of its bodies is a version of its own form.

ALTER TABLE version ADD COLUMN body INTEGER NOT NULL DEFAULT 0; -- place in the container
ALTER TABLE version ADD COLUMN edition TEXT; -- null: as the message says, whose form is that of body 0
ALTER TABLE version ADD COLUMN package TEXT;
ALTER TABLE version ADD COLUMN kind INTEGER;
DROP INDEX version_message;
CREATE UNIQUE INDEX version_message ON version (message, body);
