from channels_inbox.models.chat import ChatSession
from channels_inbox.models.connection import Connection
from channels_inbox.models.delivery import Delivery
from channels_inbox.models.inbound import EventState, InboundEvent

__all__ = ["ChatSession", "Connection", "Delivery", "EventState", "InboundEvent"]
