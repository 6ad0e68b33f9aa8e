ALTER TABLE audit_campaign DROP COLUMN by_day, DROP COLUMN limits;
DROP TABLE audit_limit;
