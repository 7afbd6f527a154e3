"""Make the table of pinyin initials: `python -m tools.initials` writes it into the registry.

A line is a letter and the characters that are read with it, so one with two readings stands in
two lines. Of rarer readings a character keeps the two most common initials.
"""

from __future__ import annotations

from pathlib import Path

from pypinyin import Style, pinyin

from tools.say import ROOT

TARGET = ROOT / "src" / "gongjian" / "entities" / "data" / "initials.txt"
FIRST, LAST = 0x4E00, 0x9FFF
MOST = 2

IN_NAMES = {"单": "ds", "朝": "cz", "万": "w", "区": "q", "石": "s", "柏": "b", "家": "j"}
"""Where names are read otherwise than a dictionary's order of readings says."""


def initials_of(character: str) -> str:
    """Return the first letters that a character is read with, the most common first."""
    if character in IN_NAMES:
        return IN_NAMES[character]
    readings = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    found = [reading[0] for reading in (readings[0] if readings else [])]
    letters = [letter for letter in dict.fromkeys(found) if "a" <= letter <= "z"]
    return "".join(letters[:MOST])


def table() -> str:
    """Return the table: one line a letter."""
    lines: dict[str, list[str]] = {}
    for character in map(chr, range(FIRST, LAST + 1)):
        for letter in initials_of(character):
            lines.setdefault(letter, []).append(character)
    return "".join(f"{letter} {''.join(found)}\n" for letter, found in sorted(lines.items()))


def write(target: Path = TARGET) -> None:
    """Write the table."""
    target.write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    write()
