-- The receipts R1 and R2 of a message differ from others of their form as little as its container does,
-- and lie behind it.

-- Null: nothing lies behind the container, which may be kept as what differs from another one.
ALTER TABLE message_body ADD COLUMN container_length INTEGER;
ALTER TABLE message_body ADD COLUMN arrival_length INTEGER; -- R1's; R2 is the rest

-- Which receipt of a message's body the record is of. Null: of none, or of one in receipt.
ALTER TABLE log_leaf ADD COLUMN kind INTEGER;
ALTER TABLE log_leaf ADD COLUMN message INTEGER REFERENCES message (id);
