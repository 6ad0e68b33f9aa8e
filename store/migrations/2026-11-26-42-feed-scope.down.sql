ALTER TABLE feed_client DROP COLUMN mqtt_scope;
