-- The log (domain/log.ts). number counts 1, 2, 3 … without a gap; hash binds a row to the one before it
-- (store/repositories/log.ts). Rows are only ever added.
CREATE TABLE log_row (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  action text NOT NULL,
  object_kind text,
  object_id text,
  object_name text,
  result text NOT NULL CHECK (result IN ('done', 'refused', 'failed')),
  address text,
  session_id text,
  details jsonb NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX log_row_at ON log_row (at);
CREATE INDEX log_row_actor ON log_row (actor_id, number);
CREATE INDEX log_row_object ON log_row (object_kind, object_id, number);
