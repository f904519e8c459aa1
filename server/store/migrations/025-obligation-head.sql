-- Which version is the last of its obligation follows from their numbers. Kept with the obligation,
-- it made each report of a day of many senders write a page of its own.

ALTER TABLE obligation DROP COLUMN head;
