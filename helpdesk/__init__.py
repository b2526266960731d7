"""Wiring only: settings, urls, routing, asgi, celery, embedded services, the demo."""

from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
