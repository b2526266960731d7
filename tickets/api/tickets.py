"""Tickets: list, read, start, change — through the same actions as the pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import team_ids
from accounts.models import Skill, Team, User
from core.api import KeysetPagination, sentences_as_400
from core.text import clean_line
from customers import actions as customers
from tickets import actions, channel_info, hooks
from tickets.access import get_ticket_for, visible_tickets
from tickets.actor import Actor
from tickets.models import Inbox, Priority, Status, Ticket
from tickets.search import search_tickets


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    customer = serializers.UUIDField(source="customer.public_id")
    customer_name = serializers.CharField(source="customer.label")
    inbox: serializers.SlugRelatedField[Inbox] = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    team: serializers.PrimaryKeyRelatedField[Team] = serializers.PrimaryKeyRelatedField(read_only=True)
    assignee = serializers.EmailField(source="assignee.email", default=None)
    priority = serializers.SerializerMethodField()
    tags: serializers.ManyRelatedField = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)  # type: ignore[assignment]

    needs: serializers.ManyRelatedField = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="name", many=True, read_only=True, help_text="Skills that an answer needs."
    )

    class Meta:
        model = Ticket
        fields = [
            "number", "subject", "status", "priority", "customer", "customer_name", "inbox", "channel", "team",
            "assignee", "tags", "needs", "language", "preview", "message_count", "is_spam", "snoozed_until", "previous",
            "waiting_since", "first_response_at", "first_response_due_at", "resolved_at", "resolution_due_at",
            "callback_due_at", "reopen_count", "created_at", "changed_at", "last_activity_at", "version",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=[level.name.lower() for level in Priority]))
    def get_priority(self, ticket: Ticket) -> str:
        return Priority(ticket.priority).name.lower()


class TemplateSerializer(serializers.Serializer[hooks.Template]):
    key = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    body = serializers.CharField(help_text="{{1}}, {{2}}… stand for the values, in their order.")
    values = serializers.ListField(source="fields", child=serializers.CharField(), help_text="Names of the values.")


class RouteSerializer(serializers.Serializer[hooks.Route]):
    key = serializers.CharField()
    channel = serializers.CharField()
    inbox = serializers.CharField(source="inbox.slug")
    address = serializers.CharField(source="identity.address")
    available = serializers.BooleanField()
    note = serializers.CharField()
    variant = serializers.CharField(help_text="Tells several ways to one address apart.")
    label = serializers.CharField()  # type: ignore[assignment]
    public = serializers.BooleanField(help_text="Everybody will read it: the message needs `public`.")
    open_until = serializers.DateTimeField(allow_null=True, help_text="Free words may be sent until then.")
    templates_only = serializers.BooleanField(help_text="Only one of `templates` may be sent.")
    templates = TemplateSerializer(many=True)


class TicketDetailSerializer(TicketSerializer):
    routes = serializers.SerializerMethodField(help_text="Ways an answer can go, best first.")

    class Meta(TicketSerializer.Meta):
        fields = [*TicketSerializer.Meta.fields, "routes"]

    @extend_schema_field(RouteSerializer(many=True))
    def get_routes(self, ticket: Ticket) -> list[dict[str, Any]]:
        return [dict(RouteSerializer(route).data) for route in hooks.reply_routes(ticket)]


class NewTicketSerializer(serializers.Serializer[Any]):
    inbox = serializers.SlugRelatedField(slug_field="slug", queryset=Inbox.objects.filter(is_active=True))
    address = serializers.CharField(max_length=320, help_text="The customer's address on the inbox's channel.")
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    subject = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    text = serializers.CharField(max_length=200_000)
    direction = serializers.ChoiceField(
        choices=["inbound", "outbound"],
        default="inbound",
        help_text="inbound: the customer's words, put in for them; outbound: your message, sent to them.",
    )
    client_id = serializers.CharField(required=False, default="", allow_blank=True, max_length=64)


class ChangeTicketSerializer(serializers.Serializer[Any]):
    subject = serializers.CharField(max_length=300, required=False)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    priority = serializers.ChoiceField(choices=[level.name.lower() for level in Priority], required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)
    assignee = serializers.SlugRelatedField(
        slug_field="email", queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    tags = serializers.ListField(child=serializers.CharField(max_length=50), required=False, max_length=30)
    needs = serializers.SlugRelatedField(
        slug_field="name", queryset=Skill.objects.all(), many=True, required=False, help_text="Exactly these skills."
    )
    is_spam = serializers.BooleanField(required=False)
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True)
    callback = serializers.ChoiceField(
        choices=list(actions.CallOutcome), required=False, help_text="How the call that was owed went."
    )
    callback_again_at = serializers.DateTimeField(required=False, help_text="After `no_answer`: when to try again.")

    def validate_snoozed_until(self, value: Any) -> Any:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("The time to wake up must lie in the future.")
        return value


class TicketFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=Status.choices)
    channel = django_filters.CharFilter()
    team = django_filters.NumberFilter(field_name="team_id")
    assignee = django_filters.CharFilter(field_name="assignee__email", lookup_expr="iexact")
    customer = django_filters.UUIDFilter(field_name="customer__public_id")
    tag = django_filters.CharFilter(field_name="tags__name", lookup_expr="iexact")
    unassigned = django_filters.BooleanFilter(field_name="assignee", lookup_expr="isnull")
    changed_after = django_filters.IsoDateTimeFilter(field_name="changed_at", lookup_expr="gte")
    search = django_filters.CharFilter(method="words", label="Number, address, name or words")

    class Meta:
        model = Ticket
        fields = ["status", "channel", "team", "assignee", "customer", "tag", "unassigned", "changed_after", "search"]

    def words(self, rows: QuerySet[Ticket], name: str, value: str) -> QuerySet[Ticket]:
        return search_tickets(rows, value)


class TicketViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Ticket]):
    """The tickets you may see, the one with the latest activity first."""

    queryset = Ticket.objects.none()
    serializer_class = TicketSerializer
    filterset_class = TicketFilter
    pagination_class = KeysetPagination
    keyset_ordering = ("-last_activity_at", "-number")
    lookup_field = "number"
    lookup_value_converter = "int"

    def get_queryset(self) -> QuerySet[Ticket]:
        rows = visible_tickets(self.request.user)  # type: ignore[arg-type]
        rows = rows.select_related("customer", "inbox", "assignee")
        return rows.prefetch_related("tags", "needs", "customer__identities")

    @extend_schema(responses=TicketDetailSerializer)
    def retrieve(self, request: Request, number: int) -> Response:
        return self._answer(request, number)

    @extend_schema(request=NewTicketSerializer, responses={201: TicketDetailSerializer})
    def create(self, request: Request) -> Response:
        """Put in a customer's message, or write to a customer first."""
        form = NewTicketSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        inbox = given["inbox"]
        agent: User = request.user  # type: ignore[assignment]
        if not agent.sees_everything and inbox.team_id not in team_ids(agent):
            raise ValidationError({"inbox": [_("This inbox belongs to another team.")]})
        kind = channel_info.get(inbox.channel).identity_kind
        with sentences_as_400("address"):
            address = customers.normalise(kind, given["address"])
        identity = customers.find_or_create(kind, address, name=given["name"])
        text, subject = given["text"], clean_line(given["subject"], 300)
        with sentences_as_400():
            if given["direction"] == "outbound":
                ticket, _message = actions.start_ticket(
                    Actor.agent(request.user),  # type: ignore[arg-type]
                    customer=identity.customer, inbox=inbox, identity=identity, subject=subject, text=text,
                    client_id=given["client_id"],
                )  # fmt: skip
                number = ticket.number
            else:
                received = actions.receive_message(
                    actions.Incoming(
                        inbox=inbox, customer=identity.customer, identity=identity, text=text, subject=subject,
                        client_id=given["client_id"],
                    )
                )  # fmt: skip
                number = received.ticket.number if received else 0
        return self._answer(request, number, status.HTTP_201_CREATED)

    @extend_schema(request=ChangeTicketSerializer, responses=TicketDetailSerializer)
    def partial_update(self, request: Request, number: int) -> Response:
        """Change any of these; what isn't named stays."""
        ticket = get_ticket_for(request.user, number)  # type: ignore[arg-type]
        form = ChangeTicketSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given, actor = form.validated_data, Actor.agent(request.user)  # type: ignore[arg-type]
        with sentences_as_400():
            if "subject" in given:
                actions.set_subject(actor, ticket.number, given["subject"])
            if "priority" in given:
                actions.set_priority(actor, ticket.number, Priority[given["priority"].upper()])
            if "tags" in given:
                actions.set_tags(actor, ticket.number, given["tags"])
            if "needs" in given:
                actions.set_needs(actor, ticket.number, [skill.pk for skill in given["needs"]])
            if "is_spam" in given:
                actions.set_spam(actor, ticket.number, given["is_spam"])
            if "status" in given:
                actions.set_status(actor, ticket.number, given["status"])
            if "snoozed_until" in given:
                until = given["snoozed_until"]
                actions.snooze(actor, ticket.number, until) if until else actions.wake(actor, ticket.number)
            if "callback" in given:
                again = given.get("callback_again_at")
                actions.settle_callback(actor, ticket.number, given["callback"], again_at=again)
            if "team" in given:
                actions.set_team(actor, ticket.number, given["team"])
            if "assignee" in given:
                actions.set_assignee(actor, ticket.number, given["assignee"])
        return self._answer(request, number, past_door=True)

    def _answer(
        self, request: Request, number: int, code: int = status.HTTP_200_OK, *, past_door: bool = False
    ) -> Response:
        # A change may have moved the ticket out of the agent's sight: they still see what they did.
        ticket = (
            Ticket.objects.select_related("customer", "inbox", "assignee").get(pk=number)
            if past_door or code == status.HTTP_201_CREATED
            else get_ticket_for(request.user, number)  # type: ignore[arg-type]
        )
        return Response(TicketDetailSerializer(ticket, context=self.get_serializer_context()).data, status=code)
