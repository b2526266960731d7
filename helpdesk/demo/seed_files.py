"""Files that go with the demo's messages: drawn here, so that no picture of anybody's is in the repository."""

from __future__ import annotations

import random
import re
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from tickets.actions import NewFile

SHOWS = re.compile(r"zdjęci|załącz|photo|attached|receipt", re.IGNORECASE)
ENCLOSES = re.compile(r"w załączniku|w załączeniu|attached", re.IGNORECASE)
PHOTOS = 5


@cache
def photo(number: int) -> bytes:
    """A JPEG like a telephone's picture of something broken on a table."""
    rng = random.Random(number)
    image = Image.new("RGB", (900, 640), (rng.randint(170, 215), rng.randint(150, 190), rng.randint(125, 160)))
    draw = ImageDraw.Draw(image)
    for line in range(0, 640, 46):
        shade = rng.randint(-10, 10)
        draw.rectangle((0, line, 900, line + 44), fill=(196 + shade, 172 + shade, 142 + shade))
    colour = rng.choice([(58, 110, 135), (120, 86, 130), (142, 152, 120), (230, 226, 216), (150, 95, 70)])
    middle_x, middle_y = rng.randint(360, 540), rng.randint(280, 360)
    draw.ellipse(
        (middle_x - 190, middle_y - 120, middle_x + 190, middle_y + 150), fill=tuple(c // 2 + 60 for c in colour)
    )
    draw.ellipse((middle_x - 180, middle_y - 140, middle_x + 180, middle_y + 120), fill=colour)
    draw.ellipse(
        (middle_x - 140, middle_y - 105, middle_x + 140, middle_y + 85), fill=tuple(min(255, c + 25) for c in colour)
    )
    x, y = middle_x - 20, middle_y - 140
    crack = [(x, y)]
    while y < middle_y + 110:
        x, y = x + rng.randint(-26, 26), y + rng.randint(14, 34)
        crack.append((x, y))
    draw.line(crack, fill=(40, 34, 30), width=5)
    for _ in range(9):
        cx, cy, size = rng.randint(80, 820), rng.randint(430, 600), rng.randint(8, 30)
        draw.polygon([(cx, cy), (cx + size, cy + size // 3), (cx + size // 2, cy + size)], fill=colour)
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=72)
    return buffer.getvalue()


@cache
def paper(title: str) -> bytes:
    """A one-page PDF with a heading and lines, as an invoice or a label looks from afar."""
    page = Image.new("RGB", (595, 842), "white")
    draw = ImageDraw.Draw(page)
    draw.text((60, 60), "Kubek i Len", fill=(39, 107, 125))
    draw.text((60, 90), title, fill=(30, 34, 40))
    for row in range(9):
        top = 150 + row * 34
        draw.line((60, top + 20, 535, top + 20), fill=(210, 212, 216))
        draw.rectangle((60, top, 60 + 120 + (row * 53) % 200, top + 8), fill=(170, 174, 180))
        draw.rectangle((470, top, 535, top + 8), fill=(170, 174, 180))
    buffer = BytesIO()
    page.save(buffer, "PDF", resolution=72)
    return buffer.getvalue()


def of_customer(text: str, topic: str, rng: random.Random) -> list[NewFile]:
    """What a customer encloses, where the words speak of it."""
    if not SHOWS.search(text):
        return []
    if topic in {"damage", "complaint", "lost"}:
        count = rng.choice([1, 2, 2, 3])
        names = [f"IMG_{rng.randint(2100, 9800)}.jpg" for _ in range(count)]
        return [NewFile(name, "image/jpeg", photo(rng.randrange(PHOTOS))) for name in names]
    return [NewFile("potwierdzenie.pdf", "application/pdf", paper("Potwierdzenie"))]


def of_agent(text: str, topic: str) -> list[NewFile]:
    """What an agent encloses, where the words promise it."""
    if not ENCLOSES.search(text):
        return []
    name, title = {
        "invoice": ("faktura.pdf", "Faktura VAT"),
        "wholesale": ("oferta.pdf", "Oferta"),
        "return": ("etykieta.pdf", "Etykieta"),
        "gift": ("karta-podarunkowa.pdf", "Karta podarunkowa"),
    }.get(topic, ("dokument.pdf", "Dokument"))
    return [NewFile(name, "application/pdf", paper(title))]
