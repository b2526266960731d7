"""`bin/manage messages`: the catalogues of translations, without the system's gettext."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpdesk.runner import catalogue, locales
from helpdesk.runner.extract import BadTemplate


class Command(BaseCommand):
    help = (
        "Brings locale/*/LC_MESSAGES/django.po up to date with the source. English is the source and has no catalogue."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; name what is missing, fuzzy or unused"
        )
        parser.add_argument("--compile", action="store_true", help="only write the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            locales.compile_changed(settings.BASE_DIR)
            return
        try:
            for language in catalogue.languages():
                if options["check"]:
                    self.check_language(language)
                else:
                    left = catalogue.update(settings.BASE_DIR, language)
                    self.stdout.write(f"{language}: {left} left to translate")
        except BadTemplate as error:
            raise CommandError(str(error)) from error
        if not options["check"]:
            locales.compile_changed(settings.BASE_DIR)

    def check_language(self, language: str) -> None:
        found = catalogue.gaps(settings.BASE_DIR, language)
        for name in ("missing", "fuzzy", "unused"):
            for message in getattr(found, name):
                self.stdout.write(f"{language} {name}: {message!r}")
        if found:
            raise CommandError(f"{language}: run bin/manage messages and translate what is left.")
