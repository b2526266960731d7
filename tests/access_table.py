"""URL × role → status, for every route. A new route needs a row here: tests/test_access_table.py says so.

`path` may hold names of the world (tests/access_world.py): "/inbox/{ticket}/". Statuses are those of a visitor without a
session, Jan (agent of another team), Iga (agent of the ticket's team), Marek (manager) and Ada (admin). 302 for the visitor
means the way to the sign-in page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Who may, in short. The visitor is sent to the sign-in page.
PUBLIC = (200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200)
MANAGERS = (302, 403, 403, 200, 200)
ADMINS = (302, 403, 403, 403, 200)
OF_THE_TEAM = (302, 404, 200, 200, 200)
# The same for what answers with a redirect when it is done.
SIGNED_IN_DO = (302, 302, 302, 302, 302)
MANAGERS_DO = (302, 403, 403, 302, 302)
ADMINS_DO = (302, 403, 403, 403, 302)
OF_THE_TEAM_DO = (302, 404, 302, 302, 302)
# Shared macros and views: for agents there is nothing to change.
OF_MANAGERS = (302, 404, 404, 200, 200)
OF_MANAGERS_DO = (302, 404, 404, 302, 302)
NOBODY = (404, 404, 404, 404, 404)
TOKEN_ONLY = (401, 401, 401, 401, 401)


@dataclass(frozen=True)
class Row:
    route: str
    path: str
    expected: tuple[int, int, int, int, int]
    post: bool = False
    data: dict[str, str] = field(default_factory=dict)


def do(route: str, path: str, expected: tuple[int, int, int, int, int], **data: str) -> Row:
    return Row(route, path, expected, post=True, data=data)


# Routes of other people's code: allauth's own pages and REST framework's format suffixes are told by their beginnings.
PREFIXES_OF_LIBRARIES = ("admin/",)

ROWS = [
    Row("", "/", SIGNED_IN_DO),
    Row("healthz", "/healthz", PUBLIC),
    Row("hooks/<slug:kind>/<str:public_id>/", "/hooks/email/nothing/", NOBODY),
    Row("readyz", "/readyz", (503, 503, 503, 503, 503)),  # no worker beats in this test
    # accounts: allauth
    Row("accounts/login/", "/accounts/login/", (200, 302, 302, 302, 302)),
    Row("accounts/logout/", "/accounts/logout/", (302, 200, 200, 200, 200)),
    Row("accounts/inactive/", "/accounts/inactive/", PUBLIC),
    Row("accounts/signup/", "/accounts/signup/", (200, 302, 302, 302, 302)),
    Row("accounts/reauthenticate/", "/accounts/reauthenticate/", SIGNED_IN),
    Row("accounts/email/", "/accounts/email/", SIGNED_IN_DO),
    Row("accounts/confirm-email/", "/accounts/confirm-email/", PUBLIC),
    Row("accounts/^confirm-email/(?P<key>[-:\\w]+)/$", "/accounts/confirm-email/nothing/", PUBLIC),
    Row("accounts/password/change/", "/accounts/password/change/", SIGNED_IN),
    Row("accounts/password/set/", "/accounts/password/set/", SIGNED_IN_DO),
    Row("accounts/password/reset/", "/accounts/password/reset/", PUBLIC),
    Row("accounts/password/reset/done/", "/accounts/password/reset/done/", PUBLIC),
    Row("accounts/password/reset/key/done/", "/accounts/password/reset/key/done/", PUBLIC),
    Row(
        "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "/accounts/password/reset/key/1-nothing/",
        PUBLIC,
    ),
    Row("accounts/login/code/confirm/", "/accounts/login/code/confirm/", SIGNED_IN_DO),
    Row("accounts/2fa/", "/accounts/2fa/", SIGNED_IN),
    Row("accounts/2fa/authenticate/", "/accounts/2fa/authenticate/", SIGNED_IN_DO),
    Row("accounts/2fa/reauthenticate/", "/accounts/2fa/reauthenticate/", SIGNED_IN_DO),
    Row("accounts/2fa/totp/activate/", "/accounts/2fa/totp/activate/", SIGNED_IN_DO),
    Row("accounts/2fa/totp/deactivate/", "/accounts/2fa/totp/deactivate/", (302, 404, 404, 404, 404)),
    Row("accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/", (302, 404, 404, 404, 404)),
    Row("accounts/2fa/recovery-codes/generate/", "/accounts/2fa/recovery-codes/generate/", SIGNED_IN_DO),
    Row("accounts/2fa/recovery-codes/download/", "/accounts/2fa/recovery-codes/download/", (302, 404, 404, 404, 404)),
    # accounts: our pages
    Row("setup/", "/setup/", NOBODY),
    Row("invite/<str:token>/", "/invite/{invitation_token}/", PUBLIC),
    Row("settings/profile/", "/settings/profile/", SIGNED_IN),
    Row("notifications/", "/notifications/", SIGNED_IN),
    Row("notifications/count/", "/notifications/count/", SIGNED_IN),
    Row("notifications/<int:pk>/", "/notifications/{notification}/", (302, 404, 302, 404, 404)),
    do("notifications/read/", "/notifications/read/", SIGNED_IN_DO),
    Row("settings/notifications/", "/settings/notifications/", SIGNED_IN),
    do("settings/profile/tokens/", "/settings/profile/tokens/", SIGNED_IN_DO, name="Shop"),
    do(
        "settings/profile/tokens/<int:pk>/revoke/",
        "/settings/profile/tokens/{iga_token}/revoke/",
        (302, 404, 302, 404, 404),
    ),
    Row("settings/agents/", "/settings/agents/", ADMINS),
    Row("settings/agents/invite/", "/settings/agents/invite/", ADMINS),
    Row("settings/agents/<int:pk>/", "/settings/agents/{iga}/", ADMINS),
    do("settings/agents/<int:pk>/deactivate/", "/settings/agents/{iga}/deactivate/", ADMINS_DO),
    do("settings/agents/<int:pk>/reactivate/", "/settings/agents/{iga}/reactivate/", ADMINS_DO),
    do("settings/agents/invitations/<int:pk>/resend/", "/settings/agents/invitations/{invitation}/resend/", ADMINS_DO),
    do("settings/agents/invitations/<int:pk>/revoke/", "/settings/agents/invitations/{invitation}/revoke/", ADMINS_DO),
    Row("settings/teams/", "/settings/teams/", ADMINS),
    Row("settings/teams/new/", "/settings/teams/new/", ADMINS),
    Row("settings/teams/<int:pk>/", "/settings/teams/{team}/", ADMINS),
    do("settings/teams/<int:pk>/delete/", "/settings/teams/{team}/delete/", ADMINS_DO),
    # customers: an agent sees those with a ticket of theirs
    Row("customers/", "/customers/", SIGNED_IN),
    Row("customers/new/", "/customers/new/", SIGNED_IN),
    Row("customers/<uuid:public_id>/", "/customers/{customer}/", OF_THE_TEAM),
    do("customers/<uuid:public_id>/details/", "/customers/{customer}/details/", OF_THE_TEAM_DO, name="T"),
    do("customers/<uuid:public_id>/facts/", "/customers/{customer}/facts/", OF_THE_TEAM_DO),
    do(
        "customers/<uuid:public_id>/addresses/",
        "/customers/{customer}/addresses/",
        OF_THE_TEAM_DO,
        kind="email",
        address="second@example.com",
    ),
    do(
        "customers/<uuid:public_id>/addresses/<int:pk>/remove/",
        "/customers/{customer}/addresses/{identity}/remove/",
        OF_THE_TEAM_DO,
    ),
    do(
        "customers/<uuid:public_id>/addresses/<int:pk>/prefer/",
        "/customers/{customer}/addresses/{identity}/prefer/",
        OF_THE_TEAM_DO,
    ),
    do("customers/<uuid:public_id>/notes/", "/customers/{customer}/notes/", OF_THE_TEAM_DO, text="Kind."),
    do(
        "customers/<uuid:public_id>/notes/<int:pk>/remove/",
        "/customers/{customer}/notes/{note}/remove/",
        OF_THE_TEAM_DO,
    ),
    do(
        "customers/<uuid:public_id>/consent/",
        "/customers/{customer}/consent/",
        OF_THE_TEAM_DO,
        granted="no",
        words="Please don't.",
    ),
    Row("customers/<uuid:public_id>/join/", "/customers/{customer}/join/", (302, 404, 403, 200, 200)),
    Row(
        "customers/<uuid:public_id>/join/<uuid:other_id>/",
        "/customers/{customer}/join/{stranger}/",
        (302, 404, 403, 200, 200),
    ),
    do(
        "customers/<uuid:public_id>/suggestions/<int:pk>/dismiss/",
        "/customers/{customer}/suggestions/{suggestion}/dismiss/",
        OF_THE_TEAM_DO,
    ),
    # tickets
    Row("inbox/", "/inbox/", SIGNED_IN),
    Row("inbox/rows/", "/inbox/rows/", SIGNED_IN),
    Row("inbox/rail/", "/inbox/rail/", SIGNED_IN),
    Row("inbox/live/", "/inbox/live/?since=2026-01-01T00:00:00Z", SIGNED_IN),
    Row("inbox/here/", "/inbox/here/?n={ticket}", SIGNED_IN),
    do("inbox/next/", "/inbox/next/", (302, 409, 409, 409, 409)),
    do("inbox/availability/", "/inbox/availability/", (302, 204, 204, 204, 204), away="1"),
    Row("inbox/bulk/", "/inbox/bulk/", SIGNED_IN),
    Row("inbox/new/", "/inbox/new/", SIGNED_IN),
    Row("inbox/new/customers/", "/inbox/new/customers/", SIGNED_IN),
    Row("inbox/<int:number>/", "/inbox/{ticket}/", OF_THE_TEAM),
    Row("inbox/<int:number>/earlier/", "/inbox/{ticket}/earlier/?before={message_pk}", OF_THE_TEAM),
    Row("inbox/<int:number>/routes/", "/inbox/{ticket}/routes/", OF_THE_TEAM),
    Row("inbox/<int:number>/customer/", "/inbox/{ticket}/customer/", OF_THE_TEAM),
    do("inbox/<int:number>/read/", "/inbox/{ticket}/read/", (302, 404, 204, 204, 204)),
    do("inbox/<int:number>/reply/", "/inbox/{ticket}/reply/", OF_THE_TEAM, text="Hello"),
    do("inbox/<int:number>/note/", "/inbox/{ticket}/note/", OF_THE_TEAM, text="Hello"),
    do("inbox/<int:number>/draft/", "/inbox/{ticket}/draft/", (302, 404, 204, 204, 204), kind="reply", text="Hello"),
    do("inbox/<int:number>/change/", "/inbox/{ticket}/change/", OF_THE_TEAM, status="pending"),
    do("inbox/<int:number>/join/<int:suggestion>/", "/inbox/{ticket}/join/{suggestion}/", OF_THE_TEAM, join="yes"),
    Row("inbox/<int:number>/macros/", "/inbox/{ticket}/macros/", OF_THE_TEAM),
    do("inbox/<int:number>/macros/<int:pk>/", "/inbox/{ticket}/macros/{macro}/", OF_THE_TEAM),
    Row("macro-uses/<int:pk>/", "/macro-uses/{macro_use}/", OF_THE_TEAM),
    Row("messages/<uuid:public_id>/body/", "/messages/{message}/body/", OF_THE_TEAM),
    Row("messages/<uuid:public_id>/full/", "/messages/{message}/full/", OF_THE_TEAM),
    # Only a public comment can be hidden, and the world's message is a mail.
    do("messages/<uuid:public_id>/hide/", "/messages/{message}/hide/", (302, 404, 404, 404, 404), hidden="yes"),
    Row("thumbnails/<uuid:public_id>/", "/thumbnails/{picture}/", OF_THE_TEAM),
    Row("attachments/<uuid:public_id>/<path:name>", "/attachments/{attachment}/a.txt", (404, 404, 200, 200, 200)),
    Row("settings/sla/", "/settings/sla/", MANAGERS),
    Row("settings/sla/new/", "/settings/sla/new/", MANAGERS),
    Row("settings/sla/<int:pk>/", "/settings/sla/{policy}/", MANAGERS),
    do("settings/sla/<int:pk>/move/", "/settings/sla/{policy}/move/", MANAGERS_DO, to="up"),
    do("settings/sla/<int:pk>/delete/", "/settings/sla/{policy}/delete/", MANAGERS_DO),
    Row("settings/assignment/", "/settings/assignment/", MANAGERS),
    Row("settings/assignment/<int:pk>/", "/settings/assignment/{team}/", MANAGERS),
    Row("settings/assignment/skills/", "/settings/assignment/skills/", MANAGERS),
    Row("settings/assignment/skills/new/", "/settings/assignment/skills/new/", MANAGERS),
    Row("settings/assignment/skills/<int:pk>/", "/settings/assignment/skills/{skill}/", MANAGERS),
    do("settings/assignment/skills/<int:pk>/delete/", "/settings/assignment/skills/{skill}/delete/", MANAGERS_DO),
    Row("settings/assignment/capacity/", "/settings/assignment/capacity/", MANAGERS),
    Row("settings/assignment/capacity/<int:pk>/", "/settings/assignment/capacity/{iga}/", MANAGERS),
    Row("settings/rules/", "/settings/rules/", MANAGERS),
    Row("settings/rules/new/", "/settings/rules/new/", MANAGERS),
    do("settings/rules/try/", "/settings/rules/try/", (302, 403, 403, 422, 422), conditions="{"),
    Row("settings/rules/<int:pk>/", "/settings/rules/{rule}/", MANAGERS),
    do("settings/rules/<int:pk>/switch/", "/settings/rules/{rule}/switch/", MANAGERS_DO, on="1"),
    do("settings/rules/<int:pk>/move/", "/settings/rules/{rule}/move/", MANAGERS_DO, place="0"),
    do("settings/rules/<int:pk>/delete/", "/settings/rules/{rule}/delete/", MANAGERS_DO),
    Row("settings/suggestions/", "/settings/suggestions/", MANAGERS),
    do("settings/suggestions/learn/", "/settings/suggestions/learn/", MANAGERS_DO),
    Row("settings/suggestions/state/", "/settings/suggestions/state/", MANAGERS),
    do("suggestions/<int:pk>/", "/suggestions/{learnt}/", OF_THE_TEAM, answer="dismiss"),
    Row("rule-runs/<int:pk>/", "/rule-runs/{run}/", OF_THE_TEAM),
    Row("help/", "/help/", PUBLIC),
    Row("settings/incidents/", "/settings/incidents/", MANAGERS),
    # Everybody may know of an incident; of its tickets each sees their own.
    Row("incidents/", "/incidents/", SIGNED_IN),
    Row("incidents/new/", "/incidents/new/", SIGNED_IN),
    do("incidents/suggestions/<int:pk>/", "/incidents/suggestions/{noticed}/", SIGNED_IN_DO),
    Row("incidents/<int:pk>/", "/incidents/{incident}/", SIGNED_IN),
    Row("incidents/<int:pk>/edit/", "/incidents/{incident}/edit/", MANAGERS),
    do("incidents/<int:pk>/resolve/", "/incidents/{incident}/resolve/", MANAGERS_DO, resolved="0"),
    do("incidents/<int:pk>/link/", "/incidents/{incident}/link/", SIGNED_IN_DO, ticket="{ticket}"),
    do("incidents/<int:pk>/similar/", "/incidents/{incident}/similar/", SIGNED_IN_DO),
    do(
        "incidents/<int:pk>/answer/",
        "/incidents/{incident}/answer/",
        (302, 422, 302, 302, 302),
        text_en="Soon.",
    ),
    Row("incidents/<int:pk>/answers/<int:answer>/", "/incidents/{incident}/answers/{incident_answer}/", SIGNED_IN),
    do("incidents/<int:pk>/retry/<int:reply>/", "/incidents/{incident}/retry/{incident_reply}/", OF_THE_TEAM_DO),
    do("incidents/<int:pk>/draft/<int:number>/", "/incidents/{incident}/draft/{ticket}/", OF_THE_TEAM_DO),
    Row("settings/changes/", "/settings/changes/", ADMINS),
    Row("settings/calendars/", "/settings/calendars/", MANAGERS),
    Row("settings/calendars/new/", "/settings/calendars/new/", MANAGERS),
    Row("settings/calendars/<int:pk>/", "/settings/calendars/{calendar}/", MANAGERS),
    do("settings/calendars/<int:pk>/delete/", "/settings/calendars/{calendar}/delete/", MANAGERS_DO),
    Row("settings/macros/", "/settings/macros/", SIGNED_IN),
    Row("settings/macros/new/", "/settings/macros/new/", SIGNED_IN),
    Row("settings/macros/<int:pk>/", "/settings/macros/{macro}/", OF_MANAGERS),
    do("settings/macros/<int:pk>/move/", "/settings/macros/{macro}/move/", OF_MANAGERS_DO, place="0"),
    do("settings/macros/<int:pk>/delete/", "/settings/macros/{macro}/delete/", OF_MANAGERS_DO),
    Row("settings/views/", "/settings/views/", SIGNED_IN),
    Row("settings/views/new/", "/settings/views/new/?view=open&q=parcel", SIGNED_IN),
    do("settings/views/try/", "/settings/views/try/", (302, 422, 422, 422, 422), conditions="{"),
    Row("settings/views/<int:pk>/", "/settings/views/{view}/", OF_MANAGERS),
    do("settings/views/<int:pk>/move/", "/settings/views/{view}/move/", OF_MANAGERS_DO, place="0"),
    do("settings/views/<int:pk>/delete/", "/settings/views/{view}/delete/", OF_MANAGERS_DO),
    Row("settings/tags/", "/settings/tags/", MANAGERS),
    Row("settings/tags/<int:pk>/", "/settings/tags/{tag}/", MANAGERS),
    do("settings/tags/<int:pk>/delete/", "/settings/tags/{tag}/delete/", MANAGERS_DO),
    # channels
    do("media/<uuid:public_id>/retry/", "/media/{lost}/retry/", OF_THE_TEAM),
    Row("settings/start/", "/settings/start/", ADMINS),
    Row("settings/inboxes/", "/settings/inboxes/", ADMINS),
    Row("settings/inboxes/new/", "/settings/inboxes/new/", ADMINS),
    Row("settings/inboxes/new/<slug:kind>/", "/settings/inboxes/new/email/", ADMINS),
    Row("settings/inboxes/<int:pk>/", "/settings/inboxes/{inbox}/", ADMINS),
    do("settings/inboxes/<int:pk>/active/", "/settings/inboxes/{inbox}/active/", ADMINS_DO, active="yes"),
    Row("settings/quarantine/", "/settings/quarantine/", MANAGERS),
    do("settings/quarantine/replay/", "/settings/quarantine/replay/", MANAGERS_DO),
    Row("settings/quarantine/<int:pk>/original/", "/settings/quarantine/{event}/original/", MANAGERS),
    do("settings/quarantine/<int:pk>/replay/", "/settings/quarantine/{event}/replay/", MANAGERS_DO),
    do("settings/quarantine/<int:pk>/dismiss/", "/settings/quarantine/{event}/dismiss/", MANAGERS_DO),
    Row("settings/deliveries/", "/settings/deliveries/", MANAGERS),
    do("settings/deliveries/<int:pk>/retry/", "/settings/deliveries/{delivery}/retry/", MANAGERS_DO),
    do("settings/deliveries/<int:pk>/arrived/", "/settings/deliveries/{delivery}/arrived/", MANAGERS_DO),
    do("settings/deliveries/<int:pk>/give-up/", "/settings/deliveries/{delivery}/give-up/", MANAGERS_DO),
    Row("chat/widget.js", "/chat/widget.js", PUBLIC),
    Row("chat/config/<str:public_id>/", "/chat/config/{chat}/", PUBLIC),
    do("chat/upload/", "/chat/upload/", (400, 400, 400, 400, 400)),
    Row("chat/files/<str:token>/", "/chat/files/nothing/", NOBODY),
    Row("c/sms/f/<str:token>/", "/c/sms/f/nothing/", NOBODY),
    Row("c/sms/f/<str:token>/<uuid:public_id>/", "/c/sms/f/nothing/8f4d2b62-9a0f-4c07-a6c1-0c4b1f8a1111/", NOBODY),
    Row("c/form/<str:public_id>/", "/c/form/nothing/", NOBODY),
    Row("c/counter/<str:public_id>/", "/c/counter/{counter}/", PUBLIC),
    Row("c/counter/<str:public_id>/desk/", "/c/counter/{counter}/desk/", OF_THE_TEAM),
    Row("c/counter/<str:public_id>/sheet/", "/c/counter/{counter}/sheet/", OF_THE_TEAM),
    # reports
    Row("reports/", "/reports/", SIGNED_IN),
    Row("reports/service/", "/reports/service/", MANAGERS),
    Row("reports/service/<slug:name>.csv", "/reports/service/time.csv", MANAGERS),
    Row("reports/satisfaction/", "/reports/satisfaction/", MANAGERS),
    Row("reports/satisfaction/<slug:name>.csv", "/reports/satisfaction/time.csv", MANAGERS),
    Row("reports/answers/", "/reports/answers/", MANAGERS),
    Row("reports/compare/", "/reports/compare/", MANAGERS),
    Row("reports/compare.csv", "/reports/compare.csv", MANAGERS),
    Row("reports/tickets/", "/reports/tickets/?metric=waiting", SIGNED_IN),
    # surveys
    Row("s/<str:token>/", "/s/nothing/", NOBODY),
    Row("feedback/<str:public_id>/", "/feedback/nothing/", NOBODY),
    Row("settings/surveys/", "/settings/surveys/", MANAGERS),
    Row("settings/surveys/new/", "/settings/surveys/new/", MANAGERS),
    Row("settings/surveys/<int:pk>/", "/settings/surveys/0/", (302, 403, 403, 404, 404)),
    do("settings/surveys/<int:pk>/act/", "/settings/surveys/0/act/", (302, 403, 403, 404, 404), action="up"),
    Row("follow-ups/", "/follow-ups/", SIGNED_IN),
    Row("follow-ups/<int:pk>/", "/follow-ups/{case}/", OF_THE_TEAM),
    do("follow-ups/<int:pk>/act/", "/follow-ups/{case}/act/", OF_THE_TEAM_DO, action="take"),
    do(
        "follow-ups/<int:pk>/close/",
        "/follow-ups/{case}/close/",
        OF_THE_TEAM_DO,
        outcome="explained",
        done="Called and explained.",
        ask_after="0",
    ),
    # the demo is off in the test's own process
    Row("demo/", "/demo/", NOBODY),
    Row("demo/mails/", "/demo/mails/", NOBODY),
    Row("demo/mails/new/", "/demo/mails/new/", NOBODY),
    do("demo/mails/send/", "/demo/mails/send/", NOBODY),
    Row("demo/mails/<slug:key>/body/", "/demo/mails/a/body/", NOBODY),
    Row("demo/mails/<slug:key>/files/<int:position>/", "/demo/mails/a/files/1/", NOBODY),
    Row("demo/channels/<slug:kind>/talk/", "/demo/channels/sms/talk/", NOBODY),
    do("demo/channels/<slug:kind>/write/", "/demo/channels/sms/write/", NOBODY),
    Row("demo/^api/(?P<kind>[a-z_]+)/(?P<path>.*)$", "/demo/api/sms/x", NOBODY),
    Row("demo/shop/", "/demo/shop/", NOBODY),
    Row("demo/shop/contact/", "/demo/shop/contact/", NOBODY),
    Row("demo/shop/delivery/", "/demo/shop/delivery/", NOBODY),
    Row("demo/shop/<slug:slug>/", "/demo/shop/a/", NOBODY),
    # the API takes tokens only; a session is nobody there
    Row("api/v1/schema/", "/api/v1/schema/", PUBLIC),
    Row("api/v1/docs/", "/api/v1/docs/", PUBLIC),
    Row("api/v1/^customers/$", "/api/v1/customers/", TOKEN_ONLY),
    Row("api/v1/^customers/(?P<public_id>[^/.]+)/$", "/api/v1/customers/{customer}/", TOKEN_ONLY),
    Row("api/v1/^tickets/$", "/api/v1/tickets/", TOKEN_ONLY),
    Row("api/v1/^tickets/(?P<number>[^/.]+)/$", "/api/v1/tickets/{ticket}/", TOKEN_ONLY),
    Row("api/v1/^messages/$", "/api/v1/messages/", TOKEN_ONLY),
    Row("api/v1/^messages/(?P<public_id>[^/.]+)/$", "/api/v1/messages/{message}/", TOKEN_ONLY),
    Row("api/v1/^follow-ups/$", "/api/v1/follow-ups/", TOKEN_ONLY),
    Row("api/v1/^follow-ups/(?P<pk>[^/.]+)/$", "/api/v1/follow-ups/{case}/", TOKEN_ONLY),
    Row("api/v1/^inboxes/$", "/api/v1/inboxes/", TOKEN_ONLY),
    Row("api/v1/^inboxes/(?P<slug>[^/.]+)/$", "/api/v1/inboxes/support/", TOKEN_ONLY),
]
