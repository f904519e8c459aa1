-- A version's values, one row a section until now, are one value of its own row: most forms have several
-- sections, and each took a row to write and another place to read.

-- All sections, each behind its shape and the lengths of its parts; null: they are in version_section.
ALTER TABLE version ADD COLUMN sections BLOB;
