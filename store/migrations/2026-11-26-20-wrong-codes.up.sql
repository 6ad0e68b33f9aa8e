-- Wrong codes of second factors, by account: so many of them within a window close the second step of signing in.
CREATE TABLE wrong_code (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id),
  at timestamptz NOT NULL
);
CREATE INDEX wrong_code_account ON wrong_code (account_id, at);
