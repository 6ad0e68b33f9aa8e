import { spawnSync } from 'node:child_process';
import { installDebianPackages } from './chromium.ts';

/** What the foreign camera (Debian's gst-rtsp-server) and the foreign viewers of our simulated cameras need. */
const packages = [
  'python3',
  'python3-gi',
  'gir1.2-gst-rtsp-server-1.0',
  'gstreamer1.0-plugins-base',
  'gstreamer1.0-plugins-good',
  'gstreamer1.0-plugins-bad',
  'gstreamer1.0-plugins-ugly',
  'gstreamer1.0-libav',
  'gstreamer1.0-tools',
];

const probe = `
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer
Gst.init(None)
missing = [n for n in ('videotestsrc', 'x264enc', 'x265enc', 'rtph264pay', 'h264parse', 'rtspsrc', 'rtph265depay', 'h265parse', 'avdec_h265') if Gst.ElementFactory.find(n) is None]
raise SystemExit(1 if missing else 0)
`;

function present(): boolean {
  return spawnSync('/usr/bin/python3', ['-c', probe], { stdio: 'ignore' }).status === 0;
}

/** Makes sure that a camera which nobody here wrote can be run; throws a sentence that says what to install. */
export function provisionForeignCamera(): void {
  if (present()) return;
  installDebianPackages(packages, 'máy chủ RTSP của GStreamer (camera lạ để thử)');
  if (!present()) throw new Error(`GStreamer đã cài nhưng thiếu phần cần dùng. Hãy cài: ${packages.join(' ')}`);
}
