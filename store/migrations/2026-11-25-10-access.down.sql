-- Accounts without a local password cannot exist before this migration: they go with their sessions.
DROP TABLE access_epoch;
DROP TABLE school_relation;
DROP TABLE access_grant;
DROP TABLE role;
DROP TABLE sign_in_failure;
DROP TABLE password_history;
DROP TABLE second_factor;
DELETE FROM session USING account WHERE session.account_id = account.id AND account.password_hash IS NULL;
DELETE FROM account WHERE password_hash IS NULL;
DROP INDEX account_external;
ALTER TABLE account ALTER COLUMN password_hash SET NOT NULL;
ALTER TABLE account DROP COLUMN external_subject;
ALTER TABLE account DROP COLUMN external_issuer;
ALTER TABLE account DROP COLUMN password_changed_at;
ALTER TABLE account DROP COLUMN must_change_password;
ALTER TABLE account DROP COLUMN last_sign_in_at;
ALTER TABLE account DROP COLUMN disabled_at;
ALTER TABLE account DROP COLUMN kind;
