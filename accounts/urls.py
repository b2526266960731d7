from __future__ import annotations

from django.urls import path

from accounts.views import agents, audit, profile, setup, teams

urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("invite/<str:token>/", setup.invitation, name="invitation"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/profile/tokens/", profile.make_token, name="api-token-new"),
    path("settings/profile/tokens/<int:pk>/revoke/", profile.revoke_token, name="api-token-revoke"),
    path("settings/changes/", audit.changes, name="audit"),
    path("settings/agents/", agents.agents, name="agents"),
    path("settings/agents/invite/", agents.invite, name="agent-invite"),
    path("settings/agents/<int:pk>/", agents.edit, name="agent"),
    path("settings/agents/<int:pk>/deactivate/", agents.deactivate, name="agent-deactivate"),
    path("settings/agents/<int:pk>/reactivate/", agents.reactivate, name="agent-reactivate"),
    path("settings/agents/invitations/<int:pk>/resend/", agents.resend, name="invitation-resend"),
    path("settings/agents/invitations/<int:pk>/revoke/", agents.revoke, name="invitation-revoke"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.new, name="team-new"),
    path("settings/teams/<int:pk>/", teams.edit, name="team"),
    path("settings/teams/<int:pk>/delete/", teams.delete, name="team-delete"),
]
