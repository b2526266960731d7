from __future__ import annotations

from django.urls import path

from surveys.views import feedback, followups, public, settings

urlpatterns = [
    path("s/<str:token>/", public.survey, name="survey"),
    path("feedback/<str:public_id>/", feedback.feedback, name="survey-feedback"),
    path("settings/surveys/", settings.survey_settings, name="survey-settings"),
    path("settings/surveys/new/", settings.survey_edit, name="survey-new"),
    path("settings/surveys/<int:pk>/", settings.survey_edit, name="survey-edit"),
    path("settings/surveys/<int:pk>/act/", settings.survey_act, name="survey-act"),
    path("follow-ups/", followups.follow_ups, name="follow-ups"),
    path("follow-ups/<int:pk>/", followups.follow_up, name="follow-up"),
    path("follow-ups/<int:pk>/act/", followups.act, name="follow-up-act"),
    path("follow-ups/<int:pk>/close/", followups.close, name="follow-up-close"),
]
