DELETE FROM import_file;
ALTER TABLE import_file DROP COLUMN key_id;
ALTER TABLE import_file RENAME COLUMN sealed TO body;
