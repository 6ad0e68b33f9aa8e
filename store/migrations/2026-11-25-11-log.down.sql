DROP FUNCTION drop_camera_samples, expire_log;
DROP TABLE log_verification, log_retention, log_expiry, log_anchor, log_head, log_row;
DROP FUNCTION refuse_log_change, refuse_early_log_expiry, refuse_log_head_back;
