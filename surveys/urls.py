from __future__ import annotations

from django.urls import path

from surveys.views import public, settings

urlpatterns = [
    path("s/<str:token>/", public.survey, name="survey"),
    path("settings/surveys/", settings.survey_settings, name="survey-settings"),
]
