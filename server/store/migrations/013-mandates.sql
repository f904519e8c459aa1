-- A mandate may hold for reports of some periods only.

ALTER TABLE mandate ADD COLUMN from_period TEXT; -- the first one; NULL: all before, too
ALTER TABLE mandate ADD COLUMN to_period TEXT;   -- the last one; NULL: all behind, too

DROP TRIGGER mandate_enters;
CREATE TRIGGER mandate_enters AFTER INSERT ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who)
    || coalesce (' from_period=' || nullif (quote (NEW.from_period), 'NULL'), '')
    || coalesce (' to_period=' || nullif (quote (NEW.to_period), 'NULL'), ''));
END;
DROP TRIGGER mandate_changes;
CREATE TRIGGER mandate_changes AFTER UPDATE ON mandate
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('mandate', NEW.id,
    'tenant=' || quote (NEW.tenant) || ' unit=' || quote (NEW.unit)
    || ' holder=' || quote (NEW.holder) || ' person=' || quote (NEW.person)
    || ' role=' || quote (NEW.role) || ' from_day=' || quote (NEW.from_day)
    || ' to_day=' || quote (NEW.to_day) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who)
    || coalesce (' from_period=' || nullif (quote (NEW.from_period), 'NULL'), '')
    || coalesce (' to_period=' || nullif (quote (NEW.to_period), 'NULL'), ''));
END;
