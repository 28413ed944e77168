#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges messages with Python's own parser: usage: check-mail.py FILE.json FILE.eml

The JSON says what must come out: subject, to, from, text, html (exact), files {name: size}, parts.
"""
import email
import email.policy
import json
import re
import sys

want = json.load(open(sys.argv[1], encoding="utf-8"))
raw = open(sys.argv[2], "rb").read()
errors = []


def check(ok, sentence):
    if not ok:
        errors.append(sentence)


check(b"\0" not in raw, "a NUL byte")
check(not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), "a bare CR or LF")
check(max(map(len, raw.split(b"\r\n"))) <= 998, "a line over 998 bytes")
head = raw.split(b"\r\n\r\n", 1)[0]
check(max(map(len, head.split(b"\r\n"))) <= 200, "a header line over 200 bytes")
if not want.get("smtputf8"):
    check(all(byte < 128 for byte in raw), "an 8-bit byte")
for word in re.findall(rb"=\?[^?]+\?[bq]\?[^?]*\?=", head):
    check(len(word) <= 75, "an encoded word over 75 characters")
    if want.get("whole", True):
        import base64

        base64.b64decode(word.split(b"?")[3]).decode("utf-8")  # whole characters only

message = email.message_from_bytes(raw, policy=email.policy.SMTP.clone(raise_on_defect=True))
for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"):
    check(len(message.get_all(name, [])) == 1, name + " does not appear once")
for name in want.get("absent", []):
    check(message[name] is None, name + " is there")
for name, value in want.get("headers", {}).items():
    found = re.sub(r"\s+", " ", str(message[name]))
    check(found == value, f"{name} is {found!r}, not {value!r}")
check(message["Date"].datetime is not None, "Date does not parse")
check(len(message["From"].addresses) == 1, "From is not one mailbox")
for name, value in message.items():
    check(not getattr(value, "defects", ()), f"{name}: {getattr(value, 'defects', '')}")
parts = [part.get_content_type() for part in message.walk()]
check(parts == want["parts"], f"the parts are {parts}")
for part in message.walk():
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment":
        continue
    if kind in ("text/plain", "text/html"):
        text = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
        expected = want["text" if kind == "text/plain" else "html"]
        check(text.rstrip("\n") == expected.rstrip("\n"), f"{kind} differs: {text[:200]!r}")
files = {}
for part in message.walk():
    if part.get_content_disposition() in ("attachment", "inline") and part.get_filename():
        files[part.get_filename()] = len(part.get_payload(decode=True))
check(files == want.get("files", {}), f"the files are {files}")
for sentence in errors:
    print(f"{sys.argv[2]}: {sentence}")
sys.exit(1 if errors else 0)
