DROP TABLE log_key_change;
