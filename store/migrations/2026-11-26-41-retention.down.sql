DROP FUNCTION expire_alarms;
DROP TABLE retention_rule;
