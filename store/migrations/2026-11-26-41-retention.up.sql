-- How long is kept what is over, from a moment on. What is said nothing of is kept for good.
CREATE TABLE retention_rule (
  subject text NOT NULL,
  months integer NOT NULL CHECK (months BETWEEN 1 AND 1200),
  source text NOT NULL,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (subject, valid_from)
);
-- Longer than the log (12 months), so that two school years can be compared.
INSERT INTO retention_rule (subject, months, source, valid_from) VALUES
  ('alarms', 24, 'mức cơ sở của sản phẩm; Luật 91/2025/QH15 Điều 3: chỉ lưu trong thời gian cần cho mục đích', '-infinity');

-- Lets alarms go that have been over for longer than the rule says, with their histories, so many at most; by the server's
-- own clock, so that whoever calls it cannot choose what goes. Open ones never go. Runs as the owner: nobody else takes a
-- history away.
CREATE FUNCTION expire_alarms(portion integer) RETURNS TABLE (gone integer, kept_months integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  SELECT r.months INTO kept_months FROM retention_rule AS r
    WHERE r.subject = 'alarms' AND r.valid_from <= now() ORDER BY r.valid_from DESC LIMIT 1;
  SELECT array_agg(o.id) INTO ids FROM (
    SELECT a.id FROM alarm AS a
    WHERE a.closed_at < (date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') - make_interval(months => kept_months))
      AT TIME ZONE 'Asia/Ho_Chi_Minh'
    ORDER BY a.closed_at LIMIT portion FOR UPDATE SKIP LOCKED) AS o;
  gone := coalesce(cardinality(ids), 0);
  DELETE FROM alarm_transition WHERE alarm_id = ANY (ids);
  DELETE FROM alarm WHERE id = ANY (ids);
  RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION expire_alarms FROM PUBLIC;
