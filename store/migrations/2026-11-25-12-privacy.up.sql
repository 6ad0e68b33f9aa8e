-- Why cameras are looked through, and which zones stay closed (domain/privacy.ts).
CREATE TABLE purpose (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title jsonb NOT NULL,
  needs_note boolean NOT NULL,
  active boolean NOT NULL DEFAULT true,
  position integer NOT NULL
);
INSERT INTO purpose (title, needs_note, position) VALUES
  ('{"vi": "Trực ban theo ca", "en": "Shift duty"}', false, 1),
  ('{"vi": "Xử lý sự cố an ninh, an toàn", "en": "Security or safety incident"}', true, 2),
  ('{"vi": "Kiểm tra kỹ thuật camera", "en": "Technical check of a camera"}', false, 3),
  ('{"vi": "Kiểm tra, thanh tra", "en": "Inspection"}', true, 4),
  ('{"vi": "Theo yêu cầu của cơ quan có thẩm quyền", "en": "Request of a competent authority"}', true, 5);

CREATE TABLE zone_rule (
  zone text PRIMARY KEY,
  needs_approval boolean NOT NULL,
  on_walls boolean NOT NULL,
  source text NOT NULL
);
INSERT INTO zone_rule (zone, needs_approval, on_walls, source) VALUES
  ('gate_street', false, true, 'baseline'),
  ('yard', false, true, 'baseline'),
  ('corridor', false, true, 'baseline'),
  ('kitchen', false, false, 'baseline'),
  ('office', false, false, 'baseline'),
  ('classroom', true, false, 'baseline');

-- Asked for by one, decided by another; in force [valid_from, valid_to) once approved and until withdrawn.
CREATE TABLE zone_approval (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  school_id uuid NOT NULL REFERENCES school (id),
  camera_id uuid REFERENCES camera (id),
  zone text NOT NULL REFERENCES zone_rule (zone),
  reason text NOT NULL CHECK (length(reason) >= 10),
  legal_basis text NOT NULL,
  requested_by uuid NOT NULL REFERENCES account (id),
  requested_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('approved', 'refused')),
  decided_by uuid REFERENCES account (id),
  decided_at timestamptz,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL,
  withdrawn_by uuid REFERENCES account (id),
  withdrawn_at timestamptz,
  CHECK (valid_from < valid_to),
  CHECK ((decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by IS NULL)),
  CHECK (withdrawn_at IS NULL OR decision = 'approved')
);
CREATE INDEX zone_approval_school ON zone_approval (school_id);
CREATE INDEX zone_approval_end ON zone_approval (valid_to);

-- Clocks of the law (domain/lawClocks.ts); days are YYYY-MM-DD in Asia/Ho_Chi_Minh, valid_to inclusive.
CREATE TABLE clock_rule (
  key text NOT NULL,
  amount integer NOT NULL CHECK (amount > 0),
  unit text NOT NULL CHECK (unit IN ('hours', 'days', 'workingDays')),
  source text NOT NULL,
  valid_from text NOT NULL,
  valid_to text,
  PRIMARY KEY (key, valid_from),
  CHECK (valid_to IS NULL OR valid_from <= valid_to)
);
INSERT INTO clock_rule (key, amount, unit, source, valid_from) VALUES
  ('request.acknowledge', 2, 'workingDays', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.view', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.correct', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.copy', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.withdraw', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.limit', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.object', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.delete', 20, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.view.extension', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.correct.extension', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.copy.extension', 10, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.withdraw.extension', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.limit.extension', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.object.extension', 15, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('request.delete.extension', 20, 'days', 'NĐ 356/2025/NĐ-CP Điều 5', '2026-01-01'),
  ('incident.report', 72, 'hours', 'Luật 91/2025/QH15 Điều 23.1; NĐ 331/2026/NĐ-CP Điều 31.2.d', '2026-01-01'),
  ('incident.serious.firstNotice', 24, 'hours', 'NĐ 331/2026/NĐ-CP Điều 31.2.d', '2026-08-19'),
  ('approval.longest', 90, 'days', 'baseline', '2020-01-01');

-- Days without work, for clocks in working days. To be compared with the yearly notice before relying on it.
CREATE TABLE public_holiday (
  day text PRIMARY KEY,
  name text NOT NULL,
  source text NOT NULL
);
INSERT INTO public_holiday (day, name, source) VALUES
  ('2026-01-01', 'Tết Dương lịch', 'baseline'),
  ('2026-02-16', 'Tết Nguyên đán', 'baseline'),
  ('2026-02-17', 'Tết Nguyên đán', 'baseline'),
  ('2026-02-18', 'Tết Nguyên đán', 'baseline'),
  ('2026-02-19', 'Tết Nguyên đán', 'baseline'),
  ('2026-02-20', 'Tết Nguyên đán', 'baseline'),
  ('2026-04-26', 'Giỗ Tổ Hùng Vương', 'baseline'),
  ('2026-04-27', 'Nghỉ bù Giỗ Tổ Hùng Vương', 'baseline'),
  ('2026-04-30', 'Ngày Chiến thắng', 'baseline'),
  ('2026-05-01', 'Quốc tế Lao động', 'baseline'),
  ('2026-09-01', 'Quốc khánh', 'baseline'),
  ('2026-09-02', 'Quốc khánh', 'baseline'),
  ('2027-01-01', 'Tết Dương lịch', 'baseline'),
  ('2027-02-05', 'Tết Nguyên đán', 'baseline'),
  ('2027-02-06', 'Tết Nguyên đán', 'baseline'),
  ('2027-02-07', 'Tết Nguyên đán', 'baseline'),
  ('2027-02-08', 'Tết Nguyên đán', 'baseline'),
  ('2027-02-09', 'Tết Nguyên đán', 'baseline'),
  ('2027-02-10', 'Nghỉ bù Tết Nguyên đán', 'baseline'),
  ('2027-02-11', 'Nghỉ bù Tết Nguyên đán', 'baseline'),
  ('2027-04-16', 'Giỗ Tổ Hùng Vương', 'baseline'),
  ('2027-04-30', 'Ngày Chiến thắng', 'baseline'),
  ('2027-05-01', 'Quốc tế Lao động', 'baseline'),
  ('2027-05-03', 'Nghỉ bù Quốc tế Lao động', 'baseline'),
  ('2027-09-02', 'Quốc khánh', 'baseline'),
  ('2027-09-03', 'Quốc khánh', 'baseline');

-- Requests of persons concerned. No name and no personal number: reference is that of the paper.
CREATE TABLE subject_request (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  reference text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('view', 'correct', 'copy', 'withdraw', 'limit', 'object', 'delete')),
  received_at timestamptz NOT NULL,
  school_id uuid REFERENCES school (id),
  summary text NOT NULL,
  acknowledged_at timestamptz CHECK (acknowledged_at >= received_at),
  extended_at timestamptz CHECK (extended_at >= received_at),
  closed_at timestamptz CHECK (closed_at >= received_at),
  outcome text,
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX subject_request_received ON subject_request (received_at);

CREATE TABLE incident (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  level text NOT NULL CHECK (level IN ('normal', 'serious')),
  discovered_at timestamptz NOT NULL,
  description text NOT NULL,
  first_notice_at timestamptz CHECK (first_notice_at >= discovered_at),
  reported_at timestamptz CHECK (reported_at >= discovered_at),
  closed_at timestamptz CHECK (closed_at >= discovered_at),
  outcome text,
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX incident_discovered ON incident (discovered_at);
