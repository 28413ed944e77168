#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is typed, espalierctl answers in words: no crash, no complaint of a library, no silent failure.

Every subject and every action of it that --help names is called without what it needs, with what it cannot use,
and on what is no workspace.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

CTL = os.path.join(os.environ.get("ESP_BUILD_DIR", "build"), "src/ctl/espalierctl")
NONSENSE = [["가나다"], ["--", "%s"]]


def call(*arguments):
    done = subprocess.run((CTL,) + arguments, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def subjects():
    return re.findall(r"^  ([a-z][a-z-]*)  ", call("--help")[1], re.M)


def actions(subject):
    """The actions that the help of the subject names, in a list of them or in the line of its usage."""
    text = call(subject, "--help")[1]
    named = re.search(r"Actions: ([^.]*)", text)
    if named:
        return re.findall(r"[a-z][a-z-]*", named[1])
    usage = text.split("Help Options")[0]
    return re.findall(r"(?:\] |\| )([a-z][a-z-]*)", usage)


def complaint(arguments, answer):
    code, out, err = answer
    said = f"{' '.join(arguments)}: {code} {err[:200]!r}"
    if code < 0 or code > 2:
        return said
    if re.search(r"CRITICAL|WARNING|Assertion|constraint failed|no such (column|table)", err):
        return said
    if code and not err.strip() and not out.strip():  # a verdict goes to the output
        return said + " says nothing"
    return None


def tries(subject, folder):
    good = os.path.join(folder, "good.espalier")
    for action in actions(subject) + ["nonsense", None]:
        begin = [subject] + ([action] if action else [])
        if subject == "run":
            begin = ["run", "--until-idle"]
        yield begin + ["-w", good]
        for nonsense in NONSENSE:
            yield begin + ["-w", good] + nonsense
    yield [subject] + actions(subject)[:1]
    for place in ("no.espalier", "text.espalier", "empty.espalier", "folder.espalier"):
        yield [subject] + actions(subject)[:1] + ["-w", os.path.join(folder, place)]


BLOCK_STEPS = [  # arguments of "message block", code, what is said
    (["add", "--type", "button", "label=1000", "href=https://x.example/"], 0, "b"),
    (["add", "--type", "section", "background=#ffeeee"], 0, "s"),
    (["add", "--type", "divider", "line=dashed", "span=40"], 0, "b"),
    (["add", "--type", "text", "text=하나\n둘"], 0, "b"),
    (["set", "--block", "LAST", "nosuch=1"], 1, "no such member"),
    (["set", "--block", "b1", "id=b2"], 1, "stays as it is"),
    (["set", "--block", "nobody", "text=x"], 1, "no block or section"),
    (["set", "--block", "LAST", "text=셋"], 0, "b"),
    (["move", "--block", "LAST", "--by", "-1"], 0, "b"),
    (["move", "--block", "LAST", "--by", "-9"], 1, "cannot go that far"),
    (["remove", "--block", "LAST"], 0, "b"),
    (["add", "--type", "text", "--after", "s1"], 1, "is another"),
]


def edit_blocks(folder):
    """each edit of a block is one step, and undo takes back as many as were made"""
    good = os.path.join(folder, "blocks.espalier")
    call("workspace", "new", good, "--name", "B")
    call("message", "new", "-w", good, "--template", "letter", "--name", "L")
    where = ["-w", good, "--message", "L"]
    before = call("message", "block", "list", *where)
    last, made, problems = "", 0, []
    for arguments, wanted, says in BLOCK_STEPS:
        code, out, err = call("message", "block", *[last if a == "LAST" else a for a in arguments], *where)
        if code != wanted or says not in out + err:
            problems.append(f"block {arguments}: {code} {out}{err}")
        if code == 0:
            made += 1
            last = out.strip()
    if not before[1] or call("message", "block", "list", *where)[1] == before[1]:
        problems.append("the list of blocks says nothing")
    for _ in range(made):
        call("undo", "-w", good)
    if call("message", "block", "list", *where) != before:
        problems.append("undo did not bring back what was")
    return problems


def mend_sender(folder):
    """A sender that no server takes is told with all else that is wrong, and can be set right from here."""
    good = os.path.join(folder, "good.espalier")
    draft = os.path.join(folder, "broken.json")
    where = ["-w", good, "-m", "broken"]
    with open(draft, "w", encoding="utf-8") as f:
        f.write('{"version":1,"class":"ad","language":"ko","subject":"News","sender":{"name":"Shop","address":"a@@b"},'
                '"body":{"sections":[{"id":"s1","columns":[{"blocks":[{"id":"b1","type":"text",'
                '"paragraphs":[{"runs":["Hello"]}]}]}]}]}}')
    call("message", "import", "-w", good, "--name", "broken", draft)
    told = call("review", "run", *where)[1]
    problems = [] if "MSG-SENDER" in told and "KR-AD-04" in told else ["not all is told: " + told[:300]]
    for wrong in ("sender=a@@b", "subject=a\nb", "name=", "color=red", "sender"):
        code, _out, err = call("message", "set", *where, wrong)
        if code == 0 or len(err) < 20:
            problems.append(f"{wrong} was taken: {err}")
    if call("message", "set", *where, "sender=hello@shop.example", "subject=(광고) News")[0] != 0:
        problems.append("it could not be set")
    told = call("review", "run", *where)[1]
    if "MSG-SENDER" in told or "KR-AD-04" in told:
        problems.append("it is still wrong: " + told[:300])
    call("undo", "-w", good)
    if "a@@b" not in call("review", "run", *where)[1]:
        problems.append("undo did not bring the sender back")
    return problems


def hours_and_moments(folder):
    """A moment is taken as --help writes it; hours that are none are not taken for the usual ones."""
    good = os.path.join(folder, "good.espalier")
    problems = []
    err = call("campaign", "send", "nobody", "-w", good, "--at", "2027-01-31T10:00+09:00")[2]
    if "There is no campaign" not in err:
        problems.append("the moment was not taken: " + err)
    for at in ("2027-01-31T10:00", "2027-02-31T10:00+09:00", "2027-01-31T10", "10:00"):
        err = call("campaign", "send", "nobody", "-w", good, "--at", at)[2]
        if "--at wants" not in err:
            problems.append(f"{at} was taken: {err}")
    for hours in ("-3", "99999"):
        err = call("review", "approve", "-w", good, "--review", "1", "--hours", hours)[2]
        if "hours" not in err:
            problems.append(f"{hours} hours were taken: {err}")
    return problems


def told_in_words(folder):
    """What is kept as JSON is told as a sentence or a table, and as JSON when that is asked for."""
    good = os.path.join(folder, "good.espalier")
    problems = []
    empty = call("plan", "scenario", "list", "-w", good)[1]
    call("plan", "scenario", "new", "-w", good, "--title", "다음 주로")
    listed = call("plan", "scenario", "list", "-w", good)[1]
    if "plan scenario new" not in empty or "0 changes  다음 주로" not in listed or "{" in listed:
        problems.append(f"scenarios: {empty} {listed}")
    if json.loads(call("plan", "scenario", "list", "-w", good, "--json")[1]) != [
            {"id": 1, "name": "다음 주로", "changes": []}]:
        problems.append("scenarios are no JSON")
    return problems


def long_alimtalk(folder):
    """A copy that KakaoTalk would refuse is found before it is sent, with its person, and named in words."""
    where = ("-w", os.path.join(folder, "kakao.espalier"))
    call("workspace", "new", where[1], "--name", "K")
    with open("people.csv", "w", encoding="utf-8") as f:
        f.write("name,phone,company\n")
        for i, letters in enumerate((986, 987)):
            f.write(f"하나,010-1111-222{i},{'가' * letters}\n")
    with open("kakao.json", "w", encoding="utf-8") as f:
        json.dump({"version": 1, "medium": "kakao", "class": "transactional", "kakao": {
            "product": "alimtalk", "template": "T1", "text": "배송 메모를 보세요: #{메모} 끝", "state": "approved",
            "variables": {"메모": "{{ company }}"}}}, f)
    call("import", "leads", *where, "--consent=none", "people.csv")
    call("message", "import", *where, "--name", "K", "kakao.json")
    said = json.loads(call("message", "count", *where, "-m", "K", "--json")[1] or "{}")
    if said.get("people") != {"alimtalk": 1} or "1001 characters" not in said.get("why", ""):
        return [str(said)[:300]]
    return []


def main():
    with tempfile.TemporaryDirectory(prefix="espalier-refusals-") as folder:
        os.environ.update(HOME=folder, XDG_DATA_HOME=folder, LC_ALL="C.UTF-8")
        os.chdir(folder)  # what is written by chance is written here
        first = os.path.join(folder, "first.espalier")
        assert call("workspace", "sample", first, "--leads", "200")[0] == 0
        with open(os.path.join(folder, "text.espalier"), "w", encoding="utf-8") as f:
            f.write("Dear all")
        with open(os.path.join(folder, "empty.espalier"), "w", encoding="utf-8"):
            pass
        os.mkdir(os.path.join(folder, "folder.espalier"))
        names = subjects()
        print(f"1..{len(names) + 5}")
        failed = 0
        for i, subject in enumerate(names, 1):
            shutil.copy(first, os.path.join(folder, "good.espalier"))
            problems = [problem for arguments in tries(subject, folder)
                        if (problem := complaint(arguments, call(*arguments)))]
            for problem in problems:
                print("# " + problem)
            failed += bool(problems)
            print(f"{'not ok' if problems else 'ok'} {i} {subject} refuses in words", flush=True)
        for i, (name, test) in enumerate((("blocks are edited step by step", edit_blocks),
                                          ("a broken sender is mended", mend_sender),
                                          ("a long Alimtalk is found before", long_alimtalk),
                                          ("what is kept as JSON is told in words", told_in_words),
                                          ("hours and moments are read", hours_and_moments)), len(names) + 1):
            problems = test(folder)
            for problem in problems:
                print("# " + problem)
            failed += bool(problems)
            print(f"{'not ok' if problems else 'ok'} {i} {name}", flush=True)
        kept = os.path.isdir(os.path.join(folder, "folder.espalier"))
    return 1 if failed or not kept else 0


if __name__ == "__main__":
    sys.exit(main())
