#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the icons of social blocks into data/social: plain signs of our own, one colour and one grey each.

Needs rsvg-convert. The pictures are kept in the tree, so that a build needs neither.
"""

import pathlib
import subprocess

SIZE = 72
GREY = "#667085"
FONT = "DejaVu Sans"


def letters(text, size=50, dy=0, weight="bold"):
    return (f'<text x="48" y="{48 + size * 0.36 + dy:.1f}" font-family="{FONT}" font-weight="{weight}" '
            f'font-size="{size}" text-anchor="middle" fill="INK">{text}</text>')


def strokes(d, width=6):
    return (f'<path d="{d}" fill="none" stroke="INK" stroke-width="{width}" stroke-linecap="round" '
            f'stroke-linejoin="round"/>')


def shape(d):
    return f'<path d="{d}" fill="INK"/>'


BUBBLE = "M48 26c-15 0-26 9-26 21 0 8 5 14 12 18l-3 10 12-7 5 .5c15 0 26-9 26-21s-11-21.500-26-21.500z"

ICONS = {
    "website": ("#475467", '<circle cx="48" cy="48" r="24" fill="none" stroke="INK" stroke-width="5"/>'
                '<ellipse cx="48" cy="48" rx="10" ry="24" fill="none" stroke="INK" stroke-width="5"/>'
                + strokes("M25 48H71", 5)),
    "email": ("#475467", '<rect x="24" y="32" width="48" height="34" rx="4" fill="none" stroke="INK" '
              'stroke-width="5"/>' + strokes("M26 36L48 53L70 36", 5)),
    "phone": ("#2f7a4d", shape("M36 24c-7 2-11 9-9 17 4 16 16 28 32 32 8 2 14-3 15-9l-12-10-8 5"
                                "c-6-3-11-8-14-14l5-8z")),
    "instagram": ("#c13584", '<rect x="25" y="25" width="46" height="46" rx="13" fill="none" stroke="INK" '
                  'stroke-width="6"/><circle cx="48" cy="48" r="11" fill="none" stroke="INK" '
                  'stroke-width="6"/><circle cx="61" cy="35" r="3.500" fill="INK"/>'),
    "facebook": ("#1877f2", letters("f", 62, 2)),
    "x": ("#14171a", strokes("M31 30L65 66M65 30L31 66", 8)),
    "youtube": ("#d9201a", shape("M38 30c0-2 2-3 4-2l26 17c2 1.500 2 4.500 0 6L42 68c-2 1-4 0-4-2z")),
    "kakao": ("#fee500", shape(BUBBLE), "#3a1d1d"),
    "naver-blog": ("#03a94d", letters("b", 56)),
    "naver-store": ("#03a94d", shape("M30 40h36l4 32H26z") + strokes("M38 44v-8c0-14 20-14 20 0v8", 5)),
    "band": ("#1ba83a", letters("B", 52)),
    "threads": ("#101010", letters("@", 50, -2)),
    "tiktok": ("#111111", strokes("M52 26v34a11 11 0 1 1-11-11M52 28c2 9 8 14 17 14", 7)),
    "linkedin": ("#0a66c2", letters("in", 46)),
    "pinterest": ("#c8232c", letters("P", 54)),
    "telegram": ("#1f8ecb", shape("M22 47L72 27 63 70 47 60 40 68 38 55 60 38 34 53z")),
    "whatsapp": ("#128c4b", strokes("M28 70l4-12c-9-16 2-34 18-34 13 0 23 10 23 23 0 17-18 28-34 20z", 5)
                 + shape("M42 36l4 1 2 6-3 3c1 3 3 5 6 6l3-3 6 3v4c-1 4-6 4-9 3-8-2-14-9-15-17 0-3 3-6 6-6z")),
    "line": ("#06a94d", shape(BUBBLE)),
    "discord": ("#5865f2", shape("M31 34c10-5 24-5 34 0 6 9 8 19 7 28-4 4-8 5-12 6l-4-6c-5 2-11 2-16 0l-4 6c-4"
                                 "-1-8-2-12-6-1-9 1-19 7-28zM40 47a4.500 5 0 1 0 .1 0zM56 47a4.500 5 0 1 0 .1 0z")),
    "github": ("#24292f", strokes("M38 36L26 48 38 60M58 36L70 48 58 60", 7)),
    "medium": ("#191919", letters("M", 48)),
    "brunch": ("#2b2b2b", letters("b", 54, 0, "normal")),
    "rss": ("#c2570c", '<circle cx="34" cy="62" r="6" fill="INK"/>'
            + strokes("M29 44a24 24 0 0 1 23 23M29 29a39 39 0 0 1 38 38", 7)),
}


def draw(path, ground, body, ink):
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" fill-rule="evenodd">'
           f'<circle cx="48" cy="48" r="48" fill="{ground}"/>{body.replace("INK", ink)}</svg>')
    subprocess.run(["rsvg-convert", "-w", str(SIZE), "-h", str(SIZE), "-o", str(path)], input=svg.encode(),
                   check=True)


def main():
    out = pathlib.Path(__file__).resolve().parent.parent / "data" / "social"
    out.mkdir(exist_ok=True)
    for name, icon in ICONS.items():
        ink = icon[2] if len(icon) > 2 else "#ffffff"
        draw(out / f"{name}.png", icon[0], icon[1], ink)
        draw(out / f"{name}-mono.png", GREY, icon[1], "#ffffff")


main()
