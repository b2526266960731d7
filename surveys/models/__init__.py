from surveys.models.answer import SurveyAnswer
from surveys.models.invitation import Detour, NotSent, State, SurveyInvitation
from surveys.models.settings import SurveySettings
from surveys.models.survey import INTERACTIONS, LOOKS, FollowUp, Look, Moment, Reason, Survey, Words
from surveys.models.template import WindowTemplate
from surveys.scores import Kind

__all__ = [
    "INTERACTIONS",
    "LOOKS",
    "Detour",
    "FollowUp",
    "Kind",
    "Look",
    "Moment",
    "NotSent",
    "Reason",
    "State",
    "Survey",
    "SurveyAnswer",
    "SurveyInvitation",
    "SurveySettings",
    "WindowTemplate",
    "Words",
]
