-- People, what they may do, and their sessions. Rules: domain/access.ts.

ALTER TABLE account ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'wall', 'client'));
ALTER TABLE account ADD COLUMN disabled_at timestamptz;
ALTER TABLE account ADD COLUMN last_sign_in_at timestamptz;
ALTER TABLE account ADD COLUMN must_change_password boolean NOT NULL DEFAULT false;
ALTER TABLE account ADD COLUMN password_changed_at timestamptz;
ALTER TABLE account ADD COLUMN external_issuer text;
ALTER TABLE account ADD COLUMN external_subject text;
-- null: no local password (identity provider, wall display).
ALTER TABLE account ALTER COLUMN password_hash DROP NOT NULL;
CREATE UNIQUE INDEX account_external ON account (external_issuer, external_subject) WHERE external_subject IS NOT NULL;

-- Sealed TOTP secret (store/vault.ts); confirmed_at: from the first right code on. last_step: a code is good once.
CREATE TABLE second_factor (
  account_id uuid PRIMARY KEY REFERENCES account (id),
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  confirmed_at timestamptz,
  last_step bigint NOT NULL DEFAULT 0
);

-- The last passwords, so that none comes back.
CREATE TABLE password_history (
  account_id uuid NOT NULL REFERENCES account (id),
  replaced_at timestamptz NOT NULL,
  password_hash text NOT NULL,
  PRIMARY KEY (account_id, replaced_at)
);

-- Failures by what they were counted for: an account, an address, both.
CREATE TABLE sign_in_failure (
  key text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  wait_until timestamptz NOT NULL
);

-- For the day on which the telephone is lost: SHA-256 of codes of 79 random bits, each good once.
CREATE TABLE recovery_code (
  account_id uuid NOT NULL REFERENCES account (id),
  code_sha256 bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (account_id, code_sha256)
);

-- stage: what the session is good for (domain/api.ts). active_at: last hand on mouse or keyboard, as the page told it.
ALTER TABLE session ADD COLUMN stage text NOT NULL DEFAULT 'full'
  CHECK (stage IN ('second_factor', 'change_password', 'set_up_second_factor', 'full'));
ALTER TABLE session ADD COLUMN locked_at timestamptz;
ALTER TABLE session ADD COLUMN active_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE session ADD COLUMN address text;
ALTER TABLE session ADD COLUMN agent text;
CREATE INDEX session_account ON session (account_id);

-- Wall displays that ask to be let in; account_id: from the moment somebody has entered the code.
CREATE TABLE wall_pairing (
  code text PRIMARY KEY,
  secret_sha256 bytea NOT NULL UNIQUE,
  address text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  account_id uuid REFERENCES account (id)
);

CREATE TABLE role (
  name text PRIMARY KEY,
  definition jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
-- What the product begins with; the shape is roleSchema of domain/access.ts.
INSERT INTO role (name, definition) VALUES
  ('administrator', '{"name": "administrator", "title": {"vi": "Quản trị hệ thống", "en": "Administrator"}, "permissions": ["inventory.view", "system.view", "import.view", "import.run", "account.manage", "access.manage", "access.review", "wall.enrol", "log.view", "privacy.view", "privacy.manage"], "zones": [], "idleLockMs": 300000, "secondFactor": true, "builtIn": true}'),
  ('operator', '{"name": "operator", "title": {"vi": "Trực ban", "en": "Operator"}, "permissions": ["inventory.view", "camera.live", "camera.snapshot", "system.view"], "zones": ["gate_street", "yard", "corridor", "kitchen", "classroom", "office"], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('shift_lead', '{"name": "shift_lead", "title": {"vi": "Trưởng ca", "en": "Shift lead"}, "permissions": ["inventory.view", "camera.live", "camera.snapshot", "camera.export", "system.view", "import.view", "import.run", "privacy.view", "zone.approve"], "zones": ["gate_street", "yard", "corridor", "kitchen", "classroom", "office"], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('planner', '{"name": "planner", "title": {"vi": "Cán bộ quy hoạch", "en": "Planner"}, "permissions": ["inventory.view", "import.view", "import.run"], "zones": [], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('inspector', '{"name": "inspector", "title": {"vi": "Thanh tra, kiểm tra", "en": "Inspector"}, "permissions": ["inventory.view", "camera.live", "camera.snapshot", "access.review", "log.view", "log.export", "privacy.view"], "zones": ["gate_street", "yard", "corridor", "kitchen", "classroom", "office"], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('unit_viewer', '{"name": "unit_viewer", "title": {"vi": "Xem theo đơn vị", "en": "Unit viewer"}, "permissions": ["inventory.view"], "zones": [], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('school', '{"name": "school", "title": {"vi": "Nhà trường", "en": "School"}, "permissions": ["inventory.view", "camera.live"], "zones": ["gate_street", "yard", "corridor", "kitchen", "office"], "idleLockMs": 900000, "secondFactor": false, "builtIn": true}'),
  ('wall_display', '{"name": "wall_display", "title": {"vi": "Màn hình tường", "en": "Wall display"}, "permissions": ["inventory.view", "camera.live"], "zones": ["gate_street", "yard", "corridor"], "idleLockMs": null, "secondFactor": false, "builtIn": true}'),
  ('city_client', '{"name": "city_client", "title": {"vi": "Trung tâm đô thị thông minh", "en": "City centre"}, "permissions": ["inventory.view"], "zones": [], "idleLockMs": null, "secondFactor": false, "builtIn": true}');

CREATE TABLE access_grant (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account_id uuid NOT NULL REFERENCES account (id),
  role text NOT NULL REFERENCES role (name),
  -- unit or school; null: the whole city
  scope_id uuid,
  relation text NOT NULL CHECK (relation IN ('territorial', 'managing', 'professional')),
  zones text[],
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  granted_by uuid REFERENCES account (id),
  granted_at timestamptz NOT NULL DEFAULT now(),
  reviewed_by uuid REFERENCES account (id),
  reviewed_at timestamptz,
  last_used_at timestamptz,
  -- given by the identity provider's claims: replaced at every sign-in through it
  from_identity boolean NOT NULL DEFAULT false,
  CHECK (valid_from < valid_to)
);
CREATE INDEX access_grant_account ON access_grant (account_id);

-- Relations of schools beside the territorial one, which follows the ward of their version.
CREATE TABLE school_relation (
  school_id uuid NOT NULL REFERENCES school (id),
  unit_id uuid NOT NULL REFERENCES unit (id),
  kind text NOT NULL CHECK (kind IN ('managing', 'professional')),
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (school_id, kind, valid_from),
  CHECK (valid_from < valid_to)
);

-- Grows with every change of roles, grants, accounts, approvals: what was decided before is decided anew.
CREATE TABLE access_epoch (single boolean PRIMARY KEY DEFAULT true CHECK (single), epoch bigint NOT NULL);
INSERT INTO access_epoch (epoch) VALUES (1);

-- Until now every password was one that the product had made: its holder chooses his own at the next sign-in.
UPDATE account SET must_change_password = true;

-- Whoever could sign in until now saw and did everything: that stays, as grants that can be seen and ended.
INSERT INTO access_grant (account_id, role, relation, valid_from)
SELECT id, role, 'territorial', created_at FROM account, unnest(ARRAY['administrator', 'shift_lead']) AS role;
