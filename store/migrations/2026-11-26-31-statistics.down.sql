DROP TABLE indicator_epoch;
DROP TABLE indicator_value;
DROP TABLE indicator_definition;
DROP TABLE ward_population;
DROP TABLE statistic_figure;
DROP TABLE statistic_fault;
DROP TABLE statistic_submission;
