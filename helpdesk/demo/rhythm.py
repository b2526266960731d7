"""When people write and how quickly the shop answers: the shape of the demo's history.

All times are the shop's own (Europe/Warsaw) until they leave this module, which gives UTC.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Warsaw")
DAYS = 90
WEEKDAYS = (1.35, 1.15, 1.0, 1.0, 0.95, 0.55, 0.6)  # Monday brings the weekend's worries
MAIL_HOURS = (2, 1, 1, 0, 0, 1, 3, 6, 10, 14, 14, 12, 11, 11, 11, 10, 10, 9, 8, 9, 12, 12, 8, 4)
CHAT_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 4, 9, 12, 12, 10, 11, 11, 11, 11, 10, 10, 6, 0, 0, 0, 0)
OPENS, CLOSES = time(8), time(20)  # the shop answers then, every day

# Where nobody expects an answer while they look at the screen.
SLOW = {"email", "form", "counter", "reviews", "facebook_comments", "instagram_comments", "x"}

# median minutes to an answer and how far they spread (sigma of the logarithm), by channel and perhaps team
FIRST_RESPONSE: dict[tuple[str, str] | str, tuple[float, float]] = {
    ("chat", "care"): (1.8, 0.6),
    ("chat", "returns"): (2.6, 0.7),
    ("chat", "delivery"): (2.2, 0.7),
    ("chat", "payments"): (3.4, 0.8),
    ("email", "care"): (74, 0.8),
    ("email", "returns"): (118, 0.9),
    ("email", "delivery"): (66, 0.75),
    ("email", "payments"): (150, 0.85),
    "whatsapp": (13, 0.8),
    "telegram": (19, 0.8),
    "sms": (24, 0.8),
    "instagram": (70, 0.8),
    # Nobody has Messenger open all day: the shop's weak spot.
    "messenger": (330, 0.7),
    "voice": (45, 0.7),
    "form": (120, 0.8),
    "counter": (95, 0.8),
    "reviews": (190, 0.8),
    "facebook_comments": (140, 0.9),
    "instagram_comments": (170, 0.9),
    "x": (110, 0.9),
}
CUSTOMER_ANSWERS = {"chat": (1.4, 0.6), "slow": (260, 1.1), "quick": (11, 1.0)}
# of the customers whose story has a score
ANSWER_RATE = {
    "chat": 0.72,
    "email": 0.5,
    "whatsapp": 0.68,
    "messenger": 0.8,
    "telegram": 0.6,
    "instagram": 0.5,
    "sms": 0.45,
    "voice": 0.5,
    "form": 0.45,
    "counter": 0.4,
}
# How much lower people score than their story would have them, where they wait too long.
SOURER = {"messenger": (2, 1, 3, 0, 2)}
UNHAPPY_ANSWERS = 0.5  # how much rarer those answer whose story ends badly


def lognormal(rng: random.Random, median: float, sigma: float) -> float:
    return rng.lognormvariate(math.log(median), sigma)


def hours_of(channel: str) -> tuple[int, ...]:
    """How many write in each hour of the day; who calls or chats does so while somebody is there."""
    return CHAT_HOURS if channel in {"chat", "voice"} else MAIL_HOURS


def between(rng: random.Random, channel: str, customer: bool) -> timedelta:
    """The pause before somebody adds a second message to their own."""
    if channel in SLOW:
        return timedelta(hours=rng.uniform(14, 44) if customer else rng.uniform(20, 40))
    seconds = rng.uniform(8, 70) if customer else rng.uniform(60, 420)
    return timedelta(seconds=seconds if channel == "chat" else 3 * seconds)


def weight_of_day(day: date, today: date) -> float:
    """How busy a day is: by weekday, slowly growing, with a sale five weeks ago and its returns the week after."""
    age = (today - day).days
    growth = 1.5 - 0.95 * age / DAYS
    sale = 0.75 * math.exp(-(((age - 35) / 4) ** 2)) + 0.35 * math.exp(-(((age - 27) / 4) ** 2))
    return WEEKDAYS[day.weekday()] * (growth + sale)


def arrivals(rng: random.Random, count: int, channels: list[str], now: datetime) -> list[datetime]:
    """`count` moments over the last 90 days, one for each of `channels`, all at least two days old; not sorted."""
    today = now.astimezone(ZONE).date()
    days = [today - timedelta(days=age) for age in range(2, DAYS)]
    weights = [weight_of_day(day, today) for day in days]
    found = []
    for day, channel in zip(rng.choices(days, weights, k=count), channels, strict=True):
        hour = rng.choices(range(24), hours_of(channel))[0]
        moment = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), ZONE)
        found.append(moment.astimezone(UTC))
    return found


def at_work(moment: datetime, rng: random.Random) -> datetime:
    """The moment itself in opening hours, else a little after the next opening."""
    local = moment.astimezone(ZONE)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= CLOSES else 0)
    opening = datetime.combine(day, OPENS, ZONE) + timedelta(minutes=rng.uniform(3, 70))
    return opening.astimezone(UTC)


def answered(
    rng: random.Random, asked: datetime, channel: str, team: str, priority: str, first: bool, now: datetime
) -> datetime:
    """When the agent's answer to something asked leaves. Urgent matters are quicker, and the team has got better."""
    median, sigma = FIRST_RESPONSE.get((channel, team)) or FIRST_RESPONSE[channel]
    if not first and channel in SLOW:
        median *= 0.8
    median *= {"urgent": 0.35, "high": 0.6}.get(priority, 1.0)
    age = max(0, (now - asked).days)
    median *= 0.85 + 0.4 * age / DAYS
    if rng.random() < 0.045 and channel in SLOW:
        median *= 6  # the one that slipped through
    begin = asked if channel == "chat" else at_work(asked, rng)
    typing = 0.3 if channel == "chat" else 4.0 if channel in SLOW else 1.0
    return at_work(begin + timedelta(minutes=typing + lognormal(rng, median, sigma)), rng)


def came_back(rng: random.Random, answered_at: datetime, channel: str) -> datetime:
    """When the customer writes again."""
    median, sigma = CUSTOMER_ANSWERS["chat" if channel == "chat" else "slow" if channel in SLOW else "quick"]
    moment = answered_at + timedelta(minutes=0.4 + lognormal(rng, median, sigma))
    if channel != "chat" and moment.astimezone(ZONE).hour < 6:
        moment += timedelta(hours=rng.uniform(6, 8))
    return moment
