-- RTSP over TLS is not spoken: such an address never worked, and is refused at import from now on.
UPDATE camera_version SET rtsp_main_url = NULL WHERE rtsp_main_url LIKE 'rtsps:%';
UPDATE camera_version SET rtsp_sub_url = NULL WHERE rtsp_sub_url LIKE 'rtsps:%';
