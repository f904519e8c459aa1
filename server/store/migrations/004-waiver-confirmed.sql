-- A waiver is proposed by one person and confirmed by a second; until then it holds for nobody.

ALTER TABLE waiver ADD COLUMN confirmed INTEGER; -- when
UPDATE waiver SET confirmed = time; -- those of before named their second person at once
