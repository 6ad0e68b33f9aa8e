DROP TABLE camera_current;
DROP TABLE camera_sample;
