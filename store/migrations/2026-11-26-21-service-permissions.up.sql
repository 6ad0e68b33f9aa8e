-- What the roles of the product may do with alarms, figures, audits and the feed. What an administrator changed stays.
UPDATE role SET definition = jsonb_set(definition, '{permissions}', (definition->'permissions') || added.permissions)
FROM (VALUES
  ('administrator', '["alarm.view", "alarm.manage", "statistics.view", "audit.view", "feed.manage"]'::jsonb),
  ('operator', '["alarm.view", "alarm.handle"]'::jsonb),
  ('shift_lead', '["alarm.view", "alarm.handle", "alarm.manage", "statistics.view", "audit.view"]'::jsonb),
  ('inspector', '["alarm.view", "statistics.view", "audit.view", "audit.run", "audit.manage"]'::jsonb),
  ('unit_viewer', '["alarm.view", "statistics.view", "audit.view"]'::jsonb),
  ('school', '["alarm.view", "statistics.view", "statistics.submit", "audit.view"]'::jsonb),
  ('wall_display', '["alarm.view"]'::jsonb),
  ('planner', '["statistics.view", "statistics.submit", "statistics.manage"]'::jsonb),
  ('city_client', '["feed.read"]'::jsonb)
) AS added (name, permissions)
WHERE role.name = added.name;
UPDATE access_epoch SET epoch = epoch + 1;
