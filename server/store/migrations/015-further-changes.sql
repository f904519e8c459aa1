-- What waits for signatures, what stands in inboxes and what imports came to is kept as it was
-- written, too (002). Whether a notice was acknowledged is its reader's.

INSERT INTO row_change (kind, row, body) SELECT 'sign_box', unit || '/' || message_id,
    'tenant=' || quote (tenant) || ' form=' || quote (form) || ' period=' || quote (period)
    || ' digest=' || quote (digest) || ' signed=' || quote (signed)
    || ' missing=' || quote (missing) || ' person=' || quote (person)
    || ' deposited=' || quote (deposited) || ' expires=' || quote (expires)
    || ' remark=' || quote (remark) || ' remark_by=' || quote (remark_by)
FROM sign_box;
CREATE TRIGGER sign_box_enters AFTER INSERT ON sign_box
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('sign_box', NEW.unit || '/' || NEW.message_id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' digest=' || quote (NEW.digest)
    || ' signed=' || quote (NEW.signed) || ' missing=' || quote (NEW.missing)
    || ' person=' || quote (NEW.person) || ' deposited=' || quote (NEW.deposited)
    || ' expires=' || quote (NEW.expires) || ' remark=' || quote (NEW.remark)
    || ' remark_by=' || quote (NEW.remark_by));
END;
CREATE TRIGGER sign_box_changes AFTER UPDATE ON sign_box
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('sign_box', NEW.unit || '/' || NEW.message_id,
    'tenant=' || quote (NEW.tenant) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' digest=' || quote (NEW.digest)
    || ' signed=' || quote (NEW.signed) || ' missing=' || quote (NEW.missing)
    || ' person=' || quote (NEW.person) || ' deposited=' || quote (NEW.deposited)
    || ' expires=' || quote (NEW.expires) || ' remark=' || quote (NEW.remark)
    || ' remark_by=' || quote (NEW.remark_by));
END;
CREATE TRIGGER sign_box_leaves AFTER DELETE ON sign_box
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('sign_box', OLD.unit || '/' || OLD.message_id);
END;

INSERT INTO row_change (kind, row, body) SELECT 'notice', id,
    'unit=' || quote (unit) || ' tenant=' || quote (tenant) || ' time=' || quote (time)
    || ' kind=' || quote (kind) || ' text_zh=' || quote (text_zh)
    || ' text_en=' || quote (text_en) || ' message=' || quote (message)
    || ' form=' || quote (form) || ' period=' || quote (period) || ' leaf=' || quote (leaf)
FROM notice;
CREATE TRIGGER notice_enters AFTER INSERT ON notice
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('notice', NEW.id,
    'unit=' || quote (NEW.unit) || ' tenant=' || quote (NEW.tenant)
    || ' time=' || quote (NEW.time) || ' kind=' || quote (NEW.kind)
    || ' text_zh=' || quote (NEW.text_zh) || ' text_en=' || quote (NEW.text_en)
    || ' message=' || quote (NEW.message) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' leaf=' || quote (NEW.leaf));
END;
CREATE TRIGGER notice_changes AFTER UPDATE OF id, unit, tenant, time, kind, text_zh, text_en, message, form, period, leaf ON notice
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('notice', NEW.id,
    'unit=' || quote (NEW.unit) || ' tenant=' || quote (NEW.tenant)
    || ' time=' || quote (NEW.time) || ' kind=' || quote (NEW.kind)
    || ' text_zh=' || quote (NEW.text_zh) || ' text_en=' || quote (NEW.text_en)
    || ' message=' || quote (NEW.message) || ' form=' || quote (NEW.form)
    || ' period=' || quote (NEW.period) || ' leaf=' || quote (NEW.leaf));
END;
CREATE TRIGGER notice_leaves AFTER DELETE ON notice
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('notice', OLD.id);
END;

INSERT INTO row_change (kind, row, body) SELECT 'register_import', id,
    'day=' || quote (day) || ' added=' || quote (added) || ' changed=' || quote (changed)
    || ' unchanged=' || quote (unchanged) || ' reason=' || quote (reason)
    || ' time=' || quote (time) || ' who=' || quote (who)
FROM register_import;
CREATE TRIGGER register_import_enters AFTER INSERT ON register_import
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('register_import', NEW.id,
    'day=' || quote (NEW.day) || ' added=' || quote (NEW.added)
    || ' changed=' || quote (NEW.changed) || ' unchanged=' || quote (NEW.unchanged)
    || ' reason=' || quote (NEW.reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER register_import_changes AFTER UPDATE ON register_import
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('register_import', NEW.id,
    'day=' || quote (NEW.day) || ' added=' || quote (NEW.added)
    || ' changed=' || quote (NEW.changed) || ' unchanged=' || quote (NEW.unchanged)
    || ' reason=' || quote (NEW.reason) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who));
END;
CREATE TRIGGER register_import_leaves AFTER DELETE ON register_import
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('register_import', OLD.id);
END;
