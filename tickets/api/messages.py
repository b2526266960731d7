"""Messages: read those of visible tickets; write a reply or an internal note."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import KeysetPagination, sentences_as_400
from tickets import actions
from tickets.access import get_ticket_for, visible_tickets
from tickets.actor import Actor
from tickets.models import Attachment, Message, MessageKind
from tickets.models.ticket import Status
from tickets.search import text_query


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    id = serializers.UUIDField(source="public_id")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "name", "content_type", "size", "url"]

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Attachment) -> str:
        return self.context["request"].build_absolute_uri(reverse("attachment", args=[row.public_id, row.name]))


class MessageSerializer(serializers.ModelSerializer[Message]):
    id = serializers.UUIDField(source="public_id")
    ticket = serializers.IntegerField(source="ticket_id")
    author = serializers.CharField(source="author.name", default=None)
    sender = serializers.SerializerMethodField(help_text="The customer's address, for what came in.")
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = Message
        fields = [
            "id", "ticket", "kind", "channel", "author", "sender", "subject", "text", "full_text", "automatic",
            "state", "state_detail", "sent_at", "created_at", "attachments",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_sender(self, message: Message) -> str | None:
        return message.identity.address if message.kind == MessageKind.INBOUND and message.identity else None


class NewMessageSerializer(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(choices=["reply", "note"], default="reply")
    text = serializers.CharField(max_length=200_000)
    route = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        help_text="A key of the ticket's `routes`; the best one without it.",
    )
    cc = serializers.ListField(child=serializers.EmailField(), required=False, default=list, max_length=50)
    status = serializers.ChoiceField(choices=Status.choices, required=False, default="")
    client_id = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text="The same one twice is one message."
    )


class MessageFilter(django_filters.FilterSet):
    ticket = django_filters.NumberFilter(field_name="ticket_id")
    kind = django_filters.ChoiceFilter(choices=MessageKind.choices)
    search = django_filters.CharFilter(method="words", label="Words in the text")

    class Meta:
        model = Message
        fields = ["ticket", "kind", "search"]

    def words(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        value = value.replace("\x00", " ").strip()
        asked = text_query(value)
        if asked is not None:
            # The index of tickets finds which conversations to look into; a message alone has none.
            rows = rows.filter(ticket__search=asked)
        return rows.filter(Q(text__icontains=value) | Q(subject__icontains=value))


class MessageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Message]):
    """Messages and notes of the tickets you may see, newest first."""

    queryset = Message.objects.none()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    pagination_class = KeysetPagination
    keyset_ordering = ("-created_at", "-id")
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Message]:
        visible = visible_tickets(self.request.user)  # type: ignore[arg-type]
        rows = Message.objects.select_related("author", "identity").prefetch_related("attachments")
        return rows.filter(ticket__in=visible)

    @extend_schema(
        request=NewMessageSerializer,
        responses={201: MessageSerializer},
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="As `client_id`.")],
    )
    def create(self, request: Request) -> Response:
        """Answer the customer (`reply`) or write an internal note (`note`)."""
        form = NewMessageSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        ticket = get_ticket_for(request.user, given["ticket"])  # type: ignore[arg-type]
        actor = Actor.agent(request.user)  # type: ignore[arg-type]
        client_id = given["client_id"] or request.headers.get("Idempotency-Key", "")[:64]
        with sentences_as_400("text"):
            if given["kind"] == "note":
                message = actions.add_note(actor, ticket.number, given["text"], client_id=client_id)
            else:
                message = actions.reply(
                    actor, ticket.number, given["text"], route_key=given["route"], cc=given["cc"],
                    status=given["status"], client_id=client_id,
                )  # fmt: skip
        message = self.get_queryset().get(pk=message.pk)
        return Response(self.get_serializer(message).data, status=status.HTTP_201_CREATED)
