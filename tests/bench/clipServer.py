"""Cameras of foreign make for measurements: gst-rtsp-server playing one prepared file, which costs it no encoding.

Takes the file as its parameter, prints {"port": n} once it listens on the loopback, and ends when standard input is
closed. Every session plays the file from its beginning, at any path /0 to /63.
"""

import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

PATHS = 64


def main():
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    for path in range(PATHS):
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(
            '( filesrc location="' + sys.argv[1] + '" ! qtdemux ! h264parse ! '
            "rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )
        server.get_mount_points().add_factory("/" + str(path), factory)
    server.attach(None)
    print(json.dumps({"port": server.get_bound_port()}), flush=True)
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    loop.run()


main()
