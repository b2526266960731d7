from __future__ import annotations

from django.urls import path

from automation.views import assignment, incidents, rules, sla, suggestions

urlpatterns = [
    path("settings/sla/", sla.policies, name="sla"),
    path("settings/sla/new/", sla.policy, name="sla-policy-new"),
    path("settings/sla/<int:pk>/", sla.policy, name="sla-policy"),
    path("settings/sla/<int:pk>/move/", sla.move, name="sla-policy-move"),
    path("settings/sla/<int:pk>/delete/", sla.delete, name="sla-policy-delete"),
    path("settings/assignment/", assignment.teams, name="assignment"),
    path("settings/assignment/<int:pk>/", assignment.team, name="assignment-team"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/new/", rules.rule, name="rule-new"),
    path("settings/rules/try/", rules.try_it, name="rule-try"),
    path("settings/rules/<int:pk>/", rules.rule, name="rule"),
    path("settings/rules/<int:pk>/switch/", rules.switch, name="rule-switch"),
    path("settings/rules/<int:pk>/move/", rules.move, name="rule-move"),
    path("settings/rules/<int:pk>/delete/", rules.delete, name="rule-delete"),
    path("settings/suggestions/", suggestions.suggestions, name="suggestions"),
    path("settings/suggestions/learn/", suggestions.learn, name="suggestions-learn"),
    path("settings/suggestions/state/", suggestions.state, name="suggestions-state"),
    path("suggestions/<int:pk>/", suggestions.answer, name="suggestion-answer"),
    path("rule-runs/<int:pk>/", rules.trace, name="rule-run"),
    path("settings/incidents/", incidents.settings, name="incident-settings"),
    path("incidents/", incidents.listing, name="incidents"),
    path("incidents/new/", incidents.edit, name="incident-new"),
    path("incidents/suggestions/<int:pk>/", incidents.take_suggestion, name="incident-suggestion"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("incidents/<int:pk>/edit/", incidents.edit, name="incident-edit"),
    path("incidents/<int:pk>/resolve/", incidents.resolve, name="incident-resolve"),
    path("incidents/<int:pk>/link/", incidents.link, name="incident-link"),
    path("incidents/<int:pk>/similar/", incidents.add_similar, name="incident-similar"),
    path("incidents/<int:pk>/answer/", incidents.answer, name="incident-answer"),
    path("incidents/<int:pk>/answers/<int:answer>/", incidents.results, name="incident-results"),
    path("incidents/<int:pk>/retry/<int:reply>/", incidents.retry, name="incident-retry"),
    path("incidents/<int:pk>/draft/<int:number>/", incidents.draft, name="incident-draft"),
]
