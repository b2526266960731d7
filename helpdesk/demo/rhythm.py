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

# median minutes to an answer and how far they spread (sigma of the logarithm)
FIRST_RESPONSE = {
    ("chat", "care"): (1.8, 0.6),
    ("chat", "returns"): (2.6, 0.7),
    ("chat", "delivery"): (2.2, 0.7),
    ("chat", "payments"): (3.4, 0.8),
    ("email", "care"): (74, 0.8),
    ("email", "returns"): (118, 0.9),
    ("email", "delivery"): (66, 0.75),
    ("email", "payments"): (150, 0.85),
}
CUSTOMER_ANSWERS = {"chat": (1.4, 0.6), "email": (260, 1.1)}
ANSWER_RATE = {"chat": 0.72, "email": 0.5}  # of the customers whose story has a score
UNHAPPY_ANSWERS = 0.5  # how much rarer those answer whose story ends badly


def lognormal(rng: random.Random, median: float, sigma: float) -> float:
    return rng.lognormvariate(math.log(median), sigma)


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
        hour = rng.choices(range(24), CHAT_HOURS if channel == "chat" else MAIL_HOURS)[0]
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
    median, sigma = FIRST_RESPONSE[channel, team]
    if not first and channel == "email":
        median *= 0.8
    median *= {"urgent": 0.35, "high": 0.6}.get(priority, 1.0)
    age = max(0, (now - asked).days)
    median *= 0.85 + 0.4 * age / DAYS
    if rng.random() < 0.045 and channel == "email":
        median *= 6  # the one that slipped through
    begin = asked if channel == "chat" else at_work(asked, rng)
    typing = 0.3 if channel == "chat" else 4.0
    return at_work(begin + timedelta(minutes=typing + lognormal(rng, median, sigma)), rng)


def came_back(rng: random.Random, answered_at: datetime, channel: str) -> datetime:
    """When the customer writes again."""
    median, sigma = CUSTOMER_ANSWERS[channel]
    moment = answered_at + timedelta(minutes=0.4 + lognormal(rng, median, sigma))
    if channel == "email" and moment.astimezone(ZONE).hour < 6:
        moment += timedelta(hours=rng.uniform(6, 8))
    return moment
