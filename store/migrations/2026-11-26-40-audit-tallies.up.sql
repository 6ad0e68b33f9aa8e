-- What the board of a campaign counts, written together with the verdicts: a page of it costs no more for 60,000 cameras
-- than for 600. Waivers are not in it; they are laid over it when it is read.
ALTER TABLE audit_campaign_school
  ADD COLUMN cameras integer NOT NULL DEFAULT 0,
  -- cameras whose task ended so
  ADD COLUMN done integer NOT NULL DEFAULT 0,
  ADD COLUMN skipped integer NOT NULL DEFAULT 0,
  ADD COLUMN failed integer NOT NULL DEFAULT 0,
  -- cameras with verdicts
  ADD COLUMN judged integer NOT NULL DEFAULT 0,
  -- cameras with a score, and the sum of their scores (0..1 each); the same of coverage
  ADD COLUMN scored integer NOT NULL DEFAULT 0,
  ADD COLUMN score_sum float8 NOT NULL DEFAULT 0,
  ADD COLUMN covered integer NOT NULL DEFAULT 0,
  ADD COLUMN coverage_sum float8 NOT NULL DEFAULT 0,
  ADD COLUMN gate_failed integer NOT NULL DEFAULT 0;

-- What the scores of a camera are made of (domain/auditScore.ts), so that a waiver can be taken out of them.
CREATE TABLE audit_camera_tally (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  camera_id uuid NOT NULL REFERENCES camera (id),
  pass_weight integer NOT NULL,
  counted_weight integer NOT NULL,
  seen integer NOT NULL,
  applicable integer NOT NULL,
  critical_failed integer NOT NULL,
  PRIMARY KEY (campaign_id, camera_id)
);

-- Verdicts of enabled rules, of a school by family of rules.
CREATE TABLE audit_family_tally (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  school_id uuid NOT NULL REFERENCES school (id),
  family text NOT NULL,
  passed integer NOT NULL,
  warned integer NOT NULL,
  failed integer NOT NULL,
  unknown integer NOT NULL,
  not_applicable integer NOT NULL,
  critical_failed integer NOT NULL,
  PRIMARY KEY (campaign_id, school_id, family)
);

-- Cameras of a school that fail an enabled rule.
CREATE TABLE audit_rule_failure (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  rule_id text NOT NULL,
  school_id uuid NOT NULL REFERENCES school (id),
  cameras integer NOT NULL,
  PRIMARY KEY (campaign_id, rule_id, school_id)
);

-- The same two of all schools: whoever sees the whole campaign need not have them summed.
CREATE TABLE audit_campaign_family (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  family text NOT NULL,
  passed integer NOT NULL,
  warned integer NOT NULL,
  failed integer NOT NULL,
  unknown integer NOT NULL,
  not_applicable integer NOT NULL,
  critical_failed integer NOT NULL,
  PRIMARY KEY (campaign_id, family)
);
CREATE TABLE audit_campaign_failure (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  rule_id text NOT NULL,
  cameras integer NOT NULL,
  PRIMARY KEY (campaign_id, rule_id)
);

CREATE INDEX audit_task_school ON audit_task (campaign_id, school_id);
CREATE INDEX audit_task_running ON audit_task (campaign_id) WHERE state = 'running';

-- Verdicts that are there already are counted once.
CREATE TEMPORARY TABLE weighed ON COMMIT DROP AS
WITH pack (rule_id, severity) AS (
  SELECT unnest(ARRAY['REG-05', 'ITF-03', 'NET-03', 'SEC-01', 'SEC-02', 'PRI-04']), 'critical'
  UNION ALL SELECT unnest(ARRAY['REG-04', 'ITF-01', 'IMG-07', 'TIM-01', 'TIM-02', 'REC-01', 'REC-02', 'REC-03', 'NET-04',
    'SEC-04', 'SEC-06', 'SEC-08', 'SEC-09', 'SEC-10', 'PRI-01', 'PRI-06', 'SYS-01']), 'high'
  UNION ALL SELECT unnest(ARRAY['REG-01', 'ITF-02', 'ITF-04', 'IMG-01', 'IMG-02', 'IMG-05', 'REC-04', 'REC-05', 'NET-01',
    'NET-02', 'SEC-03', 'SEC-05', 'SEC-07', 'SEC-11', 'PRI-02', 'PRI-03', 'PRI-05', 'SYS-02']), 'medium'
), profile_rule AS (
  SELECT p.name, p.version, p.state = 'in_force' AS is_scored, rule ->> 'id' AS rule_id,
    coalesce(rule ->> 'severity', pack.severity, 'low') AS severity
  FROM audit_profile AS p CROSS JOIN jsonb_array_elements(p.rules) AS rule
  LEFT JOIN pack ON pack.rule_id = rule ->> 'id'
  WHERE (rule ->> 'enabled')::boolean
) SELECT v.campaign_id, t.school_id, v.camera_id, v.rule_id, v.result, r.is_scored, r.severity = 'critical' AS critical,
    CASE r.severity WHEN 'critical' THEN 10 WHEN 'high' THEN 5 WHEN 'medium' THEN 2 ELSE 1 END AS weight
  FROM audit_verdict AS v
  JOIN audit_task AS t ON t.campaign_id = v.campaign_id AND t.camera_id = v.camera_id
  JOIN audit_campaign AS c ON c.id = v.campaign_id
  JOIN profile_rule AS r ON r.name = c.profile AND r.version = c.profile_version AND r.rule_id = v.rule_id;

INSERT INTO audit_camera_tally
SELECT campaign_id, camera_id, coalesce(sum(weight) FILTER (WHERE result = 'PASS'), 0),
  coalesce(sum(weight) FILTER (WHERE result IN ('PASS', 'WARN', 'FAIL')), 0),
  count(*) FILTER (WHERE result IN ('PASS', 'WARN', 'FAIL')), count(*) FILTER (WHERE result <> 'N/A'),
  count(*) FILTER (WHERE result = 'FAIL' AND critical)
FROM weighed GROUP BY campaign_id, camera_id;

INSERT INTO audit_family_tally
SELECT campaign_id, school_id, split_part(rule_id, '-', 1), count(*) FILTER (WHERE result = 'PASS'),
  count(*) FILTER (WHERE result = 'WARN'), count(*) FILTER (WHERE result = 'FAIL'),
  count(*) FILTER (WHERE result = 'UNKNOWN'), count(*) FILTER (WHERE result = 'N/A'),
  count(*) FILTER (WHERE result = 'FAIL' AND critical)
FROM weighed GROUP BY 1, 2, 3;

INSERT INTO audit_rule_failure
SELECT campaign_id, rule_id, school_id, count(*) FROM weighed WHERE result = 'FAIL' GROUP BY 1, 2, 3;

INSERT INTO audit_campaign_family
SELECT campaign_id, family, sum(passed), sum(warned), sum(failed), sum(unknown), sum(not_applicable), sum(critical_failed)
FROM audit_family_tally GROUP BY 1, 2;

INSERT INTO audit_campaign_failure
SELECT campaign_id, rule_id, sum(cameras) FROM audit_rule_failure GROUP BY 1, 2;

UPDATE audit_campaign_school AS s
SET cameras = counted.cameras, done = counted.done, skipped = counted.skipped, failed = counted.failed FROM (
  SELECT campaign_id, school_id, count(*) AS cameras, count(*) FILTER (WHERE state = 'done') AS done,
    count(*) FILTER (WHERE state = 'skipped') AS skipped, count(*) FILTER (WHERE state = 'failed') AS failed
  FROM audit_task GROUP BY 1, 2
) AS counted WHERE counted.campaign_id = s.campaign_id AND counted.school_id = s.school_id;

UPDATE audit_campaign_school AS s SET judged = summed.judged, scored = summed.scored, score_sum = summed.score_sum,
  covered = summed.covered, coverage_sum = summed.coverage_sum, gate_failed = summed.gate_failed
FROM (
  SELECT campaign_id, school_id, count(*) AS judged, count(score) AS scored, coalesce(sum(score), 0) AS score_sum,
    count(coverage) AS covered, coalesce(sum(coverage), 0) AS coverage_sum,
    count(*) FILTER (WHERE is_scored AND critical_failed > 0) AS gate_failed
  FROM (
    SELECT w.campaign_id, w.school_id, w.is_scored, y.critical_failed, y.seen::float8 / nullif(y.applicable, 0) AS coverage,
      CASE WHEN w.is_scored THEN y.pass_weight::float8 / nullif(y.counted_weight, 0) END AS score
    FROM (SELECT DISTINCT campaign_id, school_id, camera_id, is_scored FROM weighed) AS w
    JOIN audit_camera_tally AS y ON y.campaign_id = w.campaign_id AND y.camera_id = w.camera_id
  ) AS of_camera GROUP BY 1, 2
) AS summed WHERE summed.campaign_id = s.campaign_id AND summed.school_id = s.school_id;
