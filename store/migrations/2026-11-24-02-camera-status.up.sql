-- Health of cameras. camera_sample is append-only (changes and heartbeats), a hypertable where TimescaleDB is and the
-- same table without it; camera_current is the latest state, updated in place.

CREATE TABLE camera_sample (
  observed_at timestamptz NOT NULL,
  camera_id uuid NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  changed boolean NOT NULL,
  latency_ms real,
  clock_offset_ms double precision
);
CREATE INDEX camera_sample_camera ON camera_sample (camera_id, observed_at DESC);
CREATE INDEX camera_sample_time ON camera_sample (observed_at DESC);

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'timescaledb') THEN
    PERFORM create_hypertable('camera_sample', 'observed_at', chunk_time_interval => INTERVAL '1 day', create_default_indexes => FALSE);
  END IF;
END $$;

CREATE TABLE camera_current (
  camera_id uuid PRIMARY KEY,
  observed_at timestamptz NOT NULL,
  since timestamptz NOT NULL,
  status jsonb NOT NULL
) WITH (fillfactor = 50);
