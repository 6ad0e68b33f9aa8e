-- Keys that seal secrets, sealed themselves with a key of KHUE_SECRET_KEYS (envelope encryption). The newest one that is
-- not retired seals. Without these rows nothing sealed with them opens again.
CREATE TABLE data_key (
  id text PRIMARY KEY CHECK (id ~ '^data:[A-Za-z0-9_-]{1,40}$'),
  number bigint GENERATED ALWAYS AS IDENTITY,
  kek_id text NOT NULL,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  -- A rotation to this key is under way, or was cut off.
  resealing boolean NOT NULL DEFAULT false,
  retired_at timestamptz
);
CREATE UNIQUE INDEX data_key_number ON data_key (number);
