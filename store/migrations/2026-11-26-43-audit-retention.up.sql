-- The text of evidence goes after a while; what it was, when, from where and its SHA-256 stay with the verdict.
ALTER TABLE audit_evidence ALTER COLUMN body DROP NOT NULL, ADD COLUMN dropped_at timestamptz,
  ADD CONSTRAINT audit_evidence_dropped CHECK ((body IS NULL) = (dropped_at IS NOT NULL));
CREATE INDEX audit_evidence_kept ON audit_evidence (at) WHERE body IS NOT NULL;

-- Evidence: so that two school years can be compared. What was found: as long as minutes are asked about.
INSERT INTO retention_rule (subject, months, source, valid_from) VALUES
  ('audit_evidence', 24, 'mức cơ sở của sản phẩm; Luật 91/2025/QH15 Điều 3: chỉ lưu trong thời gian cần cho mục đích', '-infinity'),
  ('audit_findings', 60, 'mức cơ sở của sản phẩm; Luật 91/2025/QH15 Điều 3: chỉ lưu trong thời gian cần cho mục đích', '-infinity');

-- The moment before which a subject is not kept any more; by the server's own clock, so that whoever calls cannot choose.
CREATE FUNCTION kept_since(wanted text, OUT months integer, OUT since timestamptz)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT r.months, (date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') - make_interval(months => r.months))
    AT TIME ZONE 'Asia/Ho_Chi_Minh'
  FROM retention_rule AS r WHERE r.subject = wanted AND r.valid_from <= now() ORDER BY r.valid_from DESC LIMIT 1
$$;

-- Takes the text out of so many pieces of evidence at most. Runs as the owner: nobody else changes evidence.
CREATE FUNCTION expire_audit_evidence(portion integer) RETURNS TABLE (gone integer, kept_months integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  cutoff timestamptz;
BEGIN
  SELECT k.months, k.since INTO kept_months, cutoff FROM kept_since('audit_evidence') AS k;
  UPDATE audit_evidence SET body = NULL, dropped_at = now() WHERE id IN (
    SELECT e.id FROM audit_evidence AS e WHERE e.body IS NOT NULL AND e.at < cutoff
    ORDER BY e.at LIMIT portion FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION expire_audit_evidence FROM PUBLIC;

-- Takes so many cameras at most out of the campaign that ended first of those that are not kept any more, with all that was
-- found of them; with the last one the campaign itself. Runs as the owner: nobody else takes verdicts away.
CREATE FUNCTION expire_audit_findings(portion integer)
RETURNS TABLE (campaign uuid, title text, gone integer, is_over boolean, kept_months integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  cutoff timestamptz;
  ids uuid[];
BEGIN
  SELECT k.months, k.since INTO kept_months, cutoff FROM kept_since('audit_findings') AS k;
  SELECT c.id, c.title INTO campaign, title FROM audit_campaign AS c
    WHERE c.state IN ('done', 'failed') AND c.ended_at < cutoff ORDER BY c.ended_at LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF campaign IS NULL THEN
    RETURN;
  END IF;
  SELECT array_agg(t.camera_id) INTO ids FROM (
    SELECT camera_id FROM audit_task WHERE campaign_id = campaign LIMIT portion) AS t;
  gone := coalesce(cardinality(ids), 0);
  DELETE FROM audit_evidence WHERE campaign_id = campaign AND camera_id = ANY (ids);
  DELETE FROM audit_verdict WHERE campaign_id = campaign AND camera_id = ANY (ids);
  DELETE FROM audit_camera_tally WHERE campaign_id = campaign AND camera_id = ANY (ids);
  DELETE FROM audit_task WHERE campaign_id = campaign AND camera_id = ANY (ids);
  is_over := NOT EXISTS (SELECT FROM audit_task WHERE campaign_id = campaign);
  IF is_over THEN
    DELETE FROM audit_campaign_failure WHERE campaign_id = campaign;
    DELETE FROM audit_campaign_family WHERE campaign_id = campaign;
    DELETE FROM audit_rule_failure WHERE campaign_id = campaign;
    DELETE FROM audit_family_tally WHERE campaign_id = campaign;
    DELETE FROM audit_campaign_school WHERE campaign_id = campaign;
    DELETE FROM audit_campaign WHERE id = campaign;
  END IF;
  RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION expire_audit_findings FROM PUBLIC;
