DROP TABLE incident;
DROP TABLE subject_request;
DROP TABLE public_holiday;
DROP TABLE clock_rule;
DROP TABLE zone_approval;
DROP TABLE zone_rule;
DROP TABLE purpose;
