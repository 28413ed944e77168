#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of leads comes in through the window: looked at, checked, decided about, brought in, undone."""
import json
import os
import pathlib
import tempfile
import time
import urllib.parse

import espdrive

KNOWN = ("이름,이메일,휴대폰,회사\n"
         "김민지,minji@example.com,010-1234-5678,한빛\n"
         "이수진,sujin@example.com,010-2222-3333,새벽\n")
LIST = ("이름,이메일,휴대폰번호,회사,관심사,방문일,예산,광고성 정보 수신동의(이메일),동의일\n"
        "김민지,minji@example.com,010-1234-5678,달빛,봄,2026-03-04,\"1,200,000원\",Y,2026-03-04\n"
        "박지훈,jihun@example.com,1044445555,한빛,여름,2026. 3. 5.,\"300,000원\",N,2026-03-04\n"
        "누구,minji@example.com,010-2222-3333,,가을,2026-03-06,,Y,\n"
        "누구둘,other@example.com,010-1234-5678,,가을,2026-03-06,,Y,\n"
        "최유나,wrong,010-5555-6666,,겨울,2026-03-06,,,\n"
        "정하늘,haneul@gmial.com,010-7777-8888,하늘,겨울,2026년 3월 7일,\"50,000원\",Y,2026-03-07\n")


def make(folder):
    workspace = os.path.join(folder, "fair.espalier")
    known = os.path.join(folder, "known.csv")
    pathlib.Path(known).write_text(KNOWN, encoding="utf-8")
    espdrive.ctl("workspace", "new", workspace, "--name", "Fair")
    espdrive.ctl("import", "leads", known, "-w", workspace, "--consent", "none")
    espdrive.ctl("segment", "create", "--static", "--name", "Visitors", "-w", workspace)
    path = os.path.join(folder, "list.csv")
    pathlib.Path(path).write_bytes(LIST.encode("cp949"))
    return workspace, path


def count_leads(workspace):
    return json.loads(espdrive.ctl("workspace", "info", workspace, "--json")[1])["leads"]


def address(path):
    return "import?file=" + urllib.parse.quote("file://" + path, safe="")


def button(app, label):
    """This toolkit says the name of a button twice, once for the button and once for its label."""
    return espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "push button")
                                      if espdrive.name(n).replace("_", "").startswith(label)], label)[0]


def press_button(app, label):
    espdrive.act(button(app, label))


def says(app, part):
    return espdrive.wait_for(
        lambda: [n for n in espdrive.find_all(app.root, "label") if part in espdrive.text(n)], part)


def maps_what_it_sees(app):
    espdrive.wait_for(lambda: [n for n in espdrive.walk(app.root) if espdrive.name(n) == "예산"], "the columns")


def chooses_a_list(app):
    """It stands at the end of a long page."""
    espdrive.xdotool("mousemove", "790", "600", "click", "--repeat", "60", "--delay", "5", "5")
    espdrive.rest(app.root)
    espdrive.click(says(app, "Put everybody into the list")[0])
    espdrive.press("Down")
    espdrive.press("Return")
    espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label") if espdrive.text(n) == "Visitors"],
                      "the list that was chosen")


def checks_every_row(app):
    espdrive.press("ctrl+Return")
    says(app, "6 rows")
    rows = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label")
                                      if espdrive.text(n).startswith("누구둘")], "the rows that wait")
    assert rows


def takes_a_decision(app):
    """All rows that wait become new leads, as far as an address is free; then all is checked again."""
    row = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label")
                                     if espdrive.text(n) == "All rows below"], "the decision for all")[0]
    espdrive.click(row)
    espdrive.press("Down")
    espdrive.press("Down")
    espdrive.press("Return")
    press_button(app, "Check again with the decisions")
    button(app, "Import 4")


def brings_them_in(app, workspace):
    press_button(app, "Import 4")
    says(app, "6 rows are done")
    espdrive.wait_for(lambda: count_leads(workspace) == 5, "five leads")
    says(app, "came into the list")


def shows_the_leads(app):
    press_button(app, "Show the leads")
    says(app, "new and updated")


def takes_it_back(app, workspace):
    espdrive.press("ctrl+z")
    espdrive.wait_for(lambda: count_leads(workspace) == 2, "the two leads from before")


def is_quiet(app):
    assert not app.complaints(), app.complaints()


def refuses_a_workbook(app_arguments, folder):
    path = os.path.join(folder, "list.xlsx")
    pathlib.Path(path).write_bytes(b"PK\x03\x04" + b"\0" * 200)
    with espdrive.App(*app_arguments, "--screen", address(path)) as app:
        says(app, "CSV UTF-8")
        assert not app.complaints(), app.complaints()
    with espdrive.App(*app_arguments, "--screen", address(path) + "&kind=orders", language="ko") as app:
        says(app, "다른 이름으로 저장")
        assert not app.complaints(), app.complaints()


def remembers_the_answers(workspace, path):
    with espdrive.App("--workspace", workspace, "--screen", address(path)) as app:
        button(app, "Start afresh")
        assert not app.complaints(), app.complaints()


def brings_orders_in(workspace, folder):
    """A column that is called oddly is shown, what is wrong is told, and undo takes all of it back."""
    path = os.path.join(folder, "orders.csv")
    pathlib.Path(path).write_text("주문번호,주문일시,이메일,받을 돈\n1,2026-03-04,minji@example.com,\"10,000\"\n"
                                  "2,2026-03-05,nobody@example.com,500\n", encoding="utf-8")
    revenue = lambda: espdrive.ctl("report", "ask", "-w", workspace, "trend", "metric=revenue", "from=2026-01-01",
                                   "unit=month")[1]
    with espdrive.App("--workspace", workspace, "--screen", address(path) + "&kind=orders") as app:
        says(app, "how much")
        says(app, "받을 돈")
    pathlib.Path(path).write_text(pathlib.Path(path).read_text("utf-8").replace("받을 돈", "결제금액"), "utf-8")
    with espdrive.App("--workspace", workspace, "--screen", address(path) + "&kind=orders") as app:
        says(app, "There is no lead “nobody@example.com”")
        press_button(app, "Import")
        espdrive.wait_for(lambda: "10,000" in revenue(), "the order")
        espdrive.press("ctrl+z")
        espdrive.wait_for(lambda: "10,000" not in revenue(), "the order taken back")
        assert not app.complaints(), app.complaints()


def gives_spend_to_a_campaign(workspace, folder):
    """A file that names no campaign, or another, goes to the one that is chosen."""
    path = os.path.join(folder, "spend.csv")
    pathlib.Path(path).write_text("날짜,캠페인,비용\n2026-03-04,파워링크,\"12,300\"\n", encoding="utf-8")
    espdrive.ctl("campaign", "new", "봄 소식", "-w", workspace)
    spent = lambda: espdrive.ctl("report", "ask", "-w", workspace, "spend", "by=campaign", "from=2026-03-01",
                                 "to=2026-03-31")[1]
    with espdrive.App("--workspace", workspace, "--screen", address(path) + "&kind=spend") as app:
        says(app, "What the file does not say")
        row = espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "combo box")
                                         if espdrive.name(n).startswith("Campaign")] or
                                [n for n in espdrive.find_all(app.root, "list item")
                                 if espdrive.name(n).startswith("Campaign")], "the row of campaigns")[0]
        espdrive.click(row)
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label")
                                                  if espdrive.text(n) == "봄 소식"], "the campaign")[-1])
        espdrive.rest(app.root)
        press_button(app, "Import")
        espdrive.wait_for(lambda: "봄 소식" in spent(), "the spend of the campaign")
        assert not app.complaints(), app.complaints()


def choose(app, row, word):
    row = espdrive.wait_for(lambda: [n for role in ("combo box", "list item")
                                     for n in espdrive.find_all(app.root, role)
                                     if espdrive.name(n).startswith(row)], row)[0]
    espdrive.click(row)
    espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "label")
                                              if espdrive.text(n) == word], word)[-1])


def brings_events_in(workspace, folder):
    """A file that says neither who did it nor in which year is understood once somebody does."""
    year = str(time.gmtime().tm_year - 1)
    path = os.path.join(folder, "events.csv")
    pathlib.Path(path).write_text("회원,이벤트,일시\nminji@example.com,세미나,03/04 10:00\n", encoding="utf-8")
    events = lambda: espdrive.ctl("lead", "show", "-w", workspace, "minji@example.com")[1]
    with espdrive.App("--workspace", workspace, "--screen", address(path) + "&kind=events") as app:
        says(app, "who did it")
        choose(app, "회원", "Email")
        espdrive.wait_for(lambda: not espdrive.find_all(app.root, text="who did it"), "the rows")
        says(app, "has no year")
        espdrive.rest(app.root)
        choose(app, "Year", year)
        espdrive.wait_for(lambda: not espdrive.find_all(app.root, text="has no year"), "the year")
        espdrive.rest(app.root)
        press_button(app, "Import")
        espdrive.wait_for(lambda: "세미나" in events() and f"{year}-03-04" in events(), "the event")
        assert not app.complaints(), app.complaints()


def exports_the_list(workspace, folder):
    """Through the menu of the list, the window that asks how, and the toolkit's own file chooser."""
    path = os.path.join(folder, "out.csv")
    with espdrive.App("--workspace", workspace, "--screen", "leads") as app:
        says(app, "minji@example.com")
        espdrive.rest(app.root)
        espdrive.act(espdrive.find_all(app.root, "push button", "More actions")[-1])
        espdrive.click(espdrive.wait_for(lambda: [n for n in espdrive.find_all(app.root, "menu item")
                                                  if espdrive.name(n).startswith("Export")], "the menu")[0])
        press_button(app, "Export 2")
        espdrive.wait_for(lambda: len(espdrive.x_windows(app.process.pid)) > 2, "the file chooser")
        espdrive.name_file(app, "ctrl+a", path)
        espdrive.wait_for(lambda: os.path.exists(path), "the file")
        table = pathlib.Path(path).read_bytes()
        assert table.startswith(b"\xef\xbb\xbf") and "김민지".encode() in table, table
        assert not app.complaints(), app.complaints()


def main():
    tap = espdrive.Tap()
    with tempfile.TemporaryDirectory() as folder:
        workspace, path = make(folder)
        with espdrive.App("--workspace", workspace, "--screen", address(path)) as app:
            tap.promise("columns are found", lambda: maps_what_it_sees(app), app)
            tap.promise("a list is chosen for them", lambda: chooses_a_list(app), app)
            tap.promise("every row is checked first", lambda: checks_every_row(app), app)
            tap.promise("rows that wait take a decision", lambda: takes_a_decision(app), app)
            tap.promise("the leads come in", lambda: brings_them_in(app, workspace), app)
            tap.promise("the number opens the leads", lambda: shows_the_leads(app), app)
            tap.promise("one undo takes all of it back", lambda: takes_it_back(app, workspace), app)
            tap.promise("without a complaint", lambda: is_quiet(app))
        tap.promise("a workbook is told how to become a list",
                    lambda: refuses_a_workbook(("--workspace", workspace), folder))
        tap.promise("the answers are there for the next file", lambda: remembers_the_answers(workspace, path))
        tap.promise("spend goes to the campaign that is chosen",
                    lambda: gives_spend_to_a_campaign(workspace, folder))
        tap.promise("a column of events is given its meaning", lambda: brings_events_in(workspace, folder))
        tap.promise("orders come in, and go with one undo", lambda: brings_orders_in(workspace, folder))
        tap.promise("a list goes out as a table", lambda: exports_the_list(workspace, folder))
    return tap.done()


if __name__ == "__main__":
    raise SystemExit(main())
