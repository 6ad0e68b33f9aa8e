-- The feed to the city: keys of its clients, the changes of what is told to them, and where each of them stands.
CREATE TABLE feed_key (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES account (id),
  label text NOT NULL,
  -- of 256 random bits: the key itself is not kept
  key_sha256 bytea NOT NULL UNIQUE,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz,
  CHECK (made_at < expires_at)
);
CREATE INDEX feed_key_account ON feed_key (account_id);

-- One row. Whoever writes changes holds its lock, so that numbers are committed in their order and without a gap.
CREATE TABLE feed_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  -- Another one after the tables were made anew: cursors of before say nothing then.
  feed_id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- of the newest change; 0: none
  number bigint NOT NULL DEFAULT 0,
  -- Changes up to this one are not kept any more.
  expired bigint NOT NULL DEFAULT 0,
  retention_days integer NOT NULL DEFAULT 30 CHECK (retention_days BETWEEN 1 AND 3650),
  looked_at timestamptz,
  open_data boolean NOT NULL DEFAULT true
);
INSERT INTO feed_head DEFAULT VALUES;

-- What was last told of each thing; record is null after CANCEL. first_number: of the change that told of it first.
CREATE TABLE feed_object (
  collection text NOT NULL,
  object_id text NOT NULL,
  school_id uuid NOT NULL,
  version integer NOT NULL,
  first_number bigint NOT NULL,
  number bigint NOT NULL,
  record jsonb,
  PRIMARY KEY (collection, object_id)
);
CREATE INDEX feed_object_number ON feed_object (number);

CREATE TABLE feed_change (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  collection text NOT NULL,
  object_id text NOT NULL,
  school_id uuid NOT NULL,
  event text NOT NULL CHECK (event IN ('NEW', 'UPDATE', 'CANCEL')),
  version integer NOT NULL,
  record jsonb,
  CHECK ((event = 'CANCEL') = (record IS NULL))
);
CREATE INDEX feed_change_at ON feed_change (at);

CREATE TABLE feed_client (
  account_id uuid PRIMARY KEY REFERENCES account (id),
  mqtt boolean NOT NULL DEFAULT false,
  -- up to which change was published for it
  mqtt_number bigint NOT NULL DEFAULT 0,
  -- up to which change it has asked
  read_number bigint,
  read_at timestamptz
);

-- Changes older than the retention go; alarms that are over and whose changes are gone are forgotten. Runs as the owner:
-- nobody else takes a change away.
CREATE FUNCTION expire_feed_changes(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  head feed_head;
  last_number bigint;
BEGIN
  SELECT * INTO head FROM feed_head FOR UPDATE;
  SELECT max(c.number) INTO last_number FROM feed_change AS c
    WHERE c.at < expire_feed_changes.at - make_interval(days => head.retention_days);
  IF last_number IS NULL THEN
    RETURN;
  END IF;
  DELETE FROM feed_change WHERE number <= last_number;
  UPDATE feed_head SET expired = last_number;
  DELETE FROM feed_object WHERE collection = 'alarms' AND record IS NULL AND number <= last_number;
END $$;
REVOKE EXECUTE ON FUNCTION expire_feed_changes FROM PUBLIC;
