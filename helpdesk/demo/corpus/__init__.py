"""Hand-written conversations, read from the text files beside this module.

A file holds scripts, each starting with a line `=== language channel topic score comment` (score 1 to 5, or - where
nobody answered the survey), then perhaps `!high` or `!urgent`, `S:` a subject, and messages: `C:` customer, `A:` agent,
`N:` internal note. `@ whatsapp` on a line of its own: the conversation goes on by that channel. `{name}` is filled in, `[a|b]`
is chosen by chance, `[him/her]` by the customer's gender. Where a text itself says whether a woman or a man wrote it (Polish
past tense does), `customer_gender` and `agent_gender` tell. The channel `message` stands for any where people chat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MARKS = {"C": "customer", "A": "agent", "N": "note"}
CHOICE = re.compile(r"\[[^\]]*\]")
FEMININE = re.compile(r"\w+(?:(?<!sy)łam|łabym)\b")  # "wysyłam" is the present tense
MASCULINE = re.compile(r"\w+(?:łem|łbym)\b")
NOT_VERBS = {"stołem", "szkłem", "kołem", "artykułem"}
MAN, WOMAN = "m", "f"


class BadScript(ValueError):
    """A conversation file that cannot be read; says which line."""


@dataclass(slots=True)
class Line:
    """One message of a script before its blanks are filled in; `channel` where it isn't the script's."""

    role: str
    text: str
    channel: str = ""


@dataclass(slots=True)
class Script:
    """One conversation. `score` is None where the survey stays unanswered."""

    key: str
    language: str
    channel: str
    topic: str
    score: int | None
    comment: str
    priority: str = "normal"
    subject: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def customer_gender(self) -> str:
        return gender_of(" ".join(line.text for line in self.lines if line.role == "customer"))

    @property
    def agent_gender(self) -> str:
        return gender_of(" ".join(line.text for line in self.lines if line.role != "customer"))


def gender_of(text: str) -> str:
    """Who wrote a Polish text: "m", "f", or "" when it doesn't say. Raises BadScript when it says both."""
    plain = CHOICE.sub("", text)
    woman = bool(FEMININE.search(plain))
    man = any(word not in NOT_VERBS for word in MASCULINE.findall(plain))
    if woman and man:
        raise BadScript(f"Both a woman and a man speak in: {plain[:120]}")
    return WOMAN if woman else MAN if man else ""


def parse(text: str, name: str) -> list[Script]:
    """The scripts of one file. Raises BadScript with the place of the first mistake."""
    scripts: list[Script] = []
    by = ""
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{name}:{number}"
        if line.startswith("==="):
            parts = line.removeprefix("===").strip().split(" ", 4)
            if len(parts) < 4:
                raise BadScript(f"{where}: expected language, channel, topic and score")
            language, channel, topic, score = parts[:4]
            by = ""
            scripts.append(
                Script(
                    key=where,
                    language=language,
                    channel=channel,
                    topic=topic,
                    score=None if score == "-" else int(score),
                    comment=parts[4] if len(parts) == 5 else "",
                )
            )
        elif not scripts:
            raise BadScript(f"{where}: text before the first conversation")
        elif line.startswith("!"):
            scripts[-1].priority = line[1:].strip()
        elif line.startswith("@ "):
            by = line[2:].strip()
        elif line.startswith("S: "):
            scripts[-1].subject = line[3:].strip()
        elif line[:3] in {f"{mark}: " for mark in MARKS}:
            scripts[-1].lines.append(Line(MARKS[line[0]], line[3:], by))
        elif scripts[-1].lines:
            scripts[-1].lines[-1].text += "\n" + line
        elif line.strip():
            raise BadScript(f"{where}: neither a subject nor a message")
    for script in scripts:
        for message in script.lines:
            message.text = message.text.strip()
    return scripts


@cache
def scripts() -> tuple[Script, ...]:
    """Every conversation of the corpus, in the order of the files."""
    found: list[Script] = []
    for path in sorted(FOLDER.glob("*.txt")):
        found += parse(path.read_text(encoding="utf-8"), path.stem)
    return tuple(found)
