-- Every role loses what only this version knows.
UPDATE role SET definition = jsonb_set(definition, '{permissions}', COALESCE(
  (SELECT jsonb_agg(permission) FROM jsonb_array_elements(definition->'permissions') AS permission
   WHERE NOT '["alarm.view", "alarm.handle", "alarm.manage", "statistics.view", "statistics.submit", "statistics.manage", "audit.view", "audit.run", "audit.manage", "feed.read", "feed.manage"]'::jsonb @> permission), '[]'));
UPDATE access_epoch SET epoch = epoch + 1;
