UPDATE indicator_definition SET definition = jsonb_set(definition, '{note}', '{"vi":"Trường nhiều cấp chỉ đếm một lần, theo cấp cao nhất. Đếm theo danh sách trường hiện hành, không theo báo cáo.","en":"A school of several levels counts once, under its highest. Counted from the register of schools as it is now, not from reports."}')
WHERE key = 'S01' AND version = 1;
ALTER TABLE school_version DROP COLUMN ownership;
