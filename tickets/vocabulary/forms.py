"""Form fields in which conditions and effects are put together as a sentence (static/js/builder). A form that has one
puts `{{ form.media }}` into the page's head and `{{ form.conditions.as_field_group }}` where it belongs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tickets.vocabulary.conditions import EVERYTHING, BadCondition, check
from tickets.vocabulary.effects import BadEffect, Effect, all_effects, check_effects
from tickets.vocabulary.fields import OPS, all_fields

MAX_JSON = 200_000


def conditions_schema(*, for_views: bool = False) -> dict[str, Any]:
    """What the page needs to offer every condition, in the reader's language."""
    fields = [field for field in all_fields() if field.query is not None or not for_views]
    return {
        "fields": [
            {
                "name": field.name,
                "label": str(field.label),
                "kind": field.kind,
                "unit": str(field.unit),
                "ops": [[op, str(label)] for op, label in OPS[field.kind].items()],
                "options": [[key, str(label)] for key, label in (field.options() if field.options else ())],
            }
            for field in fields
        ],
        "words": {
            **_common_words(),
            "match": _("Which of the conditions"),
            "all": _("All of these are true"),
            "any": _("Any of these is true"),
            "join_all": pgettext("between conditions", "and"),
            "join_any": pgettext("between conditions", "or"),
            "empty": _("Every ticket. Add a condition to choose some of them."),
            "add": _("Add a condition"),
            "row": _("Condition %(n)s"),
            "what": _("What it is about"),
            "how": _("How it is compared"),
        },
    }


def for_rules(effect: Effect) -> bool:
    """Is it something that a rule can do by itself?"""
    return not effect.by_people


def effects_schema(allowed: Callable[[Effect], bool] = for_rules) -> dict[str, Any]:
    """What the page needs to offer every effect, in the reader's language."""
    return {
        "effects": [
            {
                "name": effect.name,
                "label": str(effect.label),
                "kind": effect.kind,
                "options": [[key, str(label)] for key, label in (effect.options() if effect.options else ())],
            }
            for effect in filter(allowed, all_effects())
        ],
        "words": {
            **_common_words(),
            "join_all": pgettext("between steps", "then"),
            "or": pgettext("between conditions", "and"),
            "empty": _("Nothing yet."),
            "add": _("Add a step"),
            "row": _("Step %(n)s"),
            "what": _("What is done"),
            "marks": _("{name}, {first_name}, {number}, {subject} and {agent} are filled in."),
        },
    }


def _common_words() -> dict[str, str]:
    return {
        "choose": _("choose…"),
        "value": _("Value"),
        "name": _("Name of the fact"),
        "or": pgettext("between values", "or"),
        "yes": _("yes"),
        "no": _("no"),
        "more": _("Choose values"),
        "find": _("Find"),
        "word": _("word, then Enter"),
        "take_off": _("Take off %(what)s"),
        "remove": _("Remove %(what)s"),
    }


class Builder(forms.Widget):
    """Sends JSON in a hidden field; the page draws the sentence from the schema."""

    template_name = "components/rule_builder.html"
    use_fieldset = True

    def __init__(self, kind: str, schema: Callable[[], dict[str, Any]], empty: Any) -> None:
        super().__init__()
        self.kind, self.schema, self.empty = kind, schema, empty

    @property
    def media(self) -> forms.Media:
        script: Any = Script("js/builder/builder.js", type="module")
        return forms.Media(css={"all": ["css/builder.css"]}, js=[script])

    def format_value(self, value: Any) -> str:
        """What was typed stays also when it can't be saved; what is no JSON at all is as nothing."""
        try:
            given = read_json(value) if isinstance(value, str) else value
        except ValidationError:
            given = None
        return json.dumps(given if isinstance(given, type(self.empty)) else self.empty)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"kind": self.kind, "schema": self.schema()}
        return context


def read_json(text: str) -> Any:
    """What the hidden field sent. ValidationError when it can't be JSON that may be kept."""
    try:
        if len(text) > MAX_JSON:
            raise ValueError
        given = json.loads(text)
        json.dumps(given, ensure_ascii=False).encode()  # half a character can't be stored
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This could not be read. Reload the page and try again.")) from error
    return given


class ConditionsField(forms.Field):
    """Conditions in their normal form. `required`: at least one; `for_views`: only what can be asked of the database."""

    def __init__(self, *, for_views: bool = False, **kwargs: Any) -> None:
        self.for_views = for_views
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", gettext_lazy("Conditions"))
        kwargs.setdefault("initial", EVERYTHING)
        kwargs["template_name"] = "components/rule_field.html"
        kwargs["widget"] = Builder("conditions", lambda: conditions_schema(for_views=for_views), EVERYTHING)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        given = read_json(value) if value else EVERYTHING
        try:
            found = check(given, for_views=self.for_views)
        except BadCondition as error:
            raise ValidationError(str(error), code=f"row-{error.index}") from error
        except TypeError as error:  # lists where names belong: nobody's form sends that
            raise ValidationError(_("This could not be read. Reload the page and try again.")) from error
        if self.required and not found["items"]:
            raise ValidationError(_("Add at least one condition."))
        return found


class EffectsField(forms.Field):
    """Effects in their normal form. `allowed` says which effects are offered."""

    def __init__(self, *, allowed: Callable[[Effect], bool] = for_rules, **kwargs: Any) -> None:
        self.allowed = allowed
        kwargs.setdefault("label", gettext_lazy("Steps"))
        kwargs["template_name"] = "components/rule_field.html"
        kwargs["widget"] = Builder("effects", lambda: effects_schema(allowed), [])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        given = read_json(value) if value else []
        if given == [] and not self.required:
            return []
        try:
            found = check_effects(given)
        except BadEffect as error:
            raise ValidationError(str(error), code=f"row-{error.index}") from error
        except TypeError as error:  # lists where names belong: nobody's form sends that
            raise ValidationError(_("This could not be read. Reload the page and try again.")) from error
        offered = {effect.name for effect in filter(self.allowed, all_effects())}
        for index, item in enumerate(found):
            if item["effect"] not in offered:
                raise ValidationError(_("Choose what is to be done."), code=f"row-{index}")
        return found
