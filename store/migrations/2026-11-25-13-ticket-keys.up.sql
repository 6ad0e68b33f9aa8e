-- Keys that sign viewing tickets (domain/ticket.ts), sealed like camera accounts. Made by the servers, read by gateways.
CREATE TABLE ticket_key (
  id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,40}$'),
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL,
  signs_from timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK (made_at <= signs_from AND signs_from < expires_at)
);
