DROP TABLE view_log, session, account;
