-- Forms published and withdrawn by two administrators: one signs and proposes, another signs and confirms.

CREATE TABLE publication (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, -- 'publish', 'withdraw'
  tenant TEXT NOT NULL REFERENCES tenant (id),
  form TEXT NOT NULL,
  edition TEXT NOT NULL,
  revision INTEGER NOT NULL,
  package TEXT NOT NULL, -- digest; of table package once it is confirmed
  from_period TEXT NOT NULL, -- '': from where the edition begins
  at INTEGER NOT NULL, -- not before; 0: at once
  hotfix INTEGER NOT NULL,
  reason TEXT NOT NULL,
  statement TEXT NOT NULL, -- publication.xml, what was signed
  signature BLOB NOT NULL,
  signer TEXT NOT NULL, -- digest of the certificate
  time INTEGER NOT NULL,
  who TEXT NOT NULL,
  second_signature BLOB,
  second_signer TEXT,
  second TEXT,
  confirmed INTEGER,
  ended INTEGER, -- taken back or refused before it was confirmed
  ended_by TEXT,
  ended_reason TEXT,
  archive BLOB NOT NULL -- the statement with all its files; each has its digest in the statement
) STRICT;
CREATE INDEX publication_form ON publication (tenant, form);
CREATE INDEX publication_package ON publication (package);

CREATE TRIGGER publication_enters AFTER INSERT ON publication
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('publication', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant)
    || ' form=' || quote (NEW.form) || ' edition=' || quote (NEW.edition)
    || ' revision=' || quote (NEW.revision) || ' package=' || quote (NEW.package)
    || ' from_period=' || quote (NEW.from_period) || ' at=' || quote (NEW.at)
    || ' hotfix=' || quote (NEW.hotfix) || ' reason=' || quote (NEW.reason)
    || ' statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER publication_changes AFTER UPDATE ON publication
BEGIN
  INSERT INTO row_change (kind, row, body) VALUES ('publication', NEW.id,
    'kind=' || quote (NEW.kind) || ' tenant=' || quote (NEW.tenant)
    || ' form=' || quote (NEW.form) || ' edition=' || quote (NEW.edition)
    || ' revision=' || quote (NEW.revision) || ' package=' || quote (NEW.package)
    || ' from_period=' || quote (NEW.from_period) || ' at=' || quote (NEW.at)
    || ' hotfix=' || quote (NEW.hotfix) || ' reason=' || quote (NEW.reason)
    || ' statement=' || quote (NEW.statement) || ' signature=' || quote (NEW.signature)
    || ' signer=' || quote (NEW.signer) || ' time=' || quote (NEW.time)
    || ' who=' || quote (NEW.who) || ' second_signature=' || quote (NEW.second_signature)
    || ' second_signer=' || quote (NEW.second_signer) || ' second=' || quote (NEW.second)
    || ' confirmed=' || quote (NEW.confirmed) || ' ended=' || quote (NEW.ended)
    || ' ended_by=' || quote (NEW.ended_by) || ' ended_reason=' || quote (NEW.ended_reason));
END;
CREATE TRIGGER publication_leaves AFTER DELETE ON publication
BEGIN
  INSERT INTO row_change (kind, row) VALUES ('publication', OLD.id);
END;
