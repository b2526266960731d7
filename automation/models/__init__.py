from automation.models.rule import Anchor, Rule, RuleKind, RuleRun, Trigger

__all__ = ["Anchor", "Rule", "RuleKind", "RuleRun", "Trigger"]
