-- A notice belongs to a bureau system, so that an agent reads those of his mandates only.

ALTER TABLE notice ADD COLUMN tenant TEXT NOT NULL DEFAULT ''; -- '': of no system
UPDATE notice SET tenant = coalesce((SELECT tenant FROM message m WHERE m.id = notice.message), '');
