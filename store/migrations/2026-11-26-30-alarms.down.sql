DROP TABLE alarm_lease;
DROP TABLE alarm_rule;
DROP TABLE alarm_transition;
DROP TABLE alarm;
