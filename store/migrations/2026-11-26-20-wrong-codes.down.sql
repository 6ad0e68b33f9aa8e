DROP TABLE wrong_code;
