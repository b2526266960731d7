from tickets.models.calendar import Calendar, CalendarDay
from tickets.models.counts import CountBase, CountDelta
from tickets.models.draft import Draft
from tickets.models.event import TicketEvent
from tickets.models.follow import Follower, ReadMark
from tickets.models.inbox import Inbox
from tickets.models.macro import Macro, MacroUse
from tickets.models.message import Attachment, DeliveryState, FileState, Message, MessageKind
from tickets.models.notification import Notification, NotificationChoice, Way
from tickets.models.saved_view import SavedView
from tickets.models.sla import SLAPolicy, SLATarget
from tickets.models.ticket import Priority, Status, Tag, Ticket
from tickets.models.work import PendingWork

__all__ = [
    "Attachment",
    "Calendar",
    "CalendarDay",
    "CountBase",
    "CountDelta",
    "DeliveryState",
    "Draft",
    "FileState",
    "Follower",
    "Inbox",
    "Macro",
    "MacroUse",
    "Message",
    "MessageKind",
    "Notification",
    "NotificationChoice",
    "PendingWork",
    "Priority",
    "ReadMark",
    "SLAPolicy",
    "SLATarget",
    "SavedView",
    "Status",
    "Tag",
    "Ticket",
    "TicketEvent",
    "Way",
]
