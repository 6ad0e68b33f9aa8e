-- How much an audit may ask of a school's line, from a moment on: hours in Asia/Ho_Chi_Minh, streams of a school at once.
CREATE TABLE audit_limit (
  valid_from timestamptz PRIMARY KEY,
  limits jsonb NOT NULL
);
-- No register holds what the lines of schools carry: one main stream at a time fits any of them.
INSERT INTO audit_limit (valid_from, limits) VALUES ('2020-01-01T00:00:00Z', $limits${
  "hours": {"from": "19:00", "to": "05:00"},
  "streamsPerSchool": 1,
  "source": {
    "vi": "mức cơ sở của sản phẩm: chưa có sổ nào ghi băng thông đường lên của trường",
    "en": "baseline of the product: no register holds the uplink of schools yet"
  }
}$limits$);
-- A campaign keeps the limits it began under. by_day: why its starter lets it work outside the hours; null: it does not.
ALTER TABLE audit_campaign ADD COLUMN limits jsonb, ADD COLUMN by_day text CHECK (length(by_day) >= 10);
UPDATE audit_campaign SET limits = (SELECT limits FROM audit_limit);
ALTER TABLE audit_campaign ALTER COLUMN limits SET NOT NULL;
