"""A foreign RTSP camera for tests: Debian's gst-rtsp-server with a synthetic picture.

Reads its settings as JSON from the first line of standard input, prints {"port": n} once it listens on the loopback,
and ends when standard input is closed.
"""

import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

ENCODERS = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={gop} ! h264parse ! "
    "rtph264pay name=pay0 pt=96 config-interval=-1",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast bitrate={kbps} key-int-max={gop} ! h265parse ! "
    "rtph265pay name=pay0 pt=96 config-interval=-1",
}


def launch_line(settings):
    source = (
        "videotestsrc is-live=true pattern={pattern} ! "
        "video/x-raw,format=I420,width={width},height={height},framerate={frameRate}/1 ! "
    ).format(**settings)
    encoder = ENCODERS[settings["codec"]].format(kbps=settings["kilobitsPerSecond"], gop=2 * settings["frameRate"])
    return "( " + source + encoder + " )"


def demand_account(server, factory, username, password):
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(username, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)


def main():
    settings = json.loads(sys.stdin.readline())
    Gst.init(None)
    missing = [
        name
        for name in ("videotestsrc", "x264enc", "x265enc", "h264parse", "h265parse", "rtph264pay", "rtph265pay")
        if Gst.ElementFactory.find(name) is None
    ]
    if missing:
        raise ImportError("GStreamer elements are missing: " + ", ".join(missing))
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(settings.get("port", 0)))
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(launch_line(settings))
    factory.set_shared(True)
    if settings["username"] is not None:
        demand_account(server, factory, settings["username"], settings["password"])
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print(json.dumps({"port": server.get_bound_port()}), flush=True)
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    loop.run()


main()
