DROP TABLE access_review_rule;
