UPDATE audit_profile SET rules = replace(replace(replace(replace(rules::text,
  '"đủ trường bắt buộc; model và số sê-ri khớp thiết bị"', '"đủ trường bắt buộc; model, số sê-ri và MAC khớp thiết bị"'),
  '"all required fields present; model and serial number equal to the device"', '"all required fields present; model, serial and MAC equal to the device"'),
  '"device name, host name and text on the picture carry the code of the camera"', '"matches the configured pattern, default <school code>-<zone>-<serial no.>"'),
  '"≤ 100 m from the school point (baseline), with bearing and zone"', '"≤ 100 m from the school point (baseline)"')::jsonb
WHERE name = 'baseline-2026' AND version = 1;
UPDATE audit_evidence SET clock_source = 'system clock of the gateway' WHERE clock_source = 'gateway';
