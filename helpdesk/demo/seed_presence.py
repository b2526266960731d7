"""When the demo's agents were at their desks, and what their manager noted on the way: stretches as accounts/presence.py keeps
them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from accounts.models import OnlineStretch, Role, User
from helpdesk.demo.rhythm import CLOSES, OPENS, ZONE
from reports import day_notes
from reports.models import Annotation

DAYS = 100
# The early shift goes when the late one comes; each has a break in its middle.
CHANGE = time(14)
NOTES = (
    (24, "Nowe zasady zwrotów: 30 dni zamiast 14"),
    (9, "Kurier zmienił sortownię – przesyłki o dzień później"),
)


def build(users: Iterable[User], by: User, now: datetime, rng: random.Random) -> None:
    """Two shifts a day that people change by the week, with a day off or two; up to now."""
    stretches = []
    for place, user in enumerate(user for user in users if user.role == Role.AGENT):
        for back in range(DAYS):
            day = (now.astimezone(ZONE) - timedelta(days=back)).date()
            if (day.toordinal() + 3 * place) % 7 in {0, 1}:
                continue
            early = (day.isocalendar().week + place) % 2
            opens, closes = (OPENS, CHANGE) if early else (CHANGE, CLOSES)
            begins, ends = (datetime.combine(day, hour, ZONE) for hour in (opens, closes))
            lunch = begins + timedelta(hours=3, minutes=rng.uniform(-30, 30))
            back_at = lunch + timedelta(minutes=rng.uniform(20, 45))
            for since, until in ((begins + timedelta(minutes=rng.uniform(-8, 12)), lunch), (back_at, ends)):
                if since < now:
                    stretches.append(OnlineStretch(user=user, since=since, until=min(until, now)))
    OnlineStretch.objects.bulk_create(stretches)
    for back, text in NOTES:
        day_notes.save(by, Annotation(day=(now.astimezone(ZONE) - timedelta(days=back)).date(), text=text))
