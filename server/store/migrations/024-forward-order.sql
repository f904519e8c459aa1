-- The message id of the report that a waiting one replaces, which the next node must have first.

ALTER TABLE forward ADD COLUMN replaces TEXT;
