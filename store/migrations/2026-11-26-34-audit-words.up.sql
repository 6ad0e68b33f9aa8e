-- The clock of evidence is a code: its words stand in the language of the reader.
UPDATE audit_evidence SET clock_source = 'gateway' WHERE clock_source <> 'gateway';
-- Thresholds say what is looked at: no MAC address is compared, and names are held against the code of the camera.
UPDATE audit_profile SET rules = replace(replace(replace(replace(rules::text,
  '"đủ trường bắt buộc; model, số sê-ri và MAC khớp thiết bị"', '"đủ trường bắt buộc; model và số sê-ri khớp thiết bị"'),
  '"all required fields present; model, serial and MAC equal to the device"', '"all required fields present; model and serial number equal to the device"'),
  '"matches the configured pattern, default <school code>-<zone>-<serial no.>"', '"device name, host name and text on the picture carry the code of the camera"'),
  '"≤ 100 m from the school point (baseline)"', '"≤ 100 m from the school point (baseline), with bearing and zone"')::jsonb
WHERE name = 'baseline-2026' AND version = 1;
