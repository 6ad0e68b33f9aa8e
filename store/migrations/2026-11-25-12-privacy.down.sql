DROP TABLE zone_approval;
DROP TABLE zone_rule;
DROP TABLE purpose;
