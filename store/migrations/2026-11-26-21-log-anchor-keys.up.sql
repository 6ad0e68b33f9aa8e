-- Planned changes of the key that signs the anchors of the log: each is signed by the old key and the new one over both
-- (store/logAnchor.ts), so that whoever trusts one of them trusts the other, and whoever owns the database adds none.
CREATE TABLE log_key_change (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  changed_at timestamptz NOT NULL,
  old_pem text NOT NULL,
  new_pem text NOT NULL,
  old_signature bytea NOT NULL,
  new_signature bytea NOT NULL
);
CREATE TRIGGER log_key_change_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON log_key_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
