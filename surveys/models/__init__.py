from surveys.models.answer import SurveyAnswer
from surveys.models.followup import BY_ITSELF, CHOSEN, CaseOutcome, CaseState, CaseStep, FollowUpCase
from surveys.models.invitation import NotSent, State, SurveyInvitation
from surveys.models.settings import FirstOwner, SurveySettings
from surveys.models.survey import INTERACTIONS, LOOKS, FollowUp, Look, Moment, Reason, Survey, Words
from surveys.models.theme import AnswerTheme, Theme, ThemeRound
from surveys.scores import Kind

__all__ = [
    "BY_ITSELF",
    "CHOSEN",
    "INTERACTIONS",
    "LOOKS",
    "AnswerTheme",
    "CaseOutcome",
    "CaseState",
    "CaseStep",
    "FirstOwner",
    "FollowUp",
    "FollowUpCase",
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
