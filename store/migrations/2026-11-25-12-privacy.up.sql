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

CREATE TABLE zone_approval (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  school_id uuid NOT NULL REFERENCES school (id),
  camera_id uuid REFERENCES camera (id),
  zone text NOT NULL REFERENCES zone_rule (zone),
  reason text NOT NULL,
  legal_basis text NOT NULL,
  approved_by uuid NOT NULL REFERENCES account (id),
  approved_at timestamptz NOT NULL DEFAULT now(),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL,
  withdrawn_by uuid REFERENCES account (id),
  withdrawn_at timestamptz,
  CHECK (valid_from < valid_to)
);
CREATE INDEX zone_approval_school ON zone_approval (school_id);
