"""Small pictures of pictures that strangers sent."""

from __future__ import annotations

import threading
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

BOX = 360  # pixels, the longer side
# Decoding takes up to four bytes a pixel: a photo of 50 megapixels is real, more is an attack.
MAX_PIXELS = 50_000_000
# Each scan of a progressive JPEG goes over the whole picture; cameras write ten, an attack half a million.
MAX_SCANS = 200
CONTENT_TYPE = "image/webp"

_FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]
# One at a time in a process: many at once would be as large as what the limits keep out.
_one_at_a_time = threading.Lock()


class NotAPicture(ValueError):
    """No small picture can be made of this; says why, for the log."""


def thumbnail(content: bytes) -> bytes:
    """A WebP of at most 360 × 360 pixels: the first frame, upright, without metadata. Raises NotAPicture."""
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MAX_SCANS:
        raise NotAPicture("too many scans")
    with _one_at_a_time:
        try:
            return _make(content)
        # Pillow's decoders raise almost anything over broken files; a file that breaks one is not shown small.
        except Exception as error:
            if isinstance(error, (MemoryError, NotAPicture)):
                raise
            raise NotAPicture(f"{type(error).__name__}: {error}"[:300]) from error


def _make(content: bytes) -> bytes:
    try:
        opened = Image.open(BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise NotAPicture("not a PNG, JPEG, GIF or WebP") from error
    with opened as picture:
        # Only the header is read so far.
        if picture.width * picture.height > MAX_PIXELS:
            raise NotAPicture(f"{picture.width} × {picture.height} pixels")
        picture.draft("RGB", (2 * BOX, 2 * BOX))  # a JPEG is decoded at a fraction of its size
        picture.load()
        small = _plain(picture)
        small.thumbnail((BOX, BOX), Image.Resampling.LANCZOS)
        small = ImageOps.exif_transpose(small)
        # A fresh picture has no metadata to carry along.
        bare = Image.new(small.mode, small.size)
        bare.paste(small)
        out = BytesIO()
        bare.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def _plain(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through."""
    if picture.mode.startswith("I;16"):
        # More than eight bits of grey: scaled, not cut off.
        picture = picture.point(lambda value: value / 256).convert("L")
    elif picture.mode == "I":
        picture = picture.point(lambda value: value / 256).convert("L")
    see_through = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    wanted = "RGBA" if see_through else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)
