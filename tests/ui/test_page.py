#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of mails are drawn as a browser does, and nothing of them runs or reaches a server."""
import os
import socket
import subprocess
import threading

import espdrive

HELPER = os.path.join(os.environ["ESP_BUILD_DIR"], "src", "app", "espalier-page")
RED = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PAGE = """<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url=http://127.0.0.1:{port}/refresh">
<link rel="stylesheet" href="http://127.0.0.1:{port}/style.css">
<style>@import url(http://127.0.0.1:{port}/more.css); body {{ margin: 0; background: #ffffff }}
@media (prefers-color-scheme: dark) {{ body {{ background: #000000 }} }}</style>
<script>document.body.style.background = "#00ff00"</script></head>
<body onload="document.body.style.background='#00ff00'">
<img src="data:image/png;base64,{red}" style="display:block;width:100%;height:100px">
<img src="http://127.0.0.1:{port}/pixel.png" alt="" width="1" height="1">
<iframe src="http://127.0.0.1:{port}/frame" width="10" height="10"></iframe>
<img src="file:///etc/hostname" alt=""><div style="height:1000px"></div></body></html>"""


class Listener:
    """Counts who comes; nobody should."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            peer, _ = self.socket.accept()
            self.visits += 1
            peer.close()


def colour(png, x, y):
    """#rrggbb of one pixel."""
    said = subprocess.run(("convert", "png:-", "-depth", "8", "-format", f"%[hex:p{{{x},{y}}}]", "info:"), input=png,
                          stdout=subprocess.PIPE, check=True).stdout.decode()
    return "#" + said[:6].lower()


def size(png):
    said = subprocess.run(("identify", "-format", "%w %h", "png:-"), input=png, stdout=subprocess.PIPE, check=True)
    return tuple(int(n) for n in said.stdout.split())


def draw(page, *options):
    return subprocess.run((HELPER, *options), input=page.encode(), stdout=subprocess.PIPE, check=True,
                          timeout=60).stdout


def main():
    tap = espdrive.Tap()
    listener = Listener()
    page = PAGE.format(port=listener.port, red=RED)
    light = draw(page, "--width=360")
    dark = draw(page, "--width=600", "--scale=2", "--dark")

    def is_whole():
        assert size(light)[0] == 360 and size(light)[1] > 1000, size(light)
        assert size(dark)[0] == 1200 and size(dark)[1] > 2000, size(dark)

    def shows_its_pictures():
        assert colour(light, 180, 50) == "#ff0000", colour(light, 180, 50)

    def runs_nothing():
        assert colour(light, 180, 800) == "#ffffff", colour(light, 180, 800)

    def follows_the_light():
        assert colour(dark, 600, 1600) == "#000000", colour(dark, 600, 1600)

    def reaches_nobody():
        assert listener.visits == 0, listener.visits

    for what, keep in (("the whole page is drawn, at the width that is asked for", is_whole),
                       ("pictures that the mail brings along are shown", shows_its_pictures),
                       ("scripts do not run", runs_nothing),
                       ("a dark page is dark", follows_the_light),
                       ("nobody hears of it", reaches_nobody)):
        tap.promise(what, keep)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
