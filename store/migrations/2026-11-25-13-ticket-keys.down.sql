DROP TABLE ticket_key;
