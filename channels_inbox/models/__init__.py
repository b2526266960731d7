from channels_inbox.models.chat import ChatSession
from channels_inbox.models.connection import Connection
from channels_inbox.models.delivery import Delivery
from channels_inbox.models.inbound import EventState, InboundEvent
from channels_inbox.models.media import MediaFetch
from channels_inbox.models.parts import DeliveryPart

__all__ = ["ChatSession", "Connection", "Delivery", "DeliveryPart", "EventState", "InboundEvent", "MediaFetch"]
