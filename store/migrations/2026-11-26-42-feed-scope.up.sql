-- Which schools a client could have heard of on MQTT up to mqtt_number, as dashboard/server/feed/feedCursor.ts puts it, or
-- `all`; null: nothing was told yet.
ALTER TABLE feed_client ADD COLUMN mqtt_scope text;
