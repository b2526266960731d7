"""Tags as a whole: renamed, merged, deleted. The tickets that carry them change with them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.text import clean_line
from tickets.actions.edit import set_tags
from tickets.actor import Actor
from tickets.models import Tag

MAX_AT_ONCE = 5000


def rename_tag(actor: Actor, tag: Tag, name: str) -> Tag:
    """Give the tag another name; one that exists takes its tickets over (a merge). ValueError for an empty name."""
    name = clean_line(name, 50).strip().lower()
    if not name:
        raise ValueError(_("A tag needs a name."))
    other = Tag.objects.filter(name=name).exclude(pk=tag.pk).first()
    if other is not None:
        _replace(actor, tag, {name})
        return other
    tag.name = name
    tag.save(update_fields=["name"])
    return tag


def delete_tag(actor: Actor, tag: Tag) -> None:
    _replace(actor, tag, set())


def _replace(actor: Actor, tag: Tag, wanted: set[str]) -> None:
    """Each ticket is changed by its own action, so that its history and open pages show it."""
    numbers = list(tag.tickets.order_by("pk").values_list("pk", flat=True)[: MAX_AT_ONCE + 1])
    if len(numbers) > MAX_AT_ONCE:
        raise ValueError(_("More than %(n)s tickets carry this tag; it stays.") % {"n": MAX_AT_ONCE})
    for number in numbers:
        with transaction.atomic():
            names = set(Tag.objects.filter(tickets=number).values_list("name", flat=True))
            set_tags(actor, number, (names - {tag.name}) | wanted)
    # A ticket that got it meanwhile only loses the mark.
    tag.delete()
