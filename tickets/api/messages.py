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
from tickets.models import Attachment, FileState, Message, MessageKind
from tickets.models.ticket import Status
from tickets.search import text_query


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    id = serializers.UUIDField(source="public_id")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "name", "content_type", "size", "state", "note", "url"]

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_url(self, row: Attachment) -> str | None:
        if row.state != FileState.READY:
            return None
        return self.context["request"].build_absolute_uri(reverse("attachment", args=[row.public_id, row.name]))


class FactSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class ReactionSerializer(serializers.Serializer[Any]):
    address = serializers.CharField(help_text="Who gave it.")
    emoji = serializers.CharField()


class MessageSerializer(serializers.ModelSerializer[Message]):
    id = serializers.UUIDField(source="public_id")
    ticket = serializers.IntegerField(source="ticket_id")
    author = serializers.CharField(source="author.name", default=None)
    sender = serializers.SerializerMethodField(help_text="The customer's address, for what came in.")
    attachments = AttachmentSerializer(many=True)
    public = serializers.SerializerMethodField(help_text="Everybody can read it.")
    outside = serializers.SerializerMethodField(help_text="Our side wrote it by another program.")
    facts = serializers.SerializerMethodField(help_text="What the channel says beside the words.")
    reactions = serializers.SerializerMethodField()
    edited = serializers.SerializerMethodField(help_text="When the customer changed it last.")
    removed = serializers.SerializerMethodField(help_text="When the customer took it back; its words are gone.")
    template = serializers.SerializerMethodField(help_text="The approved template it was made from.")
    quick_replies = serializers.SerializerMethodField(help_text="Buttons under it.")

    class Meta:
        model = Message
        fields = [
            "id", "ticket", "kind", "channel", "author", "sender", "subject", "text", "full_text", "automatic",
            "state", "state_detail", "public", "outside", "facts", "reactions", "edited", "removed", "template",
            "quick_replies", "sent_at", "created_at", "attachments",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_sender(self, message: Message) -> str | None:
        return message.identity.address if message.kind == MessageKind.INBOUND and message.identity else None

    def get_public(self, message: Message) -> bool:
        return bool(message.envelope.get("public"))

    def get_outside(self, message: Message) -> bool:
        return bool(message.envelope.get("outside"))

    @extend_schema_field(FactSerializer(many=True))
    def get_facts(self, message: Message) -> list[dict[str, str]]:
        return [{"label": label, "value": value} for label, value in message.envelope.get("facts", [])]

    @extend_schema_field(ReactionSerializer(many=True))
    def get_reactions(self, message: Message) -> list[dict[str, str]]:
        signs = message.envelope.get("reactions", {})
        return [{"address": address, "emoji": emoji} for address, emoji in signs.items()]

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_edited(self, message: Message) -> str | None:
        edits = message.envelope.get("edits")
        return edits[-1]["at"] if edits else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_removed(self, message: Message) -> str | None:
        return message.envelope.get("removed_at")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_template(self, message: Message) -> str | None:
        used = message.envelope.get("template")
        return f"{used['name']}/{used['language']}" if used else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_quick_replies(self, message: Message) -> list[str]:
        return list(message.envelope.get("quick_replies", []))


class NewMessageSerializer(serializers.Serializer[Any]):
    ticket = serializers.IntegerField(min_value=1)
    kind = serializers.ChoiceField(choices=["reply", "note"], default="reply")
    text = serializers.CharField(max_length=200_000, required=False, default="", allow_blank=True)
    route = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        help_text="A key of the ticket's `routes`; the best one without it.",
    )
    cc = serializers.ListField(child=serializers.EmailField(), required=False, default=list, max_length=50)
    status = serializers.ChoiceField(choices=Status.choices, required=False, default="")
    template = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=600, help_text="A key of the route's `templates`."
    )
    values = serializers.ListField(
        child=serializers.CharField(max_length=1000),
        required=False,
        default=list,
        max_length=20,
        help_text="The template's fields, in their order.",
    )
    quick_replies = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, default=list, max_length=20
    )
    public = serializers.BooleanField(
        required=False, default=False, help_text="Your word that a public route's answer may be read by everybody."
    )
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
                    choices=actions.Choices(
                        template=given["template"], values=given["values"],
                        quick_replies=given["quick_replies"], public_ok=given["public"],
                    ),
                )  # fmt: skip
        message = self.get_queryset().get(pk=message.pk)
        return Response(self.get_serializer(message).data, status=status.HTTP_201_CREATED)
