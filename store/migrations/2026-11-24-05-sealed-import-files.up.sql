-- A list of cameras holds accounts: a file waits sealed, and goes when its run ends. Files kept in clear until now go.
UPDATE import_run SET run = run || jsonb_build_object('state', 'failed', 'finishedAt', run -> 'startedAt',
  'failure', 'tệp không còn được lưu; hãy nhập lại tệp này')
WHERE run ->> 'state' IN ('waiting', 'running');
DELETE FROM import_file;
ALTER TABLE import_file RENAME COLUMN body TO sealed;
ALTER TABLE import_file ADD COLUMN key_id text NOT NULL;
