-- Audit of cameras (domain/audit.ts): who allowed it, by what rules, what was seen, what was judged.
CREATE TABLE audit_permission (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  scope text NOT NULL CHECK (scope IN ('all', 'onvif', 'stream')),
  address_ranges text[] NOT NULL CHECK (cardinality(address_ranges) > 0),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL,
  signer text NOT NULL,
  paper text NOT NULL,
  credential_testing boolean NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK (valid_from < valid_to)
);
CREATE TABLE audit_permission_school (
  permission_id uuid NOT NULL REFERENCES audit_permission (id),
  school_id uuid NOT NULL REFERENCES school (id),
  PRIMARY KEY (permission_id, school_id)
);
CREATE INDEX audit_permission_school_school ON audit_permission_school (school_id);

CREATE TABLE audit_waiver (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  rule_id text NOT NULL,
  school_id uuid NOT NULL REFERENCES school (id),
  camera_id uuid REFERENCES camera (id),
  reason text NOT NULL CHECK (length(reason) >= 10),
  approver text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (valid_from < valid_to)
);
CREATE INDEX audit_waiver_school ON audit_waiver (school_id);

-- While one is not lifted, nothing is asked of the school's cameras; school_id null: of any camera.
CREATE TABLE audit_stop (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  school_id uuid REFERENCES school (id),
  reason text NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL,
  lifted_at timestamptz
);
CREATE INDEX audit_stop_open ON audit_stop (school_id) WHERE lifted_at IS NULL;

-- What a person typed in of a camera beside the inventory.
CREATE TABLE audit_asset (
  camera_id uuid PRIMARY KEY REFERENCES camera (id),
  asset jsonb NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL
);

CREATE TABLE audit_campaign (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title text NOT NULL,
  profile text NOT NULL,
  profile_version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'stopped', 'done', 'failed')),
  started_by text NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE TABLE audit_campaign_school (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  school_id uuid NOT NULL REFERENCES school (id),
  PRIMARY KEY (campaign_id, school_id)
);
CREATE INDEX audit_campaign_school_school ON audit_campaign_school (school_id);

-- One camera of a campaign. Whoever works on it holds it until leased_until; after that it is free again.
CREATE TABLE audit_task (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  camera_id uuid NOT NULL REFERENCES camera (id),
  school_id uuid NOT NULL REFERENCES school (id),
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'skipped', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  leased_until timestamptz,
  permission_id uuid REFERENCES audit_permission (id),
  finished_at timestamptz,
  PRIMARY KEY (campaign_id, camera_id),
  CHECK ((state = 'running') = (leased_until IS NOT NULL)),
  CHECK ((state IN ('done', 'skipped', 'failed')) = (finished_at IS NOT NULL))
);
CREATE INDEX audit_task_open ON audit_task (campaign_id, school_id) WHERE state IN ('waiting', 'running');
CREATE INDEX audit_task_camera ON audit_task (camera_id);

-- Append-only.
CREATE TABLE audit_evidence (
  id uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  camera_id uuid NOT NULL REFERENCES camera (id),
  kind text NOT NULL,
  at timestamptz NOT NULL,
  clock_source text NOT NULL,
  vantage text NOT NULL,
  permission_id uuid REFERENCES audit_permission (id),
  tool text NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  body text NOT NULL
);
CREATE INDEX audit_evidence_camera ON audit_evidence (campaign_id, camera_id);

-- Append-only: the verdicts of every campaign stay; the latest are those of the newest campaign.
CREATE TABLE audit_verdict (
  campaign_id uuid NOT NULL REFERENCES audit_campaign (id),
  camera_id uuid NOT NULL REFERENCES camera (id),
  rule_id text NOT NULL,
  result text NOT NULL CHECK (result IN ('PASS', 'WARN', 'FAIL', 'UNKNOWN', 'N/A')),
  at timestamptz NOT NULL,
  verdict jsonb NOT NULL,
  PRIMARY KEY (campaign_id, camera_id, rule_id)
);
CREATE INDEX audit_verdict_camera ON audit_verdict (camera_id, rule_id);

-- Refused log-ins of the stored account, by device and day (YYYY-MM-DD in Asia/Ho_Chi_Minh).
CREATE TABLE audit_attempt (
  device text NOT NULL,
  day text NOT NULL,
  refused integer NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (device, day)
);

CREATE TABLE audit_profile (
  name text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  state text NOT NULL CHECK (state IN ('in_force', 'placeholder')),
  rules jsonb NOT NULL,
  PRIMARY KEY (name, version)
);
INSERT INTO audit_profile (name, version, state, rules) VALUES ('baseline-2026', 1, 'in_force', $rules$[
  {"id": "REG-01", "enabled": true, "threshold": {"fields": ["name", "model", "serialNumber", "supportUntil", "purpose", "personInCharge"]}, "thresholdText": {"vi": "đủ trường bắt buộc; model, số sê-ri và MAC khớp thiết bị", "en": "all required fields present; model, serial and MAC equal to the device"}, "severity": null},
  {"id": "REG-02", "enabled": true, "threshold": {"parts": ["name", "hostname", "osd"]}, "thresholdText": {"vi": "tên thiết bị, tên máy và chữ trên hình mang mã camera", "en": "matches the configured pattern, default <school code>-<zone>-<serial no.>"}, "severity": null},
  {"id": "REG-03", "enabled": true, "threshold": {"maxMetres": 100}, "thresholdText": {"vi": "cách điểm trường ≤ 100 m, có hướng nhìn và vùng", "en": "≤ 100 m from the school point (baseline)"}, "severity": null},
  {"id": "REG-04", "enabled": true, "threshold": {}, "thresholdText": {"vi": "đủ bốn mục", "en": "all four present"}, "severity": null},
  {"id": "REG-05", "enabled": true, "threshold": {}, "thresholdText": {"vi": "không có camera nào", "en": "none"}, "severity": null},
  {"id": "REG-06", "enabled": false, "threshold": {}, "thresholdText": {"vi": "phần trùng < 80 %", "en": "overlap < 80 % (baseline)"}, "severity": null},
  {"id": "ITF-01", "enabled": true, "threshold": {"maxMs": 5000}, "thresholdText": {"vi": "trả lời trong < 5 giây", "en": "answer in < 5 s"}, "severity": null},
  {"id": "ITF-02", "enabled": true, "threshold": {"profiles": ["S", "T"]}, "thresholdText": {"vi": "Profile S hoặc T; đầu ghi: Profile G", "en": "S or T; G for recorders"}, "severity": null},
  {"id": "ITF-03", "enabled": true, "threshold": {"maxMs": 5000}, "thresholdText": {"vi": "khung hình khoá đầu tiên trong ≤ 5 giây", "en": "first key frame in ≤ 5 s"}, "severity": null},
  {"id": "ITF-04", "enabled": true, "threshold": {"codecs": ["h264", "h265"]}, "thresholdText": {"vi": "H.264 hoặc H.265", "en": "H.264 or H.265"}, "severity": null},
  {"id": "ITF-05", "enabled": true, "threshold": {"minProfiles": 2, "maxWidth": 1280, "maxHeight": 720}, "thresholdText": {"vi": "≥ 2 luồng, một luồng ≤ 1280x720", "en": "≥ 2 profiles, one ≤ 1280x720"}, "severity": null},
  {"id": "ITF-06", "enabled": false, "threshold": {}, "thresholdText": {"vi": "có", "en": "yes"}, "severity": null},
  {"id": "IMG-01", "enabled": true, "threshold": {"minWidth": 1920, "minHeight": 1080}, "thresholdText": {"vi": "≥ 1920x1080", "en": "≥ 1920x1080"}, "severity": null},
  {"id": "IMG-02", "enabled": true, "threshold": {"minFps": 15, "minFpsByZone": {"gate_street": 25}, "minSampleS": 10, "toleranceRatio": 0.02}, "thresholdText": {"vi": "≥ 15 hình/giây; ≥ 25 hình/giây ở cổng, mặt đường", "en": "≥ 15 fps; ≥ 25 fps when zone = gate_street"}, "severity": null},
  {"id": "IMG-03", "enabled": false, "threshold": {"minMbps": 1, "maxMbps": 6}, "thresholdText": {"vi": "1–6 Mbit/giây", "en": "1-6 Mbit/s"}, "severity": null},
  {"id": "IMG-04", "enabled": false, "threshold": {"maxS": 2, "toleranceS": 0.1}, "thresholdText": {"vi": "≤ 2 giây", "en": "≤ 2 s"}, "severity": null},
  {"id": "IMG-05", "enabled": true, "threshold": {"modes": ["AUTO"]}, "thresholdText": {"vi": "tự động", "en": "AUTO"}, "severity": null},
  {"id": "IMG-06", "enabled": false, "threshold": {"zones": ["gate_street"]}, "thresholdText": {"vi": "bật ở cổng, mặt đường", "en": "ON when zone = gate_street"}, "severity": null},
  {"id": "IMG-07", "enabled": true, "threshold": {}, "thresholdText": {"vi": "giới hạn đặt theo vùng", "en": "limits set per zone"}, "severity": null},
  {"id": "IMG-08", "enabled": false, "threshold": {}, "thresholdText": {"vi": "có", "en": "present"}, "severity": null},
  {"id": "TIM-01", "enabled": true, "threshold": {"servers": []}, "thresholdText": {"vi": "NTP; danh sách máy chủ cấu hình được", "en": "NTP; server list configurable (baseline)"}, "severity": null},
  {"id": "TIM-02", "enabled": true, "threshold": {"passS": 2, "warnS": 5}, "thresholdText": {"vi": "đạt ≤ 2 giây; cần xem ≤ 5 giây; không đạt > 5 giây", "en": "PASS ≤ 2 s; WARN ≤ 5 s; FAIL > 5 s"}, "severity": null},
  {"id": "TIM-03", "enabled": false, "threshold": {"offsetMinutes": 420}, "thresholdText": {"vi": "UTC+07:00", "en": "UTC+07:00"}, "severity": null},
  {"id": "REC-01", "enabled": true, "threshold": {}, "thresholdText": {"vi": "cũ ≤ 10 phút trong giờ trực", "en": "≤ 10 min old in duty hours"}, "severity": null},
  {"id": "REC-02", "enabled": true, "threshold": {}, "thresholdText": {"vi": "≥ 30 ngày", "en": "≥ 30 days"}, "severity": null},
  {"id": "REC-03", "enabled": true, "threshold": {}, "thresholdText": {"vi": "≤ số ngày tối đa đã khai của camera", "en": "≤ declared maximum of the camera (the law names no number of days)"}, "severity": null},
  {"id": "REC-04", "enabled": true, "threshold": {}, "thresholdText": {"vi": "≤ 1 % của ngày", "en": "≤ 1 % of the day"}, "severity": null},
  {"id": "REC-05", "enabled": false, "threshold": {}, "thresholdText": {"vi": "không hỏng; còn trống ≥ 5 %", "en": "no failure; ≥ 5 % free"}, "severity": null},
  {"id": "NET-01", "enabled": true, "threshold": {"minRatio": 0.95, "minKnownHours": 24}, "thresholdText": {"vi": "≥ 95 %", "en": "≥ 95 %"}, "severity": null},
  {"id": "NET-02", "enabled": true, "threshold": {}, "thresholdText": {"vi": "mất gói ≤ 1 %; đường lên ≥ 1,5 lần tổng luồng đang kéo", "en": "loss ≤ 1 %; uplink ≥ 1.5 x sum of pulled streams"}, "severity": null},
  {"id": "NET-03", "enabled": true, "threshold": {}, "thresholdText": {"vi": "0 cổng với tới được", "en": "0 reachable ports"}, "severity": null},
  {"id": "NET-04", "enabled": true, "threshold": {}, "thresholdText": {"vi": "tách riêng", "en": "separate"}, "severity": null},
  {"id": "SEC-01", "enabled": true, "threshold": {}, "thresholdText": {"vi": "luôn từ chối", "en": "always refused"}, "severity": null},
  {"id": "SEC-02", "enabled": true, "threshold": {}, "thresholdText": {"vi": "bị từ chối", "en": "refused"}, "severity": null},
  {"id": "SEC-03", "enabled": false, "threshold": {}, "thresholdText": {"vi": "sai 5 lần trong 30 giây thì khoá 5 phút (khuyến nghị)", "en": "5 failures in 30 s lock for 5 min (recommendation)"}, "severity": null},
  {"id": "SEC-04", "enabled": true, "threshold": {"minTls": 1.2}, "thresholdText": {"vi": "TLS ≥ 1.2", "en": "TLS ≥ 1.2 (baseline)"}, "severity": null},
  {"id": "SEC-05", "enabled": false, "threshold": {"minDays": 30}, "thresholdText": {"vi": "còn hạn > 30 ngày", "en": "> 30 days left"}, "severity": null},
  {"id": "SEC-06", "enabled": true, "threshold": {}, "thresholdText": {"vi": "đã đóng", "en": "closed"}, "severity": null},
  {"id": "SEC-07", "enabled": true, "threshold": {}, "thresholdText": {"vi": "Digest (ưu tiên SHA-256)", "en": "Digest (SHA-256 preferred)"}, "severity": null},
  {"id": "SEC-08", "enabled": true, "threshold": {}, "thresholdText": {"vi": "có trong danh mục và còn hỗ trợ", "en": "listed and supported"}, "severity": null},
  {"id": "SEC-09", "enabled": true, "threshold": {}, "thresholdText": {"vi": "trước 01/01/2026 không bắt buộc; 01/01–30/6/2026 QCVN 135; từ 01/7/2026 QCVN 11", "en": "before 01/01/2026 none; 01/01-30/6/2026 QCVN 135; from 01/7/2026 QCVN 11"}, "severity": null},
  {"id": "SEC-10", "enabled": true, "threshold": {}, "thresholdText": {"vi": "chỉ tại Việt Nam", "en": "Viet Nam only (baseline)"}, "severity": null},
  {"id": "SEC-11", "enabled": true, "threshold": {}, "thresholdText": {"vi": "có", "en": "yes"}, "severity": null},
  {"id": "PRI-01", "enabled": true, "threshold": {}, "thresholdText": {"vi": "có, ảnh chụp trong vòng 12 tháng", "en": "present, photo ≤ 12 months old (age is baseline)"}, "severity": null},
  {"id": "PRI-02", "enabled": true, "threshold": {}, "thresholdText": {"vi": "có", "en": "present"}, "severity": null},
  {"id": "PRI-03", "enabled": true, "threshold": {}, "thresholdText": {"vi": "không có, trừ khi được miễn trừ", "en": "none unless waived"}, "severity": null},
  {"id": "PRI-04", "enabled": true, "threshold": {}, "thresholdText": {"vi": "không có, trừ khi có hồ sơ được duyệt", "en": "none unless an approved file exists"}, "severity": null},
  {"id": "PRI-05", "enabled": false, "threshold": {}, "thresholdText": {"vi": "có khi cần", "en": "present when needed"}, "severity": null},
  {"id": "PRI-06", "enabled": true, "threshold": {}, "thresholdText": {"vi": "100 %", "en": "100 %"}, "severity": null},
  {"id": "HW-01", "enabled": false, "threshold": {}, "thresholdText": {"vi": "IP66", "en": "IP66"}, "severity": null},
  {"id": "HW-02", "enabled": false, "threshold": {}, "thresholdText": {"vi": "IK10 khi trong tầm tay", "en": "IK10 when reachable by hand"}, "severity": null},
  {"id": "HW-03", "enabled": false, "threshold": {}, "thresholdText": {"vi": "bảo trì trong ≤ 6 tháng", "en": "≤ 6 months since maintenance"}, "severity": null},
  {"id": "SYS-01", "enabled": true, "threshold": {}, "thresholdText": {"vi": "có", "en": "present"}, "severity": null},
  {"id": "SYS-02", "enabled": true, "threshold": {}, "thresholdText": {"vi": "theo vùng: chỉ cổng, mặt đường", "en": "by zone: gate_street only (baseline)"}, "severity": null}
]$rules$);
-- The text of 3288/UBND-KT is not public: no threshold until the department enters it.
INSERT INTO audit_profile (name, version, state, rules)
SELECT 'HCMC-3288', 1, 'placeholder', jsonb_agg(
  rule || '{"threshold": {}, "thresholdText": {"vi": "chưa có văn bản", "en": "no text yet"}, "severity": null}'::jsonb
  ORDER BY position)
FROM audit_profile, jsonb_array_elements(rules) WITH ORDINALITY AS element (rule, position)
WHERE name = 'baseline-2026';
