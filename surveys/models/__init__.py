from surveys.models.answer import SurveyAnswer
from surveys.models.invitation import NotSent, State, SurveyInvitation
from surveys.models.settings import SurveySettings
from surveys.models.survey import INTERACTIONS, LOOKS, FollowUp, Look, Moment, Reason, Survey, Words
from surveys.models.theme import AnswerTheme, Theme, ThemeRound
from surveys.scores import Kind

__all__ = [
    "INTERACTIONS",
    "LOOKS",
    "AnswerTheme",
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
    "Theme",
    "ThemeRound",
    "Words",
]
