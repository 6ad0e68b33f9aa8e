DROP FUNCTION expire_audit_findings;
DROP FUNCTION expire_audit_evidence;
DROP FUNCTION kept_since;
DELETE FROM retention_rule WHERE subject IN ('audit_evidence', 'audit_findings');
DROP INDEX audit_evidence_kept;
ALTER TABLE audit_evidence DROP COLUMN dropped_at;
-- What was dropped does not come back.
UPDATE audit_evidence SET body = '' WHERE body IS NULL;
ALTER TABLE audit_evidence ALTER COLUMN body SET NOT NULL;
