-- Figures that schools report by sheet, what was refused of a sheet, and the indicators made of them.
CREATE TABLE statistic_submission (
  id uuid PRIMARY KEY,
  submitted_at timestamptz NOT NULL,
  state text NOT NULL,
  -- Everything told of it (domain/statistics.ts).
  submission jsonb NOT NULL,
  account_id uuid,
  -- Schools it may report for, as its sender might when handing it in; NULL: all of the city.
  scope uuid[],
  -- As received: counts only, no secret.
  file bytea NOT NULL,
  -- Rows with faults as they were read, and the header: the report marks the very cells.
  faulty_rows jsonb,
  -- Whether its figures are in the values of the indicators.
  evaluated boolean NOT NULL DEFAULT false
);
CREATE INDEX statistic_submission_by_time ON statistic_submission (submitted_at DESC);
CREATE INDEX statistic_submission_open ON statistic_submission (submitted_at)
  WHERE state IN ('waiting', 'checking') OR (state = 'accepted' AND NOT evaluated);

CREATE TABLE statistic_fault (
  submission_id uuid NOT NULL REFERENCES statistic_submission (id),
  position integer NOT NULL,
  fault jsonb NOT NULL,
  PRIMARY KEY (submission_id, position)
);

-- A newer accepted sheet supersedes what it reports, cell by cell; what was true before stays with its times.
CREATE TABLE statistic_figure (
  school_id uuid NOT NULL REFERENCES school (id),
  level text NOT NULL,
  school_year text NOT NULL,
  period text NOT NULL,
  measure text NOT NULL,
  grade text,
  sex smallint,
  value integer NOT NULL CHECK (value >= 0),
  submission_id uuid NOT NULL REFERENCES statistic_submission (id),
  cell text NOT NULL,
  accepted_at timestamptz NOT NULL,
  superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);
CREATE UNIQUE INDEX statistic_figure_current ON statistic_figure
  (school_year, period, school_id, level, measure, grade, sex) NULLS NOT DISTINCT WHERE superseded_at = 'infinity';
CREATE INDEX statistic_figure_of_submission ON statistic_figure (submission_id);

-- People aged 3–18, for the indicators of a school year.
CREATE TABLE ward_population (
  ward_code text NOT NULL,
  school_year text NOT NULL,
  people integer NOT NULL CHECK (people >= 0),
  submission_id uuid NOT NULL REFERENCES statistic_submission (id),
  accepted_at timestamptz NOT NULL,
  superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);
CREATE UNIQUE INDEX ward_population_current ON ward_population (school_year, ward_code) WHERE superseded_at = 'infinity';

CREATE TABLE indicator_definition (
  key text NOT NULL,
  version integer NOT NULL,
  position integer NOT NULL,
  definition jsonb NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  PRIMARY KEY (key, version)
);

CREATE TABLE indicator_value (
  key text NOT NULL,
  school_year text NOT NULL,
  period text NOT NULL,
  -- '' : all levels.
  level text NOT NULL,
  place_kind text NOT NULL,
  -- School id, ward code or 'city'; '-' : schools of which no ward is known.
  place text NOT NULL,
  version integer NOT NULL,
  value double precision,
  numerator double precision,
  denominator double precision,
  reporting integer NOT NULL,
  due integer NOT NULL,
  met boolean,
  synthetic boolean NOT NULL,
  PRIMARY KEY (key, school_year, period, level, place_kind, place)
);

-- Grows with every change of values: answers that were prepared before are old.
CREATE TABLE indicator_epoch (single boolean PRIMARY KEY DEFAULT true CHECK (single), epoch bigint NOT NULL);
INSERT INTO indicator_epoch (epoch) VALUES (1);

INSERT INTO indicator_definition (key, version, position, definition, valid_from, valid_to)
SELECT d ->> 'key', (d ->> 'version')::integer, n::integer, d, (d ->> 'validFrom')::date, (d ->> 'validTo')::date
FROM unnest(ARRAY[
  '{"key":"S01","group":"S","version":1,"name":{"vi":"Số trường","en":"Schools"},"unit":{"vi":"trường","en":"schools"},"decimals":0,"formula":{"form":"total","of":{"sum":[{"of":"schools","where":[]}]}},"basis":"school","levels":null,"byLevel":true,"places":["ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S01","note":{"vi":"Trường nhiều cấp chỉ đếm một lần, theo cấp cao nhất. Đếm theo danh sách trường hiện hành, không theo báo cáo.","en":"A school of several levels counts once, under its highest. Counted from the register of schools as it is now, not from reports."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S01.offered","group":"S","version":1,"name":{"vi":"Số trường theo cấp có dạy","en":"Schools by level offered"},"unit":{"vi":"trường","en":"schools"},"decimals":0,"formula":{"form":"total","of":{"sum":[{"of":"schools","where":[]}]}},"basis":"level","levels":null,"byLevel":true,"places":["ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S01","note":{"vi":"Trường nhiều cấp được đếm ở từng cấp có dạy, nên tổng lớn hơn số trường.","en":"A school of several levels counts at each of them, so the sum exceeds the number of schools."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S03","group":"S","version":1,"name":{"vi":"Số lớp, nhóm trẻ theo khối","en":"Classes and nursery groups by grade"},"unit":{"vi":"lớp","en":"classes"},"decimals":0,"formula":{"form":"total","of":{"sum":[{"of":"measure","measure":"classes"}]}},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":["grade"],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S03","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S04","group":"S","version":1,"name":{"vi":"Số học sinh theo khối và giới","en":"Pupils by grade and sex"},"unit":{"vi":"học sinh","en":"pupils"},"decimals":0,"formula":{"form":"total","of":{"sum":[{"of":"measure","measure":"pupils"}]}},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":["grade","sex"],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S04","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S07","group":"S","version":1,"name":{"vi":"Số học sinh trên giáo viên","en":"Pupils per teacher"},"unit":{"vi":"học sinh/giáo viên","en":"pupils/teacher"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"pupils"}]},"below":{"sum":[{"of":"measure","measure":"teachers"}]},"times":1},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S07","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S09.mean","group":"S","version":1,"name":{"vi":"Sĩ số bình quân","en":"Mean class size"},"unit":{"vi":"học sinh/lớp","en":"pupils/class"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"pupils"}]},"below":{"sum":[{"of":"measure","measure":"classes"}]},"times":1},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":"02","atMost":35,"atLeast":null,"source":"TT 28/2020/TT-BGDĐT Điều 16","confidence":"secondary"},{"level":"03","atMost":45,"atLeast":null,"source":"TT 32/2020/TT-BGDĐT","confidence":"secondary"},{"level":"04","atMost":45,"atLeast":null,"source":"TT 32/2020/TT-BGDĐT","confidence":"secondary"}],"source":"Danh mục chỉ số giáo dục, mục S09","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S09.share","group":"S","version":1,"name":{"vi":"Tỷ lệ lớp vượt sĩ số","en":"Share of classes above the norm"},"unit":{"vi":"%","en":"%"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"classes_above_norm"}]},"below":{"sum":[{"of":"measure","measure":"classes"}]},"times":100},"basis":"level","levels":["02","03","04"],"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S09","note":{"vi":"Trường tự đếm số lớp vượt sĩ số; mầm non và giáo dục thường xuyên không hỏi.","en":"Schools count their classes above the norm; nurseries and continuing education are not asked."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S10.rooms","group":"S","version":1,"name":{"vi":"Số phòng học","en":"Classrooms"},"unit":{"vi":"phòng","en":"rooms"},"decimals":0,"formula":{"form":"total","of":{"sum":[{"of":"measure","measure":"classrooms"}]}},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S10","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S10.ratio","group":"S","version":1,"name":{"vi":"Phòng học trên lớp","en":"Classrooms per class"},"unit":{"vi":"phòng/lớp","en":"rooms/class"},"decimals":2,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"classrooms"}]},"below":{"sum":[{"of":"measure","measure":"classes"}]},"times":1},"basis":"level","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[],"source":"Danh mục chỉ số giáo dục, mục S10","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"S11","group":"S","version":1,"name":{"vi":"Số phòng học trên 10.000 dân 3–18 tuổi","en":"Classrooms per 10,000 people aged 3–18"},"unit":{"vi":"phòng/10.000 dân","en":"rooms/10,000 people"},"decimals":0,"formula":{"form":"per_population","above":{"sum":[{"of":"measure","measure":"classrooms"}]},"times":10000},"basis":"level","levels":null,"byLevel":false,"places":["ward","city"],"breakdown":[],"targets":[{"level":null,"atMost":null,"atLeast":300,"source":"Mục tiêu của thành phố theo báo chí (12/2022)","confidence":"secondary"}],"source":"Danh mục chỉ số giáo dục, mục S11","note":{"vi":"Cần dân số 3–18 tuổi theo phường; nơi chưa nhập thì không có giá trị.","en":"Needs the people aged 3–18 by ward; without them there is no value."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"I01","group":"I","version":1,"name":{"vi":"Số học sinh trên máy tính dạy môn Tin học","en":"Pupils per computer for Informatics"},"unit":{"vi":"học sinh/máy","en":"pupils/computer"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"pupils"}]},"below":{"sum":[{"of":"measure","measure":"computers_teaching"}]},"times":1},"basis":"level","levels":["02","03","04","05"],"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":"02","atMost":24,"atLeast":null,"source":"540/GDĐT-TTTT (2016) mục II.7","confidence":"text"},{"level":"03","atMost":16,"atLeast":null,"source":"540/GDĐT-TTTT (2016) mục II.7","confidence":"text"},{"level":"04","atMost":12,"atLeast":null,"source":"540/GDĐT-TTTT (2016) mục II.7","confidence":"text"}],"source":"Danh mục chỉ số giáo dục, mục I01","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"I03","group":"I","version":1,"name":{"vi":"Trang bị máy phục vụ quản lý","en":"Management equipment"},"unit":{"vi":"%","en":"%"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"schools","where":[{"measure":"computers_management","atLeast":2},{"measure":"printers","atLeast":1},{"measure":"webcams","atLeast":1}]}]},"below":{"sum":[{"of":"schools","where":[]}]},"times":100},"basis":"school","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":null,"atMost":null,"atLeast":100,"source":"540/GDĐT-TTTT (2016) mục II.7","confidence":"text"}],"source":"Danh mục chỉ số giáo dục, mục I03","note":{"vi":"Đạt khi có ít nhất 2 máy tính, 1 máy in và 1 webcam.","en":"Met with at least 2 computers, 1 printer and 1 webcam."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"I05","group":"I","version":1,"name":{"vi":"Kết nối cáp quang Internet","en":"Fibre connection"},"unit":{"vi":"%","en":"%"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"schools","where":[{"measure":"fibre","atLeast":1}]}]},"below":{"sum":[{"of":"schools","where":[]}]},"times":100},"basis":"school","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":null,"atMost":null,"atLeast":100,"source":"540/GDĐT-TTTT (2016) mục II.7; 4095/BGDĐT-CNTT mục II.3.a; 3337/GDĐT-TTTT mục II.5; 3814/SGDĐT-VP mục II.3.a","confidence":"text"}],"source":"Danh mục chỉ số giáo dục, mục I05","note":{"vi":"Số đo thứ hai (hai nhà mạng) chưa tính: văn bản chỉ khuyến khích, không nêu con số, và biểu chưa hỏi.","en":"The second measure (two carriers) is left out: the text encourages it without a number, and the sheet does not ask."},"validFrom":"2013-08-01","validTo":null}',
  '{"key":"I06","group":"I","version":1,"name":{"vi":"Phần mềm quản lý trường học trực tuyến đã thẩm định","en":"Appraised online school-management software"},"unit":{"vi":"%","en":"%"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"schools","where":[{"measure":"school_software","atLeast":1}]}]},"below":{"sum":[{"of":"schools","where":[]}]},"times":100},"basis":"school","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":null,"atMost":null,"atLeast":100,"source":"3337/GDĐT-TTTT mục II.1; 4095/BGDĐT-CNTT mục II.1.c; 3814/SGDĐT-VP mục I.3.a","confidence":"text"}],"source":"Danh mục chỉ số giáo dục, mục I06","note":null,"validFrom":"2013-08-01","validTo":null}',
  '{"key":"I09","group":"I","version":1,"name":{"vi":"Thư điện tử tên miền giáo dục","en":"E-mail in the education domain"},"unit":{"vi":"%","en":"%"},"decimals":1,"formula":{"form":"ratio","above":{"sum":[{"of":"measure","measure":"education_mail"},{"of":"measure","measure":"leaders_education_mail"}]},"below":{"sum":[{"of":"schools","where":[]},{"of":"measure","measure":"leaders"}]},"times":100},"basis":"school","levels":null,"byLevel":true,"places":["school","ward","city"],"breakdown":[],"targets":[{"level":null,"atMost":null,"atLeast":100,"source":"540/GDĐT-TTTT mục II.3.4; 3337/GDĐT-TTTT mục II.2","confidence":"text"}],"source":"Danh mục chỉ số giáo dục, mục I09","note":{"vi":"Tính cả đơn vị và lãnh đạo đơn vị.","en":"Counts units and their leaders."},"validFrom":"2013-08-01","validTo":null}'
]::jsonb[]) WITH ORDINALITY AS u(d, n);
