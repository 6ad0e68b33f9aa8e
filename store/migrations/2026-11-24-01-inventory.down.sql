DROP TABLE camera_evidence, camera_description, secret_key_check, camera_secret, camera_version, camera,
  school_version, school, unit_relation, unit_version, unit;
DROP FUNCTION refuse_overlap;
