DROP TABLE log_row;
