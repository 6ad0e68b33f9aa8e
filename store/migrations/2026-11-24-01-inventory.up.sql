-- Inventory with valid time: an identity row that never changes, and versions [valid_from, valid_to) of what is true.
-- The open version ends at infinity. recorded_at is the second clock: when the version became known here.

-- Refuses versions that overlap others with equal values in the columns given as arguments: versions of one thing never
-- overlap, and at any moment a code means one thing. Checked per statement, because EXCLUDE constraints made an import
-- of 50,000 cameras four times as long and need an extension for uuid. Writers of one table lock each other out
-- (advisory lock), so that none overlooks what another has not committed yet.
CREATE FUNCTION refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  equal_columns text;
  clashes boolean;
BEGIN
  SELECT string_agg(format('v.%1$I = w.%1$I', name), ' AND ') INTO equal_columns FROM unnest(TG_ARGV) AS name;
  EXECUTE format(
    'SELECT EXISTS (SELECT FROM written AS w JOIN %I AS v ON %s AND v.valid_from < w.valid_to AND w.valid_from < v.valid_to AND v IS DISTINCT FROM w)',
    TG_TABLE_NAME, equal_columns) INTO clashes;
  IF clashes THEN
    RAISE EXCEPTION USING ERRCODE = 'exclusion_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME,
      MESSAGE = format('versions of %s overlap (%s)', TG_TABLE_NAME, array_to_string(TG_ARGV, ', '));
  END IF;
  RETURN NULL;
END $$;

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
CREATE INDEX unit_version_code ON unit_version (code, valid_from);
CREATE TRIGGER unit_version_one_version_insert AFTER INSERT ON unit_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('unit_id');
CREATE TRIGGER unit_version_one_version_update AFTER UPDATE ON unit_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('unit_id');
CREATE TRIGGER unit_version_one_code_insert AFTER INSERT ON unit_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');
CREATE TRIGGER unit_version_one_code_update AFTER UPDATE ON unit_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');

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
CREATE TRIGGER unit_relation_one_parent_insert AFTER INSERT ON unit_relation REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('child_id', 'kind');
CREATE TRIGGER unit_relation_one_parent_update AFTER UPDATE ON unit_relation REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('child_id', 'kind');

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
CREATE INDEX school_version_code ON school_version (code, valid_from);
CREATE TRIGGER school_version_one_version_insert AFTER INSERT ON school_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('school_id');
CREATE TRIGGER school_version_one_version_update AFTER UPDATE ON school_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('school_id');
CREATE TRIGGER school_version_one_code_insert AFTER INSERT ON school_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');
CREATE TRIGGER school_version_one_code_update AFTER UPDATE ON school_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');

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
CREATE INDEX camera_version_code ON camera_version (code, valid_from);
CREATE TRIGGER camera_version_one_version_insert AFTER INSERT ON camera_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('camera_id');
CREATE TRIGGER camera_version_one_version_update AFTER UPDATE ON camera_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('camera_id');
CREATE TRIGGER camera_version_one_code_insert AFTER INSERT ON camera_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');
CREATE TRIGGER camera_version_one_code_update AFTER UPDATE ON camera_version REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_overlap('code');
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
