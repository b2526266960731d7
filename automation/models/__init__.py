from automation.models.rule import Anchor, Rule, RuleKind, RuleRun, Trigger
from automation.models.timer import Clock, EscalationStep, RuleSpread, Timer

__all__ = ["Anchor", "Clock", "EscalationStep", "Rule", "RuleKind", "RuleRun", "RuleSpread", "Timer", "Trigger"]
