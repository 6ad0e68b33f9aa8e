CREATE TABLE import_run (
  id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL,
  run jsonb NOT NULL
);
CREATE INDEX import_run_started ON import_run (started_at DESC);

CREATE TABLE import_file (
  run_id uuid PRIMARY KEY REFERENCES import_run (id) ON DELETE CASCADE,
  body bytea NOT NULL
);

CREATE TABLE import_reject (
  run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
  position bigint GENERATED ALWAYS AS IDENTITY,
  line integer NOT NULL,
  column_name text,
  value text NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (run_id, position)
);

CREATE TABLE import_mapping (
  kind text NOT NULL,
  name text NOT NULL,
  columns jsonb NOT NULL,
  PRIMARY KEY (kind, name)
);
