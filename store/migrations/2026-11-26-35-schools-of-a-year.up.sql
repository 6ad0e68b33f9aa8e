-- Ownership of a school (loaiHinh): 1 công lập, 2 dân lập, 3 tư thục, or not public without saying which; NULL: not recorded.
ALTER TABLE school_version ADD COLUMN ownership text
  CHECK (ownership IN ('public', 'people_founded', 'private', 'non_public'));

-- Schools are counted as the register has them on the day that the figures are of.
UPDATE indicator_definition SET definition = jsonb_set(definition, '{note}', '{"vi":"Trường nhiều cấp chỉ đếm một lần, theo cấp cao nhất. Đếm theo danh sách trường vào ngày lấy số liệu, không theo báo cáo.","en":"A school of several levels counts once, under its highest. Counted from the register of schools on the day the figures are of, not from reports."}')
WHERE key = 'S01' AND version = 1;
