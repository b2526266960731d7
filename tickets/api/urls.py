from __future__ import annotations

from rest_framework.routers import SimpleRouter

from tickets.api.inboxes import InboxViewSet
from tickets.api.messages import MessageViewSet
from tickets.api.tickets import TicketViewSet

router = SimpleRouter()
router.register("tickets", TicketViewSet, basename="api-ticket")
router.register("messages", MessageViewSet, basename="api-message")
router.register("inboxes", InboxViewSet, basename="api-inbox")
urlpatterns = router.urls
