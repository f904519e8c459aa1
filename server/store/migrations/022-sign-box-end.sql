-- What waits for signatures ends in code, which looks first whether there is anything: to be ready to
-- undo what a trigger does, SQLite copies the pages of each message.

DROP TRIGGER sign_box_done;
