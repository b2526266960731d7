"""The people of the demo shop Kubek i Len: its team, and the customers who write in."""

from __future__ import annotations

import random
from dataclasses import dataclass

from helpdesk.demo.corpus import MAN, WOMAN
from helpdesk.demo.names import ABROAD, MEN, SURNAMES, WOMEN

SHOP = "Kubek i Len"
SHOP_DOMAIN = "kubekilen.example"
PASSWORD = "demo-helpdesk"
CHAT_PUBLIC_ID = "demo-kubek-i-len"


@dataclass(frozen=True, slots=True)
class Agent:
    """One of the team. Greetings and closings differ by person, as they do."""

    key: str
    name: str
    gender: str
    role: str
    teams: tuple[str, ...]
    language: str
    hello: dict[str, str]
    bye: dict[str, str]

    @property
    def email(self) -> str:
        return f"{self.key}@{SHOP_DOMAIN}"


@dataclass(frozen=True, slots=True)
class Team:
    key: str
    name: str
    topics: tuple[str, ...]


TEAMS = (
    Team("care", "Obsługa klienta", ("product", "order", "wholesale", "account", "praise")),
    Team("returns", "Zwroty i reklamacje", ("return", "exchange", "complaint", "damage")),
    Team("delivery", "Dostawy", ("delivery", "lost")),
    Team("payments", "Płatności", ("payment", "invoice", "gift")),
)
TEAM_OF_TOPIC = {topic: team.key for team in TEAMS for topic in team.topics}
TOPIC_TAGS = {
    "return": "zwrot",
    "exchange": "wymiana",
    "complaint": "reklamacja",
    "damage": "uszkodzenie",
    "delivery": "dostawa",
    "lost": "zaginiona",
    "payment": "płatność",
    "invoice": "faktura",
    "gift": "karta podarunkowa",
    "product": "produkt",
    "order": "zamówienie",
    "wholesale": "hurt",
    "account": "konto",
    "praise": "pochwała",
}

AGENTS = (
    Agent(
        "hanna",
        "Hanna Lis",
        WOMAN,
        "admin",
        ("care",),
        "pl",
        {"pl": "Dzień dobry, {voc},", "en": "Dear {first},"},
        {"pl": "Z pozdrowieniami\nHanna Lis", "en": "Kind regards,\nHanna Lis"},
    ),
    Agent(
        "pawel",
        "Paweł Górski",
        MAN,
        "manager",
        ("care", "returns", "delivery", "payments"),
        "pl",
        {"pl": "Dzień dobry,", "en": "Hello {first},"},
        {"pl": "Pozdrawiam\nPaweł Górski", "en": "Best regards,\nPaweł Górski"},
    ),
    Agent(
        "iga",
        "Iga Bober",
        WOMAN,
        "agent",
        ("returns", "care"),
        "pl",
        {"pl": "Dzień dobry, {voc},", "en": "Hi {first},"},
        {"pl": "Serdecznie pozdrawiam\nIga Bober", "en": "Warm wishes,\nIga"},
    ),
    Agent(
        "kamil",
        "Kamil Wrona",
        MAN,
        "agent",
        ("delivery", "payments"),
        "pl",
        {"pl": "{voc}, dzień dobry,", "en": "Hello {first},"},
        {"pl": "Pozdrawiam\nKamil Wrona", "en": "Best,\nKamil"},
    ),
    Agent(
        "ola",
        "Ola Sowińska",
        WOMAN,
        "agent",
        ("delivery", "payments", "care"),
        "pl",
        {"pl": "Dzień dobry,", "en": "Hi {first},"},
        {"pl": "Dobrego dnia\nOla Sowińska", "en": "Have a lovely day,\nOla"},
    ),
    Agent(
        "bartek",
        "Bartek Maj",
        MAN,
        "agent",
        ("returns", "care"),
        "en",
        {"pl": "Dzień dobry, {voc},", "en": "Hello {first},"},
        {"pl": "Z serdecznościami\nBartek Maj", "en": "All the best,\nBartek"},
    ),
)
AGENT_BY_KEY = {agent.key: agent for agent in AGENTS}

MAIL_HOSTS = ("example.com", "example.org", "example.net", "poczta.example", "mail.example")
ASCII = str.maketrans("ąćęłńóśźżáéíóúěščřžýůôåæøäöüß", "acelnoszzaeiouescrzyuoaaoaous")


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes in. `address_as` is the Polish vocative, "Panie Tomaszu"."""

    first: str
    last: str
    gender: str
    language: str
    address_as: str
    email: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def mail_address(first: str, last: str, rng: random.Random) -> str:
    """A believable address on a host that can never exist (RFC 2606)."""
    one, two = (
        "".join(c for c in part.lower().translate(ASCII) if c.isascii() and c.isalnum()) for part in (first, last)
    )
    local = rng.choice(
        [
            f"{one}.{two}",
            f"{one}.{two}",
            f"{one[0]}{two}",
            f"{two}{rng.randint(70, 99)}",
            f"{one}{two[:3]}{rng.randint(1, 99)}",
        ]
    )
    return f"{local}@{rng.choice(MAIL_HOSTS)}"


def make_customers(rng: random.Random, polish: int = 110) -> list[Customer]:
    """The shop's customers, each with an address of their own: `polish` from Poland, and all of ABROAD."""
    found: dict[str, Customer] = {}
    names: set[str] = set()
    while len(found) < polish:
        gender = WOMAN if rng.random() < 0.62 else MAN
        first, vocative = rng.choice(WOMEN if gender == WOMAN else MEN)
        last = rng.choice(SURNAMES).replace("*", "a" if gender == WOMAN else "i")
        email = mail_address(first, last, rng)
        if email in found or f"{first} {last}" in names:
            continue
        names.add(f"{first} {last}")
        phone = f"+48 500 000 {len(found) + 100}"
        found[email] = Customer(
            first, last, gender, "pl", f"{'Pani' if gender == WOMAN else 'Panie'} {vocative}", email, phone
        )
    for number, (first, last, gender) in enumerate(ABROAD):
        email = mail_address(first, last, rng)
        while email in found:
            email = mail_address(first, last, rng)
        # 07700 900000–900999 is the range that Ofcom keeps for fiction.
        found[email] = Customer(first, last, gender, "en", first, email, f"+44 7700 900{number + 100}")
    return list(found.values())
