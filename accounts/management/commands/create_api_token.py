"""`bin/manage create_api_token EMAIL`: a token for the API on stdout, and nothing else."""

from __future__ import annotations

import argparse

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiToken, User


class Command(BaseCommand):
    help = "Make an API token for a person and print it. It can't be shown again."
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="API", help="what the token is for (shown in the profile)")

    def handle(self, *args: object, email: str, name: str, **options: object) -> None:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody active has the e-mail address {email}.")
        self.stdout.write(ApiToken.issue(user, name[:80]))
