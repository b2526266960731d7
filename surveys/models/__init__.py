from surveys.models.answer import SurveyAnswer
from surveys.models.invitation import NotSent, State, SurveyInvitation
from surveys.models.settings import SurveySettings

__all__ = ["NotSent", "State", "SurveyAnswer", "SurveyInvitation", "SurveySettings"]
