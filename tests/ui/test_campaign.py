#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job through the window: a campaign that the law stops, is mended, sent by a real mail server, and read."""
import json
import os
import re
import tempfile

import espdrive
import espscreens
import espsmtp

LEADS = """이름,이메일,도시
한도윤,a1@example.com,서울
최현우,a2@example.com,서울
이서연,a3@example.com,서울
,a4@example.com,서울
정하준,b1@example.com,부산
"""
MESSAGE = """{"version": 1, "class": "ad", "language": "ko", "subject": "봄 소식을 전해요", "preheader": "새 상품",
"sender": {"name": "새봄상점", "address": "news@saebom.example"}, "fallbacks": {"name": "고객"},
"body": {"sections": [{"columns": [{"blocks": [{"type": "text",
"paragraphs": [{"runs": ["{{ name }}님, 봄이 왔어요. 새로 들어온 화분과 씨앗을 먼저 보여 드릴게요."]}]}]}]}]}}"""
RECEIVERS = ["a1@example.com", "a2@example.com", "a3@example.com", "a4@example.com"]


def prepare(folder, port):
    """A workspace with people, a segment, a message and the test's own mail server."""
    path = os.path.join(folder, "job.espalier")
    for name, content in (("leads.csv", LEADS), ("message.json", MESSAGE)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(content)
    espdrive.ctl("workspace", "new", path, "--name", "Job")
    espdrive.ctl("import", "leads", "-w", path, "--consent=declared", "--consent-channels=email",
                 "--consent-source=form", "--consent-date=2026-10-01", "--consent-wording=v1",
                 os.path.join(folder, "leads.csv"))
    espdrive.ctl("segment", "new", "-w", path, "--name", "Seoul", "--rule", 'city = "서울"')
    espdrive.ctl("message", "import", "-w", path, "--name", "Spring", os.path.join(folder, "message.json"))
    espdrive.ctl("channel", "add", "Mail", "-w", path, "--host", "127.0.0.1", "--port", str(port), "--security", "none")
    espdrive.ctl("workspace", "set", "-w", path, "quiet-hours", "off", "company", "새봄상점")
    return path


def button(root, word, patience=None):
    """A button that is called so, with or without its mnemonic."""
    def look():
        return [n for n in espdrive.find_all(root, role="push button")
                if espdrive.name(n) == word or espdrive.name(n).endswith(" " + word)]
    return espdrive.wait_for(look, f"the button “{word}”", patience)[0]


def push(root, word):
    """Pushes it the way of assistive technology, which reaches what is scrolled away."""
    espdrive.act(button(root, word))


def says(root, text, patience=None):
    return espdrive.find(root, text=text, patience=patience)


def number_of(app, title):
    """The number of leads that a row tells: 5 of “Match: 5”."""
    def look():
        return [espdrive.name(n) for n in espdrive.find_all(app.root, role="list item")
                if espdrive.name(n).startswith(title + ": ")]
    return int(re.match("[0-9,]+", espdrive.wait_for(look, title)[0][len(title) + 2:])[0].replace(",", ""))


def dialog(app):
    """What has opened above the window."""
    return espdrive.wait_for(lambda: [n for n in espdrive.children(app.root) if espdrive.role(n) in ("dialog", "frame")
                                      and espdrive.name(n) != "Job" and espdrive.is_seen(n)], "a window above")[0]


def named(root, role, word):
    """A row or field called so; names hold the label twice here and there."""
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(root, role=role)
                                      if espdrive.name(n).split(" " + word)[0] in (word, "") or
                                      espdrive.name(n) == word], f"{role} {word}")[0]


def choose(app, root, row_name, choice):
    """Opens a row of choices and takes one; a click may come before the window is in its place."""
    def offered():
        return [n for n in espdrive.find_all(app.root, role="label", text=choice) if espdrive.popover_of(n) is not None]

    def open_it():
        espdrive.click(named(root, "combo box", row_name))
        return espdrive.wait_for(offered, choice, 3)

    espdrive.click(espdrive.wait_for(open_it, choice)[-1])


def make_campaign(app):
    push(app.root, "New campaign")
    window = dialog(app)
    espdrive.click(espdrive.find(window, role="text"))
    espdrive.write("Spring news")
    push(window, "Create")
    espdrive.wait_for(lambda: espscreens.title_of(app) == "Spring news", "the page of the campaign")
    assert number_of(app, "Match") == 5


def choose_audience(app):
    push(app.root, "Everyone")
    window = dialog(app)
    espdrive.click(espdrive.find(window, role="check box"))
    choose(app, window, "Seoul", "Include")
    push(window, "Choose")
    espdrive.wait_for(lambda: number_of(app, "Match") == 4, "4 people of Seoul")


def choose_message(app):
    choose(app, app.root, "Message", "Spring")
    named(app.root, "list item", "Open the message")
    choose(app, app.root, "Channel", "Mail")
    says(app.root, "The subject must begin with “(광고)”.")
    says(app.root, "The footer lacks the postal address of the sender.")


def be_stopped(app, server):
    """The law stands against it: the button tells, and nothing leaves."""
    push(app.root, "Send…")
    says(app.root, "Something stands against it: see Checks.")
    assert not server.receivers()


def mend(app):
    push(app.root, "Fix: The subject must begin with “(광고)”.")
    espdrive.wait_for(lambda: not espdrive.find_all(app.root, text="The subject must begin with"), "the label")
    push(app.root, "Open the sender: The footer lacks the postal address of the sender.")
    espdrive.wait_for(lambda: espscreens.title_of(app) == "Sender", "the sender")
    for field, text in (("Postal address", "1 Example Road, Seoul"), ("Telephone", "02-000-0000")):
        espdrive.click(named(app.root, "text", field))
        espdrive.write(text)
    push(app.root, "Save")
    says(app.root, "Settings saved")
    push(app.root, "Back")
    says(app.root, "Can be sent; see below")


def look_last(app):
    """The sheet; closed again while it tells of a hold that is being changed."""
    push(app.root, "Send…")
    window = dialog(app)
    if espdrive.find_all(window, text="Send to 4 · 0 s hold"):
        return window
    push(window, "Cancel")
    return None


def send(app, server):
    spin = espdrive.extents(named(app.root, "spin button", "Hold"))
    espdrive.xdotool("mousemove", "--window", espdrive.x_windows(app.process.pid)[0],
                     str(spin.x + 20), str(spin.y + spin.height // 2), "sleep", "0.05", "click", "1")
    espdrive.press("ctrl+a")
    espdrive.write("0")
    espdrive.press("Tab")
    window = espdrive.wait_for(lambda: look_last(app), "the last look, without a hold")
    says(window, "새봄상점 <news@saebom.example>")
    push(window, "Send to 4 · 0 s hold")
    espdrive.wait_for(lambda: len(server.receivers()) == 4, "four messages at the mail server")
    assert server.receivers() == RECEIVERS, server.receivers()


def read_results(app, server):
    for title in ("In the audience", "Sent", "Delivered"):
        assert number_of(app, title) == len(server.receivers()), title
    for _, message in server.messages:
        assert message["Subject"].startswith("(광고)"), message["Subject"]
        assert "1 Example Road" in message.get_body(("plain",)).get_content()
    says(app.root, "4 of 4")


def drill(app):
    row = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, role="list item")
                                     if espdrive.name(n).startswith("Sent: ")], "the row")[0]
    espdrive.click(row)
    says(app.root, "a4@example.com")
    found = {word for n in espdrive.find_all(app.root, text="@example.com")
             for word in re.findall("[a-z0-9]+@example.com", espdrive.text(n))}
    assert found == set(RECEIVERS), found
    push(app.root, "Back")


def compare(path, server):
    _, report, _ = espdrive.ctl("report", "campaign", "-w", path, "--campaign", "Spring news", "--json")
    metrics = json.loads(report)["metrics"]
    assert metrics["sent"] == len(server.receivers()), metrics
    _, opened, _ = espdrive.ctl("report", "campaign", "-w", path, "--campaign", "Spring news", "--open", "sent", "--json")
    assert sorted(lead["email"] for lead in json.loads(opened)) == server.receivers()
    _, status, _ = espdrive.ctl("campaign", "status", "Spring news", "-w", path)
    assert "4  sent" in status, status


def be_silent(app):
    """The display of a test has nobody who shows notifications."""
    complaints = [line for line in app.complaints() if "org.freedesktop.Notifications" not in line]
    assert not complaints, complaints


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder, espsmtp.Server() as server:
        path = prepare(folder, server.port)
        with espdrive.App("--workspace", path, "--screen", "campaigns") as app:
            espdrive.xdotool("windowsize", espdrive.x_windows(app.process.pid)[0], "1300", "1900")
            tap.promise("a campaign is made", lambda: make_campaign(app), app)
            tap.promise("its audience is a segment", lambda: choose_audience(app), app)
            tap.promise("its message and channel are chosen, and checked", lambda: choose_message(app), app)
            tap.promise("what the law forbids is not sent", lambda: be_stopped(app, server), app)
            tap.promise("what stands against it is mended from the page", lambda: mend(app), app)
            tap.promise("it is sent, and arrives", lambda: send(app, server), app)
            tap.promise("the window tells what arrived", lambda: read_results(app, server), app)
            tap.promise("a number opens exactly its leads", lambda: drill(app), app)
            tap.promise("and nothing is complained of", lambda: be_silent(app))
        tap.promise("report and ledger tell the same", lambda: compare(path, server))
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
