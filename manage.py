#!/usr/bin/env python
"""Django's command line; `bin/manage` runs it with the services and settings it needs."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    # A person waits for a migration; only web and workers are cut off.
    os.environ.setdefault("TRANSACTION_TIMEOUT_S", "0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
