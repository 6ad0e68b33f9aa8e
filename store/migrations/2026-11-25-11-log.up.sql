-- The log (domain/log.ts). number counts 1, 2, 3 … without a gap; hash binds a row to the one before it
-- (store/logChain.ts). Rows are only ever added: the role of the tiers may not change or delete them (store/appRole.ts),
-- and triggers refuse it to everybody else, but for the expiry of what is older than the retention says.
CREATE TABLE log_row (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL CHECK (at = date_trunc('milliseconds', at)),
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
CREATE INDEX log_row_actor ON log_row (actor_name, number);
CREATE INDEX log_row_action ON log_row (action, number);
CREATE INDEX log_row_object ON log_row (object_kind, object_id, number);

-- The newest row, kept apart: who appends locks it, and a tail that was cut off shows.
CREATE TABLE log_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  number bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO log_head (number, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- One a day, signed with Ed25519 (store/logAnchor.ts); day in Asia/Ho_Chi_Minh.
CREATE TABLE log_anchor (
  day text PRIMARY KEY,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL
);
CREATE INDEX log_anchor_number ON log_anchor (number);

-- What is not kept any more: the rows up to last_number.
CREATE TABLE log_expiry (
  last_number bigint PRIMARY KEY,
  first_number bigint NOT NULL,
  last_hash bytea NOT NULL,
  expired_at timestamptz NOT NULL DEFAULT now(),
  CHECK (first_number <= last_number)
);

CREATE TABLE log_retention (
  valid_from timestamptz PRIMARY KEY,
  months integer NOT NULL CHECK (months BETWEEN 3 AND 1200),
  source text NOT NULL
);
INSERT INTO log_retention (valid_from, months, source) VALUES
  ('-infinity', 12, 'baseline; TCVN 11930: 3 months at least');

CREATE TABLE log_verification (
  at timestamptz PRIMARY KEY,
  result jsonb NOT NULL
);

CREATE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the log is only added to', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Rows may go once their expiry is on record, not before.
CREATE FUNCTION refuse_early_log_expiry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM removed WHERE number > coalesce((SELECT max(last_number) FROM log_expiry), 0)) THEN
    RAISE EXCEPTION 'DELETE of log_row is refused: the log is only added to' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION refuse_log_head_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <= OLD.number THEN
    RAISE EXCEPTION 'UPDATE of log_head is refused: the log only grows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER log_row_unchanged BEFORE UPDATE OR TRUNCATE ON log_row
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
CREATE TRIGGER log_row_kept AFTER DELETE ON log_row REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_log_expiry();
CREATE TRIGGER log_anchor_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON log_anchor
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
CREATE TRIGGER log_expiry_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON log_expiry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();
CREATE TRIGGER log_head_grows BEFORE UPDATE ON log_head
  FOR EACH ROW EXECUTE FUNCTION refuse_log_head_back();
CREATE TRIGGER log_head_kept BEFORE DELETE OR TRUNCATE ON log_head
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change();

-- Lets the rows of the oldest anchor go where all of them are older than the retention; by the server's own clock, so
-- that whoever calls it cannot choose what goes. No row: nothing is old enough. Runs as the owner.
CREATE FUNCTION expire_log() RETURNS TABLE (first_number bigint, last_number bigint, last_hash bytea, months integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept_months integer;
  cutoff timestamptz;
  lowest bigint;
  anchored log_anchor;
  found_hash bytea;
BEGIN
  SELECT r.months INTO kept_months FROM log_retention AS r WHERE r.valid_from <= now() ORDER BY r.valid_from DESC LIMIT 1;
  cutoff := (date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') - make_interval(months => kept_months))
    AT TIME ZONE 'Asia/Ho_Chi_Minh';
  SELECT min(number) INTO lowest FROM log_row;
  SELECT * INTO anchored FROM log_anchor AS a WHERE a.number >= lowest ORDER BY a.number LIMIT 1;
  IF anchored.number IS NULL OR EXISTS (SELECT FROM log_row WHERE number <= anchored.number AND at >= cutoff) THEN
    RETURN;
  END IF;
  SELECT hash INTO found_hash FROM log_row WHERE number = anchored.number;
  IF found_hash IS DISTINCT FROM anchored.hash THEN
    RAISE EXCEPTION 'row % is not the one that was anchored: nothing expires', anchored.number;
  END IF;
  INSERT INTO log_expiry (last_number, first_number, last_hash) VALUES (anchored.number, lowest, anchored.hash);
  DELETE FROM log_row WHERE number <= anchored.number;
  RETURN QUERY SELECT lowest, anchored.number, anchored.hash, kept_months;
END $$;
REVOKE EXECUTE ON FUNCTION expire_log FROM PUBLIC;

-- drop_chunks is its owner's alone. Runs as the owner.
CREATE FUNCTION drop_camera_samples(older_than timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    PERFORM drop_chunks('camera_sample', older_than => drop_camera_samples.older_than);
  ELSE
    DELETE FROM camera_sample WHERE observed_at < drop_camera_samples.older_than;
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION drop_camera_samples FROM PUBLIC;
