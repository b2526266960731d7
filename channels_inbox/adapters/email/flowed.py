"""format=flowed text back into paragraphs (RFC 3676)."""

from __future__ import annotations


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join soft-broken lines of equal quote depth; `delsp` drops the space that marked the break (RFC 3676 §4.2)."""
    out: list[str] = []
    pieces: list[str] = []
    open_depth = 0

    def close() -> None:
        nonlocal pieces
        if pieces:
            out.append(_quote(open_depth) + "".join(pieces))
            pieces = []

    for line in text.split("\n"):
        depth = 0
        while depth < len(line) and line[depth] == ">":
            depth += 1
        content = line[depth:]
        content = content.removeprefix(" ")  # space-stuffing
        if pieces and depth != open_depth:
            close()
        open_depth = depth
        # "-- " ends in a space and is still a fixed line.
        soft = content.endswith(" ") and content != "-- "
        if content == "-- ":
            close()
        pieces.append(content[:-1] if soft and delsp else content)
        if not soft:
            close()
    close()
    return "\n".join(out)


def _quote(depth: int) -> str:
    return ">" * depth + " " if depth else ""
