#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what segments count against a plain reading of the same rules, row by row.

usage: check-segment-counts.py ESPALIERCTL [RULES [SEED]]     prints TAP
Nothing of the program is used to decide who matches: the tables are read with SQLite, and every condition is
evaluated here for every lead as data/schema/segment.schema.json says.
"""
import calendar
import datetime as dt
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata
import uuid
import zoneinfo

DAY = 86_400_000_000
HOUR = DAY // 24
UNIT = {"hour": HOUR, "day": DAY, "week": 7 * DAY}
CITIES = ["서울", "경기", "Busan", "busan", "BUSAN", "", None, "München", "MÜNCHEN", "Straße", "STRASSE", "İstanbul",
          "ISTANBUL", "istanbul", "100%_", "o'n \"q\" \\", " 서울", "서울 ", "Α", "α", "대전시", "Éire", "é"]
NAMES = ["김지민", "이서준", "Park", "park", "John Doe", "", None, "ㄱ", "王"]
TAGS = ["VIP", "vip", "새 고객", "a'b", "100%", "x, y", "\"q\"", "🎉"]
KINDS = ["open", "click", "order", "visit", "cart", "weird \"kind\""]
ITEMS = ["shirt", "Shirt", "모자", "", "ÉTÉ", "3", "2.50", "true", "x"]
CHANNELS = ["email", "sms"]
PURPOSES = ["marketing", "night"]
STATES = ["granted", "denied", "withdrawn", "pending", "unknown"]
CAMPAIGN = "ab" * 16


def fold(text):
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return text.replace("i\u0307", "i").replace("ı", "i")


class World:
    def __init__(self, ctl, folder, seed, zone):
        self.ctl, self.folder, self.zone = ctl, folder, zoneinfo.ZoneInfo(zone)
        self.random = random.Random(seed)
        self.file = os.path.join(folder, "w.espalier")
        self.run("workspace", "new", self.file, "--time-zone", zone)
        header = os.path.join(folder, "fields.csv")
        with open(header, "w", encoding="utf-8") as f:
            f.write("email,amount,vip,birthday,joined,note\n")
            for i in range(3):
                f.write(f"first{i}@example.com,1.5,yes,1990-02-28,2026-01-01T10:00:00,a{i}\n")
        types = {"amount": "decimal", "vip": "boolean", "birthday": "date", "joined": "datetime"}
        maps = [word for name, kind in types.items() for word in ("--map", f"{name}=new:{name}:{kind}")]
        self.run("import", "leads", header, "-w", self.file, "--consent", "none", *maps)
        self.db = sqlite3.connect(self.file)
        self.fill()
        self.read()

    def run(self, *args):
        done = subprocess.run([self.ctl, *args], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"Bail out! {args}: {done.stderr}")
        return done.stdout

    def moment(self):
        r, now = self.random, int(time.time()) * 1_000_000
        if r.random() < 0.3:  # at the edge of a day somewhere, half an hour this side or that
            day = dt.date.today() - dt.timedelta(days=r.randrange(70))
            midnight = dt.datetime.combine(day, dt.time(), self.zone)
            return int(midnight.timestamp()) * 1_000_000 + r.choice([0, -1, 1, HOUR // 2, -HOUR // 2])
        return now - int(r.random() * 70 * DAY) + 2 * DAY

    def fill(self):
        r, db = self.random, self.db
        columns = {row[1] for row in db.execute("PRAGMA table_info (lead)")}
        assert {"c_amount", "c_vip", "c_birthday", "c_joined"} <= columns, columns
        for i in range(160):
            day = r.randrange(-3650 * 3, 20000) if r.random() < 0.5 else int(time.time()) // 86400 + r.randrange(-40, 9)
            db.execute(
                "INSERT INTO lead (uuid, email, name, city, score, c_amount, c_vip, c_birthday, c_joined,"
                " created_at, updated_at, archived_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (uuid.uuid4().bytes, f"p{i}@example.com", r.choice(NAMES), r.choice(CITIES), r.randrange(-5, 15),
                 r.choice([None, r.randrange(40) / 4, 0.3]), r.choice([None, 0, 1]),
                 r.choice([None, day * DAY]), r.choice([None, self.moment()]), self.moment(), self.moment(),
                 self.moment() if r.random() < 0.07 else None))
        db.execute("INSERT INTO campaign (uuid, name, created_at, updated_at) VALUES (?, 'Spring', 1, 1)",
                   (bytes.fromhex(CAMPAIGN),))
        db.execute("INSERT INTO send (uuid, campaign_id, created_at, updated_at) VALUES (zeroblob (16), 1, 1, 1)")
        for name in TAGS:
            db.execute("INSERT OR IGNORE INTO tag (name, created_at) VALUES (?, 1)", (name,))
        for kind in KINDS:
            db.execute("INSERT OR IGNORE INTO event_kind (name) VALUES (?)", (kind,))
        static = uuid.uuid4()
        self.static = static.hex
        db.execute("INSERT INTO segment (uuid, name, kind, created_at, updated_at) VALUES (?,'Fixed','static',1,1)",
                   (static.bytes,))
        ids = [row[0] for row in db.execute("SELECT id FROM lead")]
        for lead in ids:
            for tag in range(1, len(TAGS) + 1):
                if r.random() < 0.2:
                    db.execute("INSERT OR IGNORE INTO lead_tag VALUES (?, ?)", (lead, tag))
            for channel in CHANNELS:
                for purpose in PURPOSES:
                    if r.random() < 0.6:
                        db.execute("INSERT INTO consent_state VALUES (?,?,?,?,1,1)",
                                   (lead, channel, purpose, r.choice(STATES)))
            if r.random() < 0.2:
                channel = r.choice(["email", "sms", "all"])
                cursor = db.execute("INSERT INTO suppression (channel, address_hash, reason, created_at)"
                                    " VALUES (?, ?, 'manual', 1)", (channel, os.urandom(8)))
                db.execute("INSERT INTO suppressed_lead VALUES (?, ?, ?)", (lead, channel, cursor.lastrowid))
            if r.random() < 0.3:
                db.execute("INSERT INTO segment_member VALUES (1, ?, 1)", (lead,))
            if r.random() < 0.7:
                db.execute("INSERT OR REPLACE INTO lead_stat (lead_id, revenue, last_event_at) VALUES (?,?,?)",
                           (lead, r.randrange(0, 400000), r.choice([None, self.moment()])))
            if r.random() < 0.5:
                db.execute("INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at) VALUES (1,?,?,1,?)",
                           (lead, r.choice(["sent", "sent", "failed"]), self.moment()))
            at = self.moment()
            for _ in range(r.randrange(9)):
                at = self.moment() if r.random() < 0.5 else at + r.choice([0, HOUR, 3 * DAY, 3 * DAY + 1, 7 * DAY])
                props = r.choice([None, {}, {"amount": r.randrange(10), "item": r.choice(ITEMS), "gift": True},
                                  {"amount": str(r.randrange(10)), "item": r.randrange(4), "gift": "false"},
                                  {"amount": 2.5, "item": None, "a.b": "x"}, {"amount": [3], "item": {"x": 1}}])
                db.execute("INSERT INTO event (lead_id, kind_id, at, campaign_id, props) VALUES (?,?,?,?,?)",
                           (lead, r.randrange(1, len(KINDS) + 1), at, r.choice([None, 1]),
                            None if props is None else json.dumps(props, ensure_ascii=False)))
        db.execute("INSERT INTO event (lead_id, kind_id, at) VALUES (NULL, 1, ?)", (self.moment(),))
        db.commit()

    def read(self):
        db = self.db
        db.row_factory = sqlite3.Row
        self.leads = {row["id"]: dict(row) for row in db.execute("SELECT * FROM lead WHERE archived_at IS NULL")}
        for lead in self.leads.values():
            lead.update(tags=set(), consent={}, suppressed=set(), events=[], fixed=False, ltv=0, last_event_at=None)
        def each(sql):
            return ((self.leads[row[0]], row) for row in db.execute(sql) if row[0] in self.leads)
        for lead, row in each("SELECT lead_id, name FROM lead_tag JOIN tag ON tag.id = tag_id"):
            lead["tags"].add(row[1])
        for lead, row in each("SELECT lead_id, channel, purpose, state FROM consent_state"):
            lead["consent"][row[1], row[2]] = row[3]
        for lead, row in each("SELECT lead_id, channel FROM suppressed_lead"):
            lead["suppressed"].add(row[1])
        for lead, row in each("SELECT lead_id FROM segment_member"):
            lead["fixed"] = True
        for lead, row in each("SELECT lead_id, revenue, last_event_at FROM lead_stat"):
            lead["ltv"], lead["last_event_at"] = row[1], row[2]
        for lead, row in each("SELECT lead_id, name, at, campaign_id, props, event.id FROM event"
                              " JOIN event_kind ON event_kind.id = kind_id"):
            lead["events"].append((row[1], row[2], row[3], json.loads(row[4]) if row[4] else {}, ("event", row[5])))
        for lead, row in each("SELECT lead_id, updated_at, id FROM delivery WHERE state = 'sent'"):
            lead["events"].append((None, row[1], 1, {}, ("ledger", row[2])))


class Judge:
    """whether a lead matches, at one moment"""

    def __init__(self, world, now):
        self.world, self.now = world, now

    def local(self, text, after=False):
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=self.world.zone)
        if after and "T" not in text:
            moment = dt.datetime.combine(moment.date() + dt.timedelta(days=1), dt.time(), self.world.zone)
        return int(moment.timestamp()) * 1_000_000

    def period(self, kind, step):
        today = dt.datetime.fromtimestamp(self.now / 1e6, self.world.zone).date()
        if kind == "today":
            return today + dt.timedelta(days=step)
        if kind == "this-week":
            return today - dt.timedelta(days=today.weekday()) + dt.timedelta(days=7 * step)
        if kind == "this-year":
            return dt.date(today.year + step, 1, 1)
        months = today.year * 12 + today.month - 1 + step
        return dt.date(months // 12, months % 12 + 1, 1)

    def inside(self, window, at):
        kind = window["kind"]
        length = window.get("n", 0) * UNIT[window.get("unit", "day")]
        if kind == "ever":
            return True
        if kind == "last":
            return self.now - length < at <= self.now
        if kind == "next":
            return self.now <= at < self.now + length
        if kind == "since":
            return at >= self.local(window["from"])
        if kind == "after":
            return at >= self.local(window["from"], True)
        if kind == "before":
            return at < self.local(window["from"])
        if kind == "on":
            return self.local(window["from"][:10]) <= at < self.local(window["from"][:10], True)
        if kind == "between":
            return self.local(window["from"]) <= at < self.local(window["until"], True)
        start, end = (dt.datetime.combine(self.period(kind, i), dt.time(), self.world.zone) for i in (0, 1))
        return start.timestamp() <= at / 1e6 < end.timestamp()

    def day_inside(self, window, at):
        """a calendar day, kept as its midnight in UTC"""
        day = dt.date(1970, 1, 1) + dt.timedelta(days=at // DAY)
        today = self.period("today", 0)
        n = -(-window.get("n", 0) * UNIT[window.get("unit", "day")] // DAY)
        kind = window["kind"]
        if kind == "last":
            return today - dt.timedelta(days=n - 1) <= day <= today
        if kind == "next":
            return today <= day < today + dt.timedelta(days=n)
        if kind in ("today", "this-week", "this-month", "this-year"):
            return self.period(kind, 0) <= day < self.period(kind, 1)
        first = dt.date.fromisoformat(window["from"][:10])
        if kind == "since":
            return day >= first
        if kind == "after":
            return day > first
        if kind == "before":
            return day < first
        return first <= day <= dt.date.fromisoformat(window.get("until", window["from"])[:10])

    def anniversary(self, window, value, is_day):
        zone = dt.timezone.utc if is_day else self.world.zone
        born = (dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc) + dt.timedelta(microseconds=value)).astimezone(zone)
        today = self.period("today", 0)
        n = window.get("n", 0) * (7 if window.get("unit") == "week" else 1)
        if window["kind"] == "last":
            first, n = today - dt.timedelta(days=n - 1), n
        elif window["kind"] == "next":
            first = today
        else:
            first = self.period(window["kind"], 0)
            n = (self.period(window["kind"], 1) - first).days
        for i in range(min(n, 366)):
            day = first + dt.timedelta(days=i)
            if (day.month, day.day) == (born.month, born.day):
                return True
            if (born.month, born.day) == (2, 29) and (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
                return True
        return False

    @staticmethod
    def compare(value, op, values):
        """a value that is known"""
        def same(one):
            if isinstance(one, str):
                return isinstance(value, str) and fold(value) == fold(one)
            return isinstance(value, (int, float)) and not isinstance(value, str) and value == one
        if op in ("is", "one-of"):
            return any(same(one) for one in values)
        if op in ("is-not", "none-of"):
            return not any(same(one) for one in values)
        if op in ("contains", "not-contains", "starts", "ends"):
            if not isinstance(value, str):
                return False
            text, part = fold(value), fold(values[0])
            return {"contains": part in text, "not-contains": part not in text, "starts": text.startswith(part),
                    "ends": text.endswith(part)}[op]
        if not isinstance(value, (int, float)):
            return False
        return {"less": lambda: value < values[0], "at-most": lambda: value <= values[0],
                "more": lambda: value > values[0], "at-least": lambda: value >= values[0],
                "between": lambda: values[0] <= value <= values[1]}[op]()

    def attribute(self, leaf, lead):
        key, op = leaf["field"], leaf["op"]
        value = lead[key]
        if value is None or value == "":
            return leaf.get("or_unknown", False) or op == "unknown"
        if op in ("known", "unknown"):
            return op == "known"
        if op in ("within", "not-within"):
            inside = (self.day_inside if key == "c_birthday" else self.inside)(leaf["window"], value)
            return inside == (op == "within")
        return self.compare(value, op, leaf["values"])

    def clause(self, clause, props):
        value, op, values = props.get(clause["property"]), clause["op"], clause.get("values", [])
        if value is None or value == "":
            return op == "unknown"
        if op in ("known", "unknown"):
            return op == "known"
        if isinstance(values[0], str):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                value = repr(int(value)) if value == int(value) else repr(value)
            elif not isinstance(value, str):
                value = object()
        elif isinstance(value, str):
            bare = value[1:] if value.startswith("-") else value
            if value.lower() in ("true", "false"):
                value = value.lower() == "true"
            elif bare.replace(".", "", 1).isdigit() and bare[0] != "." and bare[-1] != ".":
                value = float(value)
        return self.compare(value, op, values)

    def happenings(self, leaf, lead):
        kind = leaf.get("event")
        if "message" in leaf:
            kind = {"sent": None, "opened": "open", "clicked": "click"}[leaf["message"]]
        for event in lead["events"]:
            if event[0] != kind or ("campaign" in leaf and (event[2] != 1 or leaf["campaign"] != CAMPAIGN)):
                continue
            if all(self.clause(clause, event[3]) for clause in leaf.get("where", [])):
                yield event

    def events(self, leaf, lead):
        found = list(self.happenings(leaf, lead))
        if "after" in leaf:
            earlier = list(self.happenings(leaf["after"], lead))
            within = leaf["after"]["within"]
            length = within["n"] * UNIT[within.get("unit", "day")]
            found = [b for b in found if any(a[4] != b[4] and 0 <= b[1] - a[1] <= length for a in earlier)]
        window = leaf.get("window", {"kind": "ever"})
        if "occurrence" in leaf:
            if not found:
                return False
            pick = min if leaf["occurrence"] == "first" else max
            return self.inside(window, pick(event[1] for event in found))
        n = sum(self.inside(window, event[1]) for event in found)
        count = leaf.get("count", {"op": "at-least", "n": 1})
        return {"at-least": n >= count["n"], "at-most": n <= count["n"], "exactly": n == count["n"]}[count["op"]]

    def leaf(self, leaf, lead):
        kind = leaf["kind"]
        if kind == "attribute":
            return self.attribute(leaf, lead)
        if kind == "tag":
            n = sum(tag in lead["tags"] for tag in leaf["values"])
            return {"has-any": n > 0, "has-all": n == len(leaf["values"]), "has-none": n == 0}[leaf["op"]]
        if kind == "consent":
            return lead["consent"].get((leaf["channel"], leaf["purpose"]), "unknown") == leaf["state"]
        if kind == "suppression":
            channel = leaf.get("channel")
            return bool(lead["suppressed"] & ({channel, "all"} if channel else {"email", "sms", "all"}))
        if kind == "segment":
            return lead["fixed"]
        if kind == "anniversary":
            return lead[leaf["field"]] is not None and self.anniversary(leaf["window"], lead[leaf["field"]],
                                                                        leaf["field"] == "c_birthday")
        return self.events(leaf, lead)

    def node(self, node, lead):
        if "group" not in node:
            return self.leaf(node, lead) != node.get("negate", False)
        items = [item for item in node["items"] if active(item)]
        if not items:
            return True
        answers = [self.node(item, lead) for item in items]
        return {"all": all(answers), "any": any(answers), "none": not any(answers)}[node["group"]]


def active(node):
    return not node.get("disabled") and ("group" not in node or any(active(item) for item in node["items"]))


class Author:
    """writes rules of every kind of condition"""

    def __init__(self, world):
        self.world, self.random = world, world.random

    def window(self, ahead):
        r = self.random
        kind = r.choice(["last", "since", "after", "before", "on", "between", "today", "this-week", "this-month",
                         "this-year"] + (["next"] if ahead else []))
        if kind in ("last", "next"):
            return {"kind": kind, "n": r.randrange(1, 40), "unit": r.choice(list(UNIT))}
        days = sorted(dt.date.today() - dt.timedelta(days=r.randrange(60)) for _ in range(2))
        texts = [day.isoformat() + r.choice(["", "", "T13:30"]) for day in days]
        if kind == "between":
            return {"kind": kind, "from": texts[0], "until": days[1].isoformat()}
        return {"kind": kind} if "t" in kind[:2] else {"kind": kind, "from": texts[0]}

    def attribute(self):
        r = self.random
        field = r.choice(["city", "city", "name", "score", "c_amount", "ltv", "c_vip", "c_birthday", "c_joined",
                          "created_at", "last_event_at"])
        leaf = {"kind": "attribute", "field": field}
        if r.random() < 0.1:
            return {**leaf, "op": r.choice(["known", "unknown"])}
        if field in ("city", "name"):
            op = r.choice(["is", "is-not", "one-of", "none-of", "contains", "not-contains", "starts", "ends"])
            texts = [c for c in CITIES + NAMES if c is not None]
            parts = texts + ["서", "S", "ss", "ß", "i", "İ", "%", "_", "'", " "]
            many = r.sample(texts, 3)
            leaf.update(op=op, values=many if op.endswith("-of") else [r.choice(parts)])
        elif field == "c_vip":
            leaf.update(op=r.choice(["is", "is-not"]), values=[r.random() < 0.5])
        elif field in ("score", "c_amount", "ltv"):
            op = r.choice(["is", "is-not", "one-of", "none-of", "less", "at-most", "more", "at-least", "between"])
            some = lambda: {"score": r.randrange(-5, 15), "c_amount": r.choice([r.randrange(40) / 4, 0.3, 0.7]),
                            "ltv": r.randrange(400000)}[field]
            leaf.update(op=op, values=[some() for _ in range(3 if op.endswith("-of") else 2 if op == "between" else 1)])
        else:
            leaf.update(op=r.choice(["within", "not-within"]), window=self.window(True))
        if r.random() < 0.3:
            leaf["or_unknown"] = True
        return leaf

    def where(self):
        r = self.random
        op = r.choice(["is", "is-not", "one-of", "none-of", "less", "at-least", "between", "known", "unknown",
                       "contains", "not-contains", "starts", "ends"])
        clause = {"property": r.choice(["amount", "item", "gift", "a.b", "none"]), "op": op}
        if op in ("contains", "not-contains", "starts", "ends"):
            clause["values"] = [r.choice(["s", "É", "모", "", "2"])]
        elif op in ("less", "at-least", "between"):
            clause["values"] = [r.randrange(20) / 2 for _ in range(2 if op == "between" else 1)]
        elif op not in ("known", "unknown"):
            make = r.choice([lambda: r.choice(ITEMS), lambda: r.randrange(10), lambda: r.random() < 0.5])
            clause["values"] = [make() for _ in range(2 if op.endswith("-of") else 1)]
        return clause

    def happening(self):
        r = self.random
        if r.random() < 0.3:
            leaf = {"kind": "message", "message": r.choice(["sent", "opened", "clicked"])}
            if r.random() < 0.5:
                leaf["campaign"] = r.choice([CAMPAIGN, CAMPAIGN, "cd" * 16])
        else:
            leaf = {"kind": "event", "event": r.choice(KINDS)}
        clauses = [self.where() for _ in range(r.choice([0, 0, 0, 1, 1, 2]))]
        return {**leaf, "where": clauses} if clauses else leaf

    def events(self):
        r = self.random
        leaf = self.happening()
        if r.random() < 0.2:
            leaf["occurrence"] = r.choice(["first", "last"])
        elif r.random() < 0.6:
            leaf["count"] = {"op": r.choice(["at-least", "at-most", "exactly"]), "n": r.randrange(4)}
        if r.random() < 0.6:
            leaf["window"] = self.window(False)
        if r.random() < 0.3:
            leaf["after"] = {**self.happening(), "within": {"n": r.choice([1, 3, 7, 30]), "unit": r.choice(list(UNIT))}}
        return leaf

    def leaf(self):
        r = self.random
        kind = r.choice(["attribute"] * 4 + ["events"] * 4 + ["tag", "consent", "suppression", "segment", "anniversary"])
        if kind == "attribute":
            return self.attribute()
        if kind == "tag":
            return {"kind": "tag", "op": r.choice(["has-any", "has-all", "has-none"]),
                    "values": r.sample(TAGS + ["nobody has it"], r.randrange(1, 3))}
        if kind == "anniversary":
            window = self.window(True)
            while window["kind"] not in ("last", "next", "today", "this-week", "this-month", "this-year"):
                window = self.window(True)
            if window.get("unit") == "hour":
                window["unit"] = "day"
            return {"kind": kind, "field": r.choice(["c_birthday", "c_joined"]), "window": window}
        leaf = {"consent": lambda: {"kind": kind, "channel": r.choice(CHANNELS), "purpose": r.choice(PURPOSES),
                                    "state": r.choice(STATES)},
                "suppression": lambda: {"kind": kind, **r.choice([{}, {"channel": "email"}, {"channel": "sms"}])},
                "segment": lambda: {"kind": kind, "segment": self.world.static},
                "events": self.events}[kind]()
        if r.random() < 0.3:
            leaf["negate"] = True
        return leaf

    def group(self, depth):
        r = self.random
        items = [self.group(depth + 1) if depth < 3 and r.random() < 0.25 else self.leaf()
                 for _ in range(r.randrange(0 if depth > 1 else 1, 4))]
        for item in items:
            if r.random() < 0.06:
                item["disabled"] = True
        return {"group": r.choice(["all", "any", "none"]), "items": items}


def check(world, rule, judge_at):
    path = os.path.join(world.folder, "rule.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"version": 1, "rule": rule}, f, ensure_ascii=False)
    found = json.loads(world.run("segment", "list-members", "-w", world.file, "--rule-file", path, "--json"))
    got = {member["id"] for member in found["members"]}
    judge = Judge(world, judge_at)
    want = {id_ for id_, lead in world.leads.items() if judge.node(rule, lead)} if active(rule) else set(world.leads)
    return got, want


def main():
    ctl = sys.argv[1]
    n_rules = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261
    print("1..2")
    status = 0
    for turn, zone in enumerate(("Asia/Seoul", "America/New_York")):
        wrong = 0
        with tempfile.TemporaryDirectory() as folder:
            world = World(ctl, folder, seed + turn, zone)
            author = Author(world)
            for _ in range(n_rules):
                rule = author.group(1)
                got, want = check(world, rule, time.time() * 1e6)
                if got != want:  # a second may have passed between the two
                    got, want = check(world, rule, time.time() * 1e6)
                if got == want:
                    continue
                wrong += 1
                print(f"# {len(got)} not {len(want)}: {sorted(got ^ want)[:5]}: {json.dumps(rule, ensure_ascii=False)}")
        print("ok" if wrong == 0 else "not ok", turn + 1, f"{n_rules} rules match who they say in {zone}")
        status = max(status, min(wrong, 1))
    return status


sys.exit(main())
