from automation.models.assignment import (
    DEFAULT_LIMIT,
    AssignmentRequest,
    Capacity,
    ChannelCapacity,
    Method,
    TeamAssignment,
    Turn,
)
from automation.models.incident import (
    Incident,
    IncidentAnswer,
    IncidentReply,
    IncidentSettings,
    IncidentSuggestion,
    IncidentTicket,
)
from automation.models.learning import LearningTarget, LeftOutTeam, Mode, Suggestion, Target, Training
from automation.models.rule import Anchor, Rule, RuleKind, RuleRun, Trigger
from automation.models.timer import Clock, EscalationStep, RuleSpread, Timer

__all__ = [
    "DEFAULT_LIMIT",
    "Anchor",
    "AssignmentRequest",
    "Capacity",
    "ChannelCapacity",
    "Clock",
    "EscalationStep",
    "Incident",
    "IncidentAnswer",
    "IncidentReply",
    "IncidentSettings",
    "IncidentSuggestion",
    "IncidentTicket",
    "LearningTarget",
    "LeftOutTeam",
    "Method",
    "Mode",
    "Rule",
    "RuleKind",
    "RuleRun",
    "RuleSpread",
    "Suggestion",
    "Target",
    "TeamAssignment",
    "Timer",
    "Training",
    "Trigger",
    "Turn",
]
