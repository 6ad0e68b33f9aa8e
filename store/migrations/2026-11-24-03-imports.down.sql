DROP TABLE import_mapping, import_reject, import_file, import_run;
