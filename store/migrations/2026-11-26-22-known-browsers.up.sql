-- Browsers in which an account has signed in (ADR 0030): their failures are counted by themselves. They hold no right.
CREATE TABLE known_browser (
  token_sha256 bytea NOT NULL,
  account_id uuid NOT NULL REFERENCES account (id),
  known_since timestamptz NOT NULL,
  PRIMARY KEY (token_sha256, account_id)
);
CREATE INDEX known_browser_account ON known_browser (account_id, known_since);
