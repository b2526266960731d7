"""Every write about people: the first admin, invitations, roles, teams, leaving. Each leaves a line in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Invitation, Membership, Role, Team, User
from accounts.models.invitation import VALID_FOR
from accounts.signals import access_changed, agent_left
from core.tokens import hash_token, random_token

log = logging.getLogger("helpdesk.audit")

FIRST_ADMIN_LOCK = 7201


class Refused(Exception):
    """What was asked isn't possible now; the text tells the person why."""


class AlreadySetUp(Refused):
    """Somebody else made the first admin."""


def create_first_admin(*, name: str, email: str, password: str, language: str, time_zone: str, team_name: str) -> User:
    """The first person and the first team, once. Two at once: one is made, the other raises AlreadySetUp."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_ADMIN_LOCK])
        if User.objects.exists():
            raise AlreadySetUp(_("The first admin is already there. Sign in."))
        user = User.objects.create_superuser(email, password, name=name, language=language, time_zone=time_zone)
        team, _created = Team.objects.get_or_create(name=team_name)
        Membership.objects.create(user=user, team=team)
    log.info("first admin created: user %s", user.pk)
    return user


def invite(
    by: User, *, email: str, name: str, role: str, language: str, teams: Iterable[Team]
) -> tuple[Invitation, str]:
    """A new invitation and its token, which can't be read again. An open one for the same address is replaced."""
    email = email.strip().lower()
    known = User.objects.filter(email__iexact=email).first()
    if known is not None:
        raise Refused(
            _("This person already works here.")
            if known.is_active
            else _("This person was deactivated: reactivate them.")
        )
    token = random_token()
    with transaction.atomic():
        Invitation.objects.filter(email__iexact=email, accepted_at=None).delete()
        invitation = Invitation.objects.create(
            email=email, name=name, role=role, language=language, token_hash=hash_token(token), invited_by=by
        )
        invitation.teams.set(teams)
    log.info("invitation %s made by user %s, role %s", invitation.pk, by.pk, role)
    return invitation, token


def renew_invitation(by: User, invitation: Invitation) -> str:
    """A fresh token and term; the old link stops working."""
    token = random_token()
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        token_hash=hash_token(token), expires_at=timezone.now() + VALID_FOR
    )
    if not changed:
        raise Refused(_("This invitation has been accepted already."))
    log.info("invitation %s renewed by user %s", invitation.pk, by.pk)
    return token


def revoke_invitation(by: User, invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    log.info("invitation %s revoked by user %s", invitation.pk, by.pk)


def find_invitation(token: str) -> Invitation | None:
    """The open invitation of a link, or None for an unknown, used or expired one."""
    invitation = Invitation.objects.filter(token_hash=hash_token(token)).first()
    return invitation if invitation is not None and invitation.is_open else None


def accept_invitation(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the person. Refused when the invitation was used, revoked or has run out meanwhile."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
        if locked is None or not locked.is_open or User.objects.filter(email__iexact=locked.email).exists():
            raise Refused(_("This invitation isn't valid any more. Ask for a new one."))
        user = User.objects.create_user(
            locked.email,
            password,
            name=name,
            role=locked.role,
            language=locked.language,
            is_staff=locked.role == Role.ADMIN,
        )
        if user.is_staff:
            User.objects.filter(pk=user.pk).update(is_superuser=True)
        Membership.objects.bulk_create([Membership(user=user, team=team) for team in locked.teams.all()])
        locked.accepted_at = timezone.now()
        locked.save(update_fields=["accepted_at"])
    log.info("invitation %s accepted: user %s", invitation.pk, user.pk)
    return user


def change_agent(by: User, user: User, *, name: str, role: str, teams: Iterable[Team]) -> User:
    """Name, role and teams. Refused when it would leave nobody who is admin."""
    with transaction.atomic():
        user = _lock(user, leaves_admins=role != Role.ADMIN)
        old = user.role
        user.name, user.role = name, role
        # Django's admin, the owner's back door, goes with the role.
        user.is_staff = user.is_superuser = role == Role.ADMIN
        user.save(update_fields=["name", "role", "is_staff", "is_superuser"])
        _set_teams(user, teams)
        _tell(user)
    log.info("user %s changed by user %s, role %s to %s", user.pk, by.pk, old, role)
    return user


def _lock(user: User, *, leaves_admins: bool) -> User:
    """The locked row. All active admins are locked with it, so that two at once can't demote each other."""
    admins = list(User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk"))
    locked = User.objects.select_for_update().get(pk=user.pk)
    if leaves_admins and locked.is_active and [admin.pk for admin in admins] == [locked.pk]:
        raise Refused(_("This is the last admin. Make somebody else admin first."))
    return locked


def _set_teams(user: User, teams: Iterable[Team]) -> None:
    wanted = {team.pk for team in teams}
    user.memberships.exclude(team__in=wanted).delete()
    rows = [Membership(user=user, team_id=pk) for pk in sorted(wanted)]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)


def _tell(user: User) -> None:
    user_id = user.pk
    transaction.on_commit(lambda: access_changed.send_robust(sender=User, user_id=user_id), robust=True)


def deactivate(by: User, user: User) -> None:
    """They can't sign in, their sessions and API tokens end, their open tickets go back to the teams."""
    with transaction.atomic():
        user = _lock(user, leaves_admins=True)
        if not user.is_active:
            return
        user.is_active = False
        user.save(update_fields=["is_active"])
        ApiToken.objects.filter(user=user).delete()
        _end_sessions(user)
        # In this transaction on purpose: nobody's ticket may stay with a person who has left.
        agent_left.send(sender=User, user=user, by=by)
        _tell(user)
    log.info("user %s deactivated by user %s", user.pk, by.pk)


def _end_sessions(user: User) -> None:
    ended = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=ended).delete()


def reactivate(by: User, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    _tell(user)
    log.info("user %s reactivated by user %s", user.pk, by.pk)


def save_team(by: User, team: Team, name: str, members: Iterable[User]) -> Team:
    """Create or rename, and set exactly these active members; those who were deactivated keep their place."""
    wanted = {user.pk for user in members}
    with transaction.atomic():
        team.name = name
        team.save()
        old = set(team.memberships.filter(user__is_active=True).values_list("user_id", flat=True))
        team.memberships.filter(user__in=old - wanted).delete()
        Membership.objects.bulk_create(
            [Membership(user_id=pk, team=team) for pk in sorted(wanted - old)], ignore_conflicts=True
        )
        for user in User.objects.filter(pk__in=old ^ wanted):
            _tell(user)
    log.info("team %s saved by user %s", team.pk, by.pk)
    return team


def uses_of_team(team: Team) -> list[str]:
    """What keeps a team from being deleted, in words: inboxes, tickets. Empty when nothing does."""
    found = []
    for relation in Team._meta.related_objects:
        blocks = getattr(relation.on_delete, "__name__", "") in {"PROTECT", "RESTRICT"}
        if blocks and relation.related_model._default_manager.filter(**{relation.field.name: team}).exists():
            found.append(str(relation.related_model._meta.verbose_name_plural))
    return found


def delete_team(by: User, team: Team) -> None:
    """Only when nothing uses it, else Refused with the reason."""
    uses = uses_of_team(team)
    if uses:
        raise Refused(
            _("“%(team)s” is still used by: %(uses)s. Move them to another team first.")
            % {"team": team.name, "uses": ", ".join(uses)}
        )
    with transaction.atomic():
        members = list(team.members.all())
        pk = team.pk
        team.delete()
        for user in members:
            _tell(user)
    log.info("team %s deleted by user %s", pk, by.pk)
