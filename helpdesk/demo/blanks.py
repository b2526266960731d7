"""Fills the blanks of a script: order numbers, amounts, dates and names that fit one another and the language."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from helpdesk.demo.corpus import WOMAN
from helpdesk.demo.people import Customer

# name, accusative, genitive, English, price in grosze
PRODUCTS = (
    ("dzbanek „Źródło”", "dzbanek „Źródło”", "dzbanka „Źródło”", "the Źródło jug", 15900),
    ("obrus lniany „Wydma”", "obrus lniany „Wydma”", "obrusu lnianego „Wydma”", "the Wydma tablecloth", 21900),
    ("zestaw kubków „Jagoda”", "zestaw kubków „Jagoda”", "zestawu kubków „Jagoda”", "the set of Jagoda mugs", 18900),
    ("pościel lniana „Mgła”", "pościel lnianą „Mgła”", "pościeli lnianej „Mgła”", "the Mgła linen bedding", 54900),
    ("misa „Ziemia”", "misę „Ziemia”", "misy „Ziemia”", "the Ziemia bowl", 12900),
    ("narzuta „Łąka”", "narzutę „Łąka”", "narzuty „Łąka”", "the Łąka throw", 32900),
    ("komplet serwetek", "komplet serwetek", "kompletu serwetek", "the set of napkins", 8900),
    ("fartuch kuchenny", "fartuch kuchenny", "fartucha kuchennego", "the kitchen apron", 11900),
    ("talerz „Brzeg”", "talerz „Brzeg”", "talerza „Brzeg”", "the Brzeg plate", 6900),
    ("zasłona lniana", "zasłonę lnianą", "zasłony lnianej", "the linen curtain", 23900),
    ("świecznik „Gałązka”", "świecznik „Gałązka”", "świecznika „Gałązka”", "the Gałązka candlestick", 7900),
    ("cukiernica z łyżeczką", "cukiernicę z łyżeczką", "cukiernicy z łyżeczką", "the sugar bowl and spoon", 9900),
    ("ściereczki lniane, 3 sztuki", "ściereczki lniane", "ściereczek lnianych", "the tea towels", 5900),
    ("doniczka „Kamyk”", "doniczkę „Kamyk”", "doniczki „Kamyk”", "the Kamyk plant pot", 8400),
)
CITIES = [
    "Kraków",
    "Wrocław",
    "Poznań",
    "Gdańsk",
    "Łódź",
    "Lublin",
    "Katowice",
    "Białystok",
    "Toruń",
    "Rzeszów",
    "Szczecin",
    "Olsztyn",
    "Kielce",
    "Opole",
]
STREETS = (
    "Lipowa",
    "Słoneczna",
    "Mickiewicza",
    "Ogrodowa",
    "Kościuszki",
    "Polna",
    "Piękna",
    "Dębowa",
    "Młyńska",
    "Zielona",
    "Krucza",
)
COMPANIES = (
    "Studio Wnętrz Kontur sp. z o.o.",
    "Kawiarnia Pod Kasztanem",
    "Biuro Projektowe Pion",
    "Restauracja Lipa i Miód",
    "Fundacja Małe Kroki",
    "Pensjonat Jodła s.c.",
    "Szkoła Tańca Obrót",
    "Gabinet Fizjoterapii Ruch",
)
COMPANIES_ABROAD = (
    "Harbour Interiors Ltd",
    "The Fig Tree Café",
    "Studio Nord GmbH",
    "Salt & Sage Kitchen",
    "Maison Claire",
)
MONTHS_PL = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
BLANK = re.compile(r"\{(\w+)([+-]\d+)?\}")
CHOICE = re.compile(r"\[([^\]\[]*[|/][^\]\[]*)\]")


def day(value: date, language: str) -> str:
    """A day as people write it in a letter: "3 listopada", "3 November"."""
    return f"{value.day} {(MONTHS_PL if language == 'pl' else MONTHS_EN)[value.month - 1]}"


def money(grosze: int, language: str) -> str:
    """An amount in the shop's currency, as each language writes it."""
    whole, rest = divmod(grosze, 100)
    if language == "pl":
        return f"{whole:,},{rest:02d} zł".replace(",", "\u00a0", 1) if whole >= 1000 else f"{whole},{rest:02d} zł"
    return f"{whole:,}.{rest:02d} zł"


@dataclass(slots=True)
class Filler:
    """Fills all texts of one conversation: the same blank always gets the same words in it."""

    rng: random.Random
    customer: Customer
    language: str
    start: date
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng, pl = self.rng, self.language == "pl"
        first, second = rng.sample(PRODUCTS, 2)
        quantity = rng.choice([1, 1, 1, 2, 2, 3])
        nip = rng.randint(5_000_000_000, 9_799_999_999)
        self.values = {
            "order": str(rng.randint(46_000, 51_999)),
            "p": first[0] if pl else first[3],
            "p4": first[1] if pl else first[3],
            "p2": first[2] if pl else first[3],
            "amount": money(first[4] * quantity + second[4], self.language),
            "amount2": money(second[4], self.language),
            "tracking": f"{rng.randint(52, 68)}{rng.randint(10**10, 10**11 - 1)}",
            "city": rng.choice(CITIES),
            "street": rng.choice(STREETS),
            "phone": self.customer.phone,
            "email": self.customer.email,
            "first": self.customer.first,
            "last": self.customer.last,
            "voc": self.customer.address_as,
            "company": rng.choice(COMPANIES if pl else COMPANIES_ABROAD),
            "nip": str(nip) if pl else f"GB{nip % 10**9:09d}",
            "voucher": f"KIL-{rng.randint(1000, 9999)}-{rng.choice('ABCDEFGHJK')}{rng.randint(10, 99)}",
            "invoice": f"FV/{rng.randint(100, 999)}/{self.start.month:02d}/{self.start.year}",
        }

    def fill(self, text: str) -> str:
        """The finished text. Raises KeyError for a blank nobody knows."""
        return BLANK.sub(self._value, CHOICE.sub(self._choose, text))

    def _choose(self, found: re.Match[str]) -> str:
        inside = found.group(1)
        if "|" in inside:
            return self.rng.choice(inside.split("|"))
        man, woman = inside.split("/", 1)
        return woman if self.customer.gender == WOMAN else man

    def _value(self, found: re.Match[str]) -> str:
        name, shift = found.groups()
        if name == "date":
            return day(self.start + timedelta(days=int(shift or 0)), self.language)
        return self.values[name]
