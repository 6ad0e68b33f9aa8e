-- Inventory with valid time: an identity row that never changes, and versions [valid_from, valid_to) of what is true.
-- The open version ends at infinity. recorded_at is the second clock: when the version became known here.

CREATE TABLE unit (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()
);

CREATE TABLE unit_version (
  unit_id uuid NOT NULL REFERENCES unit (id),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  recorded_at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  name text NOT NULL,
  full_name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('city', 'department', 'ward', 'rural_commune', 'special_zone', 'professional_cluster')),
  lon double precision,
  lat double precision,
  area_km2 double precision,
  merged_from text,
  PRIMARY KEY (unit_id, valid_from),
  CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX unit_version_open_code ON unit_version (code) WHERE valid_to = 'infinity';
CREATE UNIQUE INDEX unit_version_open_unit ON unit_version (unit_id) WHERE valid_to = 'infinity';

CREATE TABLE unit_relation (
  child_id uuid NOT NULL REFERENCES unit (id),
  parent_id uuid NOT NULL REFERENCES unit (id),
  kind text NOT NULL CHECK (kind IN ('territorial', 'managing', 'professional')),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  legal_act text,
  PRIMARY KEY (child_id, kind, valid_from),
  CHECK (valid_from < valid_to),
  CHECK (child_id <> parent_id)
);
CREATE UNIQUE INDEX unit_relation_open ON unit_relation (child_id, kind) WHERE valid_to = 'infinity';
CREATE INDEX unit_relation_parent ON unit_relation (parent_id, kind);

CREATE TABLE school (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()
);

CREATE TABLE school_version (
  school_id uuid NOT NULL REFERENCES school (id),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  recorded_at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  name text NOT NULL,
  short_name text NOT NULL,
  levels text[] NOT NULL,
  address text,
  lon double precision,
  lat double precision,
  ward_code text,
  synthetic boolean NOT NULL,
  PRIMARY KEY (school_id, valid_from),
  CHECK (valid_from < valid_to),
  CHECK ((lon IS NULL) = (lat IS NULL))
);
CREATE UNIQUE INDEX school_version_open_code ON school_version (code) WHERE valid_to = 'infinity';
CREATE UNIQUE INDEX school_version_open_school ON school_version (school_id) WHERE valid_to = 'infinity';

CREATE TABLE camera (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()
);

CREATE TABLE camera_version (
  camera_id uuid NOT NULL REFERENCES camera (id),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  recorded_at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  school_id uuid NOT NULL REFERENCES school (id),
  name text NOT NULL,
  zone text NOT NULL CHECK (zone IN ('gate_street', 'yard', 'corridor', 'kitchen', 'classroom', 'office')),
  bearing double precision CHECK (bearing >= 0 AND bearing < 360),
  synthetic boolean NOT NULL,
  onvif_url text,
  rtsp_main_url text,
  rtsp_sub_url text,
  PRIMARY KEY (camera_id, valid_from),
  CHECK (valid_from < valid_to)
);
CREATE UNIQUE INDEX camera_version_open_code ON camera_version (code) WHERE valid_to = 'infinity';
CREATE UNIQUE INDEX camera_version_open_camera ON camera_version (camera_id) WHERE valid_to = 'infinity';
CREATE INDEX camera_version_school ON camera_version (school_id) WHERE valid_to = 'infinity';

-- Sealed with AES-256-GCM; the key itself never enters the database. digest: keyed, to see an unchanged account.
CREATE TABLE camera_secret (
  camera_id uuid PRIMARY KEY REFERENCES camera (id),
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  digest bytea NOT NULL,
  changed_at timestamptz NOT NULL
);

-- One sealed constant for each key ever used: a wrong key is noticed when the store is opened, not at the first camera.
CREATE TABLE secret_key_check (
  key_id text PRIMARY KEY,
  sealed bytea NOT NULL
);

CREATE TABLE camera_description (
  camera_id uuid PRIMARY KEY REFERENCES camera (id),
  described_at timestamptz NOT NULL,
  description jsonb NOT NULL
);

-- Raw replies that a description was read from.
CREATE TABLE camera_evidence (
  camera_id uuid NOT NULL REFERENCES camera (id),
  described_at timestamptz NOT NULL,
  name text NOT NULL,
  sha256 text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (camera_id, name, described_at)
);
