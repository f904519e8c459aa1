-- Most containers differ little from others of their form.

-- Null: the container is there as it came. Else what differs from that of another message, which is
-- there as it came: a zstd frame with that one for its prefix.
ALTER TABLE message_body ADD COLUMN base INTEGER REFERENCES message_body (message);
