#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds dimmed text to the contrast that eyes need (WCAG 2.1, 4.5 to 1), from the style sheet itself.

The colours of text and surfaces are those of libadwaita 1.2; how far text is dimmed stands in ui/style.css.
"""
import re
import sys

NEEDED = 4.5
# Text (with its own share of the ground) and the surfaces that it stands on.
SCHEMES = {
    "light": ((0, 0, 0), 0.8, {"window": "#fafafa", "view": "#ffffff", "card": "#ffffff", "header": "#ebebeb"}),
    "dark": ((255, 255, 255), 1.0, {"window": "#242424", "view": "#1e1e1e", "card": "#363636", "header": "#303030"}),
}
# Rules of the sheet that dim text, and by what.
RULES = {
    "small grey text": r"\.dim-label,[^{]*\{\s*opacity:\s*([0-9.]+);",
    "names of columns": r"columnview\.view > header > button > box \{\s*color:\s*alpha\(currentColor, ([0-9.]+)\);",
    "keys in menus": r"popover\.menu accelerator \{\s*color:\s*alpha\(currentColor, ([0-9.]+)\);",
}


def luminance(colour):
    parts = [c / 255 for c in colour]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def over(text, share, ground):
    return tuple(share * t + (1 - share) * g for t, g in zip(text, ground))


def main(path):
    with open(path, encoding="utf-8") as f:
        sheet = f.read()
    n = failed = 0
    for what, pattern in RULES.items():
        found = re.search(pattern, sheet)
        for scheme, (text, own, surfaces) in SCHEMES.items():
            for name, code in surfaces.items():
                n += 1
                ground = tuple(int(code[i:i + 2], 16) for i in (1, 3, 5))
                share = own * float(found.group(1)) if found else 0
                got = contrast(over(text, share, ground), ground)
                failed += got < NEEDED
                print(f"{'ok' if got >= NEEDED else 'not ok'} {n} {what} on {name}, {scheme}: {got:.2f}")
    print(f"1..{n}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
