-- Alarms of the control room (domain/alarm.ts): one open at most for each object and kind.
CREATE TABLE alarm (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('school_dark', 'camera_unreachable', 'camera_unauthorised', 'clock_drift')),
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  school_id uuid NOT NULL REFERENCES school (id),
  school_name text NOT NULL,
  camera_id uuid REFERENCES camera (id),
  camera_name text,
  condition text NOT NULL CHECK (condition IN ('active', 'returned')),
  acknowledged boolean NOT NULL,
  raised_at timestamptz NOT NULL,
  condition_since timestamptz NOT NULL,
  acknowledged_by text,
  acknowledged_at timestamptz,
  shelved_until timestamptz,
  shelved_by text,
  closed_at timestamptz,
  cameras integer NOT NULL CHECK (cameras > 0),
  recurrences integer NOT NULL CHECK (recurrences >= 0),
  version integer NOT NULL CHECK (version > 0),
  synthetic boolean NOT NULL,
  CHECK ((kind = 'school_dark') = (camera_id IS NULL)),
  CHECK (closed_at IS NULL OR shelved_until IS NULL)
);
CREATE UNIQUE INDEX alarm_open ON alarm (kind, coalesce(camera_id, school_id)) WHERE closed_at IS NULL;
CREATE INDEX alarm_open_school ON alarm (school_id) WHERE closed_at IS NULL;
CREATE INDEX alarm_closed ON alarm (closed_at DESC, id DESC) WHERE closed_at IS NOT NULL;

-- What became of each, line by line; never changed (store/appRole.ts).
CREATE TABLE alarm_transition (
  alarm_id uuid NOT NULL REFERENCES alarm (id),
  version integer NOT NULL CHECK (version > 0),
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor_id uuid REFERENCES account (id),
  actor_name text NOT NULL,
  comment text,
  PRIMARY KEY (alarm_id, version)
);

-- By what alarms are raised; [valid_from, valid_to), the open version counts.
CREATE TABLE alarm_rule (
  kind text NOT NULL,
  enabled boolean NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  on_delay_s integer NOT NULL CHECK (on_delay_s >= 0),
  off_delay_s integer NOT NULL CHECK (off_delay_s >= 0),
  threshold double precision CHECK (threshold >= 0),
  source text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (kind, valid_from),
  CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX alarm_rule_open ON alarm_rule (kind) WHERE valid_to = 'infinity';
INSERT INTO alarm_rule (kind, enabled, severity, on_delay_s, off_delay_s, threshold, source, valid_from) VALUES
  ('school_dark', true, 'critical', 60, 30, 2, 'mặc định của sản phẩm', '2020-01-01T00:00:00Z'),
  ('camera_unreachable', true, 'high', 180, 30, NULL, 'mặc định của sản phẩm', '2020-01-01T00:00:00Z'),
  ('camera_unauthorised', true, 'medium', 60, 30, NULL, 'mặc định của sản phẩm', '2020-01-01T00:00:00Z'),
  ('clock_drift', true, 'low', 60, 30, 5000, 'mặc định của sản phẩm', '2020-01-01T00:00:00Z');

-- Which process raises alarms, and until when it may without saying so again.
CREATE TABLE alarm_lease (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  holder uuid NOT NULL,
  until timestamptz NOT NULL
);
