-- When a mapping was saved last; and the header row of a file that could not be read, for a person to map.
ALTER TABLE import_mapping ADD COLUMN saved_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE import_run ADD COLUMN head jsonb;
