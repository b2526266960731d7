"""Every write to a customer: found by address, claimed, proven, joined."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core.text import clean_line, fold
from customers import worth
from customers.models import Consent, Customer, Identity, IdentityKind, JoinSuggestion
from customers.normalise import national, normalise
from customers.signals import customers_joined

__all__ = [
    "change_customer",
    "claim_address",
    "find_or_create",
    "join",
    "move_address",
    "normalise",
    "prove",
    "record_consent",
    "refresh_search",
]


def find_or_create(
    kind: str,
    address: str,
    *,
    name: str = "",
    language: str = "",
    proven: bool = False,
    doubtful: bool = False,
    at: datetime | None = None,
) -> Identity:
    """The identity with this normalised address and its customer; a new customer when nobody has it yet.

    Two at once get the same one: an advisory lock on the address serialises them. `language` is what they write in.
    `doubtful`: somebody may only pretend to be them, so what is known of them stays as it is.
    """
    at, name = at or timezone.now(), clean_line(name, 200)
    with transaction.atomic():
        _lock(kind, address)
        identity = Identity.objects.select_for_update(no_key=True).filter(kind=kind, address=address).first()
        if identity is None:
            customer = Customer.objects.create(name=name, created_at=at, last_seen_at=at)
            identity = Identity.objects.create(
                customer=customer, kind=kind, address=address, display_name=name, created_at=at
            )
        elif doubtful:
            return identity
        else:
            # Locked and read anew, so that an agent's change at the same moment isn't written over. No key: an answer
            # being written holds its ticket and refers to this row; it must not wait for us while we wait for the ticket.
            customer = Customer.objects.select_for_update(no_key=True).get(pk=identity.customer_id)
            identity.customer = customer
        if proven and identity.verified_at is None:
            identity.verified_at = at
            identity.save(update_fields=["verified_at"])
        if name and not customer.name:
            customer.name = name
        # Who only claims to be somebody that proved it renames nobody.
        vouched = proven or identity.verified_at is None
        if name and identity.display_name != name and (vouched or not identity.display_name):
            identity.display_name = name
            identity.save(update_fields=["display_name"])
        if language and customer.language_source != "chosen":
            customer.language, customer.language_source = language, "written"
        customer.last_seen_at = max(customer.last_seen_at or at, at)
        refresh_search(customer)
        customer.save()
    return identity


def _lock(kind: str, address: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{kind}:{address}"])


def refresh_search(customer: Customer) -> None:
    """Recompute the folded text that customers are found by (unsaved)."""
    identities = Identity.objects.filter(customer=customer)
    parts = [customer.name, customer.company, customer.external_ref]
    for identity in identities:
        parts += [identity.address, identity.display_name]
        if identity.kind == IdentityKind.PHONE:
            parts.append(national(identity.address))  # few people type the country's code
    customer.search_text = fold(" ".join(dict.fromkeys(part for part in parts if part)))


def claim_address(customer: Customer, kind: str, address: str) -> Identity | None:
    """An address a customer says is theirs. Free: it becomes an unproven identity. Somebody's: only a suggestion for
    agents is kept, and None returned, until a proof joins the profiles."""
    with transaction.atomic():
        _lock(kind, address)
        known = Identity.objects.filter(kind=kind, address=address).first()
        if known is not None and known.customer_id == customer.pk:
            return known
        if known is not None:
            JoinSuggestion.objects.update_or_create(
                customer=customer, kind=kind, address=address, defaults={"other": known.customer, "settled_at": None}
            )
            return None
        identity = Identity.objects.create(customer=customer, kind=kind, address=address)
        current = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        refresh_search(current)
        current.save(update_fields=["search_text"])
        return identity


def move_address(kind: str, address: str, new_address: str) -> Identity | None:
    """The provider vouches that this address has become that one (a new phone number): the conversation goes on there.
    None when nobody has the old one.

    The old one isn't kept, since a number is given to somebody else one day; where the new one is known already, both
    profiles are joined and the old one is marked as out of use.
    """
    with transaction.atomic():
        for each in sorted({address, new_address}):
            _lock(kind, each)
        known = {
            identity.address: identity
            for identity in Identity.objects.select_for_update(no_key=True)
            .filter(kind=kind, address__in=[address, new_address])
            .order_by("pk")
        }
        old, new = known.get(address), known.get(new_address)
        if old is None or address == new_address:
            return None
        if new is not None:
            old.undeliverable_at = timezone.now()
            old.save(update_fields=["undeliverable_at"])
            prove(new, also=old.customer)
            return new
        old.address, old.verified_at, old.undeliverable_at = new_address, timezone.now(), None
        old.save(update_fields=["address", "verified_at", "undeliverable_at"])
        customer = Customer.objects.select_for_update(no_key=True).get(pk=old.customer_id)
        refresh_search(customer)
        customer.save(update_fields=["search_text"])
        return old


def prove(identity: Identity, *, also: Customer | None = None) -> Customer:
    """The address is theirs beyond doubt. Joins `also` (who had only claimed it) into the same profile."""
    with transaction.atomic():
        if identity.verified_at is None:
            identity.verified_at = timezone.now()
            identity.save(update_fields=["verified_at"])
        if also is not None and also.pk != identity.customer_id:
            return join(also, identity.customer)
    return identity.customer


def join(source: Customer, target: Customer) -> Customer:
    """Merge `source` into `target`: addresses, notes, consents, facts and tickets move, nothing is deleted."""
    if source.pk == target.pk:
        return target
    with transaction.atomic():
        # Addresses before profiles, the order in which a message coming in takes them.
        list(Identity.objects.select_for_update(no_key=True).filter(customer__in=[source, target]).order_by("pk"))
        locked = {
            c.pk: c
            for c in Customer.objects.select_for_update(no_key=True)
            .filter(pk__in=[source.pk, target.pk])
            .order_by("pk")
        }
        source, target = locked[source.pk], locked[target.pk]
        if source.merged_into_id is not None:
            return source.merged_into or target
        source.identities.update(customer=target)
        source.notes.update(customer=target)
        source.consents.update(customer=target)
        Customer.objects.filter(merged_into=source).update(merged_into=target)
        JoinSuggestion.objects.filter(customer=source).update(settled_at=timezone.now())
        JoinSuggestion.objects.filter(customer=target, other=source).update(settled_at=timezone.now())
        target.facts = {**source.facts, **target.facts}
        target.name = target.name or source.name
        target.company = target.company or source.company
        target.external_ref = target.external_ref or source.external_ref
        if not target.language or (source.language_source == "chosen" != target.language_source):
            target.language, target.language_source = source.language, source.language_source
        target.preferred_channel = target.preferred_channel or source.preferred_channel
        target.surveys_allowed = target.surveys_allowed and source.surveys_allowed
        target.last_seen_at = max(filter(None, [source.last_seen_at, target.last_seen_at]), default=None)
        refresh_search(target)
        _read_worth(target)
        target.save()
        source.merged_into, source.search_text = target, ""
        source.save()
        # Synchronous and atomic on purpose: tickets move in the same transaction.
        customers_joined.send(sender=Customer, source=source, target=target)
    return target


def record_consent(customer: Customer, purpose: str, granted: bool, *, words: str, source: str) -> Consent:
    """Keep what they said, in their words; `surveys` also sets whether they may be asked."""
    with transaction.atomic():
        if purpose == "surveys":
            Customer.objects.filter(pk=customer.pk).update(surveys_allowed=granted)
        return Consent.objects.create(customer=customer, purpose=purpose, granted=granted, words=words, source=source)


def change_customer(customer: Customer, *, by: User | None = None, **values: Any) -> Customer:
    """Save edited fields (name, company, language, facts, external_ref). A language set by hand counts as chosen. A new
    segment or value leaves a record of who gave it."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if values.get("language") and values["language"] != customer.language:
            customer.language_source = "chosen"
        before = _worth(customer)
        for name, value in values.items():
            setattr(customer, name, value)
        refresh_search(customer)
        _read_worth(customer)
        customer.save()
        audit.record(by, "customer_worth", customer.public_id, customer.label, before, _worth(customer))
    return customer


def _read_worth(customer: Customer) -> None:
    """Segment and value as the facts say them (unsaved)."""
    customer.segment, customer.value = worth.segment_of(customer.facts), worth.value_of(customer.facts)


def _worth(customer: Customer) -> dict[str, str]:
    known = {"segment": customer.segment, "value": "" if customer.value is None else f"{customer.value:f}"}
    return {name: said for name, said in known.items() if said}


def remove_identity(identity: Identity) -> None:
    """Forget an address; messages that came from it stay with the customer."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).get(pk=identity.customer_id)
        identity.delete()
        refresh_search(customer)
        customer.save(update_fields=["search_text"])


def prefer_identity(identity: Identity) -> None:
    """Answers go there first when the customer didn't write from elsewhere; one address at most is preferred."""
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=identity.customer_id)
        Identity.objects.filter(customer=identity.customer_id, is_preferred=True).update(is_preferred=False)
        Identity.objects.filter(pk=identity.pk).update(is_preferred=True)
