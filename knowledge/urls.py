from __future__ import annotations

from django.urls import path

from knowledge.views import start

urlpatterns = [path("help/", start.start, name="help")]
