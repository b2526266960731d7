"""The owner's lines: what they mean, and the sentence when they can't be read."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.form.forms import SettingsForm
from channels_inbox.adapters.form.topics import BadTopics, Field, Topic, read_topics


def test_a_line_is_a_topic_with_its_fields() -> None:
    text = """
    Zwrot: Numer zamówienia*, Powód (uszkodzone / zły rozmiar, za mały / inne)*, Data zakupu (data), Sztuk* (liczba)

    Inna sprawa
    """
    zwrot, inna = read_topics(text)
    assert zwrot == Topic(
        "zwrot",
        "Zwrot",
        (
            Field("numer-zamowienia", "Numer zamówienia", "text", True),
            Field("powod", "Powód", "choice", True, ("uszkodzone", "zły rozmiar, za mały", "inne")),
            Field("data-zakupu", "Data zakupu", "date", False),
            Field("sztuk", "Sztuk", "number", True),
        ),
    )
    assert inna == Topic("inna-sprawa", "Inna sprawa")
    assert [field.is_order for field in zwrot.fields] == [True, False, False, False]


def test_other_scripts_have_keys_too() -> None:
    [topic] = read_topics("Возврат: Заказ, 注文番号")
    assert len({topic.key, *(field.key for field in topic.fields)}) == 3


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (": Order", "Line 1: a topic needs a name"),
        ("Return: Size (S / M", "a bracket is open"),
        ("Return: Size (S)", "“S” is none of: date, number"),
        ("Return: Size (S / )", "needs 2 to 30 choices"),
        ("Return: Order, order", "“order” stands there twice"),
        ("Return\nreturn", "Line 2: there is such a topic already"),
        ("Return: *", "can't be read"),
        ("Return: (a / b)", "can't be read"),
        ("x" * 81, "too long: 80 characters"),
        ("Return: " + "y" * 81, "too long: 80 characters"),
        ("Return: " + ", ".join(f"f{n}" for n in range(13)), "12 fields at most"),
        ("\n".join(f"t{n}" for n in range(31)), "30 topics at most"),
    ],
)
def test_what_cannot_be_read_is_said(line: str, sentence: str) -> None:
    with pytest.raises(BadTopics) as error:
        read_topics(line)
    assert sentence in str(error.value)


def test_hostile_lines_are_quick() -> None:
    for line in ("a: " + "(" * 4000, "a: " + "b*" * 4000, "a: " + " " * 8000 + "(", "a: " + "(/" * 2000 + ")" * 2000):
        with pytest.raises(BadTopics):
            read_topics(line)


def test_the_settings_say_it_beside_the_field() -> None:
    form = SettingsForm(
        {"topics_en": "Return: Size (S / M", "allowed_origins": "javascript:alert(1)", "key_number": "0"}
    )
    form.fields["mail_inbox"].choices = [("", "")]  # type: ignore[attr-defined]
    assert not form.is_valid()
    assert set(form.errors) == {"topics_en", "allowed_origins", "key_number"}
    good = SettingsForm({"allowed_origins": "https://shop.example/contact\nhttp://localhost:8000"})
    good.fields["mail_inbox"].choices = [("", "")]  # type: ignore[attr-defined]
    assert good.is_valid(), good.errors
    assert good.cleaned_data["allowed_origins"] == ["https://shop.example", "http://localhost:8000"]


@pytest.mark.parametrize(
    "origin", ["https://a;script-src", "https://a,b", "https://[x", "https://u:p@shop.example", "shop.example"]
)
def test_an_origin_cannot_end_a_directive(origin: str) -> None:
    form = SettingsForm({"allowed_origins": origin})
    form.fields["mail_inbox"].choices = [("", "")]  # type: ignore[attr-defined]
    assert not form.is_valid()
