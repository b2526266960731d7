"""What the demo's shop sells. Pictures are drawn in templates/demo/drawings.html."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Product:
    """`shape` names the drawing, `tone` its colours (classes in shop.css), `price` is in złoty."""

    slug: str
    name: Promise
    words: Promise
    detail: Promise
    price: int
    shape: str
    tone: str


PRODUCTS = (
    Product(
        "zrodlo",
        _("Źródło jug"),
        _("Stoneware, 1.2 litres"),
        _(
            "Thrown by hand, fully glazed, pours without a drop. Fine in the dishwasher, and half our workshop uses it as a vase."
        ),
        159,
        "jug",
        "sea",
    ),
    Product(
        "jagoda",
        _("Jagoda mug"),
        _("Blueberry glaze, 320 ml"),
        _("No two are alike: the blue runs where it wants to. Microwave and dishwasher safe."),
        69,
        "mug",
        "berry",
    ),
    Product(
        "wydma",
        _("Wydma tablecloth"),
        _("Washed linen, 140 × 210 cm"),
        _("Soft from the first day and never ironed. Washed before it is sewn, so it keeps its size."),
        219,
        "cloth",
        "sand",
    ),
    Product(
        "brzeg",
        _("Brzeg plate"),
        _("Stoneware, 27 cm"),
        _("A wide rim and a calm glaze. Goes from the oven, up to 180 °C, straight to the table."),
        69,
        "plate",
        "sage",
    ),
    Product(
        "ziemia",
        _("Ziemia bowl"),
        _("Raw foot, glazed inside, 24 cm"),
        _("For salads, bread or keys. The outside stays the colour of the clay it was made from."),
        129,
        "bowl",
        "clay",
    ),
    Product(
        "mgla",
        _("Mgła bedding"),
        _("Linen, 160 × 200 cm"),
        _("Cool in July, warm in January. Oeko-Tex certified, class I."),
        549,
        "bedding",
        "mist",
    ),
    Product(
        "sciereczki",
        _("Tea towels"),
        _("Set of three, plain linen"),
        _("They polish glass without a trace and get better with every wash."),
        59,
        "towel",
        "sand",
    ),
    Product(
        "galazka",
        _("Gałązka candlestick"),
        _("Porcelain, 18 cm"),
        _("Thin as a twig and steadier than it looks."),
        79,
        "candle",
        "sage",
    ),
)
BY_SLUG = {product.slug: product for product in PRODUCTS}
