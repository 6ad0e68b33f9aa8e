DROP FUNCTION expire_feed_changes;
DROP TABLE feed_client, feed_change, feed_object, feed_head, feed_key;
