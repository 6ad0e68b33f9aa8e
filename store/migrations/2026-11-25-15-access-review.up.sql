-- After how many days a right or an account is brought up in the review, and by what it was decided.
CREATE TABLE access_review_rule (
  name text NOT NULL CHECK (name IN ('grant_unused', 'grant_not_reviewed', 'grant_ends_soon', 'account_unused')),
  days integer NOT NULL CHECK (days > 0),
  source text NOT NULL,
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (name, valid_from),
  CHECK (valid_from < valid_to)
);
INSERT INTO access_review_rule (name, days, source) VALUES
  ('grant_unused', 45, 'TCVN 14423:2026 mục 5.6: 45 ngày không dùng, áp dụng cho từng quyền'),
  ('grant_not_reviewed', 182, 'TCVN 14423:2026 mục 5.6: rà soát 6 tháng một lần'),
  ('grant_ends_soon', 30, 'Mặc định của sản phẩm'),
  ('account_unused', 45, 'TCVN 14423:2026 mục 5.6: tài khoản không dùng quá 45 ngày thì khóa');
