"""Suggestions learnt from the firm's own closed tickets: team, tags and priority, how sure, and the words that counted.

`corpus` reads tickets into counted words, `bayes` weighs them, `certainty` says how often such a weight is right, `train`
puts the three together as a Celery task does, `store` keeps what was learnt, `suggest` looks at new tickets, `decide` is the
agent's answer to a suggestion and `record` how often it was right. Nothing leaves the machine.
"""

from __future__ import annotations


def register() -> None:
    """Called once at start: new tickets are looked at, and what is suggested stands under their header."""
    from django.utils.translation import gettext_lazy as _

    from accounts import audit
    from automation.learning import decide, suggest
    from tickets import panels, work

    work.register(suggest.CONSUMER, suggest.LISTENS, suggest.on_event)
    panels.register_line(panels.Line("suggestions", "automation/_suggestions.html", decide.for_ticket))
    audit.register("suggestions", _("Suggestions"))
