ALTER TABLE import_run DROP COLUMN head;
ALTER TABLE import_mapping DROP COLUMN saved_at;
