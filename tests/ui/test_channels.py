#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a channel: opened from its line, its limits changed, a plan shown, switched off."""
import base64
import hashlib
import http.server
import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request

import espdrive

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")


def settings(path, name):
    return json.loads(espdrive.ctl("channel", "show", name, "-w", path, "--json")[1])


def button(root, label):
    return espdrive.wait_for(
        lambda: next(n for n in espdrive.find_all(root, "push button")
                     if espdrive.name(n).replace("_", "").startswith(label)), f"the button {label}")


def page_is_opened_and_changed(folder):
    path = os.path.join(folder, "c.espalier")
    espdrive.ctl("workspace", "new", path, "--name", "C")
    for one in ("Post", "Spare"):
        espdrive.ctl("channel", "add", one, "-w", path, "--host", "127.0.0.1", "--port", "9", "--security", "none")
    with espdrive.App("--workspace", path, "--screen", "channels") as app:
        espdrive.find(app.root, text="Post", patience=10)
        espdrive.rest(app.root)
        line = next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith("Post"))
        espdrive.click(line)
        espdrive.find(app.root, text="Limits and warm-up")
        espdrive.find(app.root, text="Without a limit")
        espdrive.click(button(app.root, "Change"))
        espdrive.find(app.root, text="In 24 hours")
        spins = espdrive.find_all(app.root, "spin button")
        assert len(spins) == 3, [espdrive.name(n) for n in spins]
        espdrive.click(spins[2], times=2)
        espdrive.press("ctrl+a")
        espdrive.write("2000")
        espdrive.press("Tab")
        espdrive.click(button(app.root, "Save"))
        espdrive.find(app.root, text="2,000 in 24 hours")
        assert settings(path, "Post")["settings"]["per-day"] == 2000
        # A plan that is set elsewhere shows with its picture.
        espdrive.ctl("channel", "edit", "Post", "-w", path, "--warm-up", "small")
        espdrive.press("F5")
        espdrive.find(app.root, text="Small: from 20 a day")
        espdrive.find(app.root, text="0 of 20 today")
        row = next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith("Enabled"))
        espdrive.click(row)
        espdrive.find(app.root, text="Off: nothing is sent through it")
        espdrive.wait_for(lambda: not settings(path, "Post")["enabled"], "the switch in the workspace")
        espdrive.press("alt+Left")
        espdrive.find(app.root, text="Spare")


def outbox(path):
    return {line["channel"] for line in json.loads(espdrive.ctl("outbox", "-w", path, "--json")[1])}


def open_page(app, name):
    espdrive.find(app.root, text=name, patience=10)
    espdrive.rest(app.root)
    espdrive.click(next(n for n in espdrive.find_all(app.root, "list item") if espdrive.name(n).startswith(name)))
    espdrive.find(app.root, text="Limits and warm-up")


def what_waits_goes_another_way_and_back(folder):
    path = os.path.join(folder, "m.espalier")
    leads = os.path.join(folder, "l.csv")
    with open(leads, "w") as file:
        file.write("email,name\na@b.example,A\nc@b.example,C\n")
    espdrive.ctl("workspace", "new", path, "--name", "M")
    espdrive.ctl("workspace", "set", "-w", path, "company", "M", "address", "Seoul", "phone", "02-000-0000",
                 "sender-name", "M", "sender-email", "news@brand.example")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=News", leads)
    espdrive.ctl("message", "import", "-w", path, "--name", "Hello", os.path.join(DATA, "sample", "welcome.json"))
    for one in ("Post", "Spare"):
        espdrive.ctl("channel", "add", one, "-w", path, "--host", "127.0.0.1", "--port", "9", "--security", "none")
    espdrive.ctl("channel", "add", "Letters", "-w", path, "--kind", "sendgrid")
    espdrive.ctl("campaign", "new", "Spring", "-w", path, "--message", "Hello", "--everyone", "--channel", "Post",
                 "--hold", "3000", "--ignore-hours")
    espdrive.ctl("campaign", "send", "Spring", "-w", path, "--accept-warnings")
    with espdrive.App("--workspace", path, "--screen", "channels") as app:
        espdrive.wait_for(lambda: outbox(path) == {"Post"}, "the messages that wait", 15)
        open_page(app, "Post")
        espdrive.press("F5")
        espdrive.click(button(app.root, "Move waiting"))
        espdrive.click(espdrive.wait_for(
            lambda: next(n for n in espdrive.walk(app.root)
                         if espdrive.name(n) == "Spare" and "menu item" in espdrive.role(n)), "the other channel"))
        espdrive.wait_for(lambda: outbox(path) == {"Spare"}, "the move")
        espdrive.click(button(app.root, "Undo"))
        espdrive.wait_for(lambda: outbox(path) == {"Post"}, "the way back")
        espdrive.rest(app.root)
        espdrive.press("alt+Left")
        open_page(app, "Letters")
        row = espdrive.wait_for(
            lambda: next(n for n in espdrive.find_all(app.root, "list item", seen=False)
                         if espdrive.name(n).startswith("Reports by call")), "the row of calls")
        espdrive.act(espdrive.find_all(row, "push button", seen=False)[0])
        espdrive.find(app.root, text="Address to enter at the service")
        espdrive.click(button(app.root, "Save"))
        espdrive.wait_for(lambda: json.loads(espdrive.ctl("door", "list", "-w", path, "--json")[1]), "the open door")
        assert "8787" in espdrive.ctl("workspace", "settings", "-w", path)[1]


class Provider(http.server.BaseHTTPRequestHandler):
    """Lets everyone in who knows the secret of the question (RFC 7636)."""
    asked, given = {}, []

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        Provider.asked = asked
        # First somebody who guesses, then the provider.
        try:
            urllib.request.urlopen(asked["redirect_uri"] + "?code=stolen&state=guessed", timeout=5)
            Provider.given.append("a guess")
        except urllib.error.HTTPError:
            pass  # refused
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"] + "?" + urllib.parse.urlencode(
            {"code": "c0de", "state": asked["state"]}))
        self.end_headers()

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        is_right = (form.get("code") == "c0de" and form.get("redirect_uri") == Provider.asked["redirect_uri"]
                    and base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == Provider.asked["code_challenge"])
        Provider.given.append("tokens" if is_right else form)
        answer = b'{"access_token":"at","refresh_token":"rt","expires_in":3600}' if is_right else b'{"error":"no"}'
        self.send_response(200 if is_right else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def make_browser(folder):
    """The desktop's browser: it goes where it is sent, and nothing else."""
    with open(os.path.join(folder, "browse.py"), "w", encoding="utf-8") as file:
        file.write("import sys, urllib.request\nurllib.request.urlopen(sys.argv[1], timeout=10).read()\n")
    for place, name, text in (
            ("XDG_DATA_HOME", "applications/browser.desktop",
             f"[Desktop Entry]\nType=Application\nName=Browser\nMimeType=x-scheme-handler/http;\n"
             f"Exec=/usr/bin/python3 {folder}/browse.py %u\n"),
            ("XDG_CONFIG_HOME", "mimeapps.list",
             "[Default Applications]\nx-scheme-handler/http=browser.desktop\n")):
        path = os.path.join(os.environ[place], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def signs_in_by_browser(folder):
    path = os.path.join(folder, "s.espalier")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    make_browser(folder)
    espdrive.ctl("workspace", "new", path, "--name", "S")
    espdrive.ctl("channel", "add", "Post", "-w", path, "--host", "127.0.0.1", "--port", "9", "--security", "none",
                 "--auth", "xoauth2", "--user", "me@brand.example", "--set=oauth=other",
                 "--set=oauth-client-id=our-app", f"--set=oauth-authorize-url={base}/auth",
                 f"--set=oauth-token-url={base}/token")
    with espdrive.App("--workspace", path, "--screen", "channels") as app:
        open_page(app, "Post")
        espdrive.click(button(app.root, "Sign in"))
        espdrive.find(app.root, text="Client ID")
        espdrive.click(button(app.root, "Open the browser"))
        espdrive.wait_for(lambda: Provider.given, "the browser and the exchange of the code")
        # The window closes by itself; without a keyring it says that the sign-in does not last.
        espdrive.wait_for(lambda: not [n for n in espdrive.find_all(app.root, "push button")
                                       if "Open the browser" in espdrive.name(n).replace("_", "")], "the end of it")
        assert Provider.given == ["tokens"], Provider.given
        assert Provider.asked["code_challenge_method"] == "S256" and len(Provider.asked["state"]) >= 16
        assert Provider.asked["login_hint"] == "me@brand.example", Provider.asked
    server.shutdown()
    server.server_close()


def main():
    tap = espdrive.Tap()
    tap.alone("the page of a channel is opened and its limits are changed", page_is_opened_and_changed)
    tap.alone("what waits goes another way and back, and a service may call", what_waits_goes_another_way_and_back)
    tap.alone("signing in opens the browser, and only the right answer counts", signs_in_by_browser)
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
