from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageStat

from core import pictures
from core.pictures import NotAPicture, thumbnail
from tests.pictures import picture, png_bomb


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def mean(image: Image.Image, band: str) -> float:
    return float(ImageStat.Stat(image.convert("RGB").getchannel(band)).mean[0])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_large_picture_becomes_a_small_webp(kind: str) -> None:
    small = opened(thumbnail(picture(kind, (1200, 800))))
    assert (small.format, small.size) == ("WEBP", (360, 240))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_sort_of_png(mode: str) -> None:
    small = opened(thumbnail(picture("PNG", (2000, 20), mode)))
    assert small.size == (360, 4)
    assert small.mode == ("RGBA" if "A" in mode else "RGB")


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    small = opened(thumbnail(picture("PNG", (50, 50), "I;16", colour=0x8000)))
    assert 120 < mean(small, "R") < 136


def test_a_small_one_is_not_blown_up() -> None:
    assert opened(thumbnail(picture("PNG", (16, 16)))).size == (16, 16)


def test_printers_colours_become_screens() -> None:
    assert opened(thumbnail(picture("JPEG", (900, 90), "CMYK"))).mode == "RGB"


def test_it_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held sideways
    exif[0x010F] = "Camera of Jan"
    exif[0x8825] = {1: "N", 2: (52.0, 13.0, 0.0)}
    original = picture("JPEG", (800, 400), exif=exif)
    assert b"Camera of Jan" in original
    made = thumbnail(original)
    assert opened(made).size == (180, 360)
    assert b"Camera of Jan" not in made and b"EXIF" not in made


def test_of_what_moves_the_first_frame() -> None:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    small = opened(thumbnail(out.getvalue()))
    assert getattr(small, "n_frames", 1) == 1
    assert mean(small, "R") > 200 > mean(small, "G") + mean(small, "B")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 1), (10_000, 5_001)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded.append)
    with pytest.raises(NotAPicture, match=f"{size[0]} × {size[1]}|exceeds limit"):
        thumbnail(png_bomb(*size))
    assert not decoded


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    honest = picture("JPEG", (600, 600), progressive=True)
    scan = honest.index(b"\xff\xda")
    attack = honest[:scan] + honest[scan:-2] * (pictures.MAX_SCANS + 1) + b"\xff\xd9"
    thumbnail(honest)
    with pytest.raises(NotAPicture, match="scans"):
        thumbnail(attack)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_file_that_was_cut_off(kind: str) -> None:
    out = BytesIO()
    Image.effect_noise((500, 500), 90).convert("RGB").save(out, kind)
    whole = out.getvalue()
    thumbnail(whole)
    with pytest.raises(NotAPicture):
        thumbnail(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + b"\xff" * 50,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        picture("TIFF", (10, 10)),
        picture("BMP", (10, 10)),
    ],
    ids=["nothing", "svg", "postscript", "png", "gif", "jpeg", "tiff", "bmp"],
)
def test_what_is_no_picture_of_the_four_formats(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        thumbnail(content)
