"""What Twilio is told to do with a call (twilio.com/docs/voice/twiml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from channels_inbox.adapters.voice.payloads import CallEvent
from core.text import clean_line

# A voice for each of our languages (twilio.com/docs/voice/twiml/say/text-speech).
_VOICES = {"pl": ("pl-PL", "Polly.Ewa"), "en": ("en-GB", "Polly.Amy")}
SILENCE_S = 5
RING_S = 20
RECORD_S = 120
PRESS_S = 12


class Speaker:
    """Says things in one language, and knows the address to come back to."""

    def __init__(self, url: str, language: str, settings: Mapping[str, Any]) -> None:
        self.base, self.settings = url.partition("?")[0], settings
        self.language = language if language in _VOICES else "pl"

    def say(self, to: VoiceResponse | Gather, text: str) -> None:
        spoken, voice = _VOICES[self.language]
        to.say(clean_line(text, 1000), language=spoken, voice=voice)

    def back(self, step: str, **more: str) -> str:
        return f"{self.base}?{urlencode({'step': step, **more})}"

    def words(self, name: str) -> str:
        """What the owner wrote, else our own words."""
        own = str(self.settings.get(name) or "").strip()
        if own:
            return own
        with translation.override(self.language):
            return {
                "greeting_open": "",
                "greeting_busy": _(
                    "Nobody can take your call just now. Leave a message after the tone, and we will call you back."
                    " The message is recorded."
                ),
                "greeting_closed": _(
                    "You are calling outside our opening hours. Leave a message after the tone, and we will call you"
                    " back. The message is recorded."
                ),
                "thanks": _("Thank you. We will call you back."),
                "goodbye": _("We will call you back. Goodbye."),
                "not_connected": _("You are not connected. Goodbye."),
                "press": _("Press 1 to be connected."),
            }[name]


def put_through(speaker: Speaker, event: CallEvent) -> str:
    """Greet, and ring the firm's phone."""
    document, settings = VoiceResponse(), speaker.settings
    greeting = speaker.words("greeting_open")
    if greeting:
        speaker.say(document, greeting)
    options = {} if event.number else {"caller_id": settings.get("number")}
    dial = Dial(timeout=int(settings.get("ring_seconds") or RING_S), action=speaker.back("dialled"), **options)
    dial.number(str(settings["forward_number"]))
    document.append(dial)
    return str(document)


def voicemail(speaker: Speaker, event: CallEvent, greeting: str) -> str:
    """Ask for a message and record it. Who says nothing falls through to the redirect."""
    document, settings = VoiceResponse(), speaker.settings
    speaker.say(document, speaker.words(greeting))
    # A recording's own report doesn't say who called.
    caller = event.caller
    options: dict[str, Any] = {}
    if settings.get("transcribe"):
        options = {"transcribe": True, "transcribe_callback": speaker.back("transcribed")}
    document.record(
        max_length=int(settings.get("record_seconds") or RECORD_S),
        timeout=SILENCE_S,
        play_beep=True,
        finish_on_key="#",
        action=speaker.back("recorded"),
        recording_status_callback=speaker.back("recording", caller=caller),
        **options,
    )
    document.redirect(speaker.back("silent"))
    return str(document)


def goodbye(speaker: Speaker, words: str = "") -> str:
    document = VoiceResponse()
    if words:
        speaker.say(document, speaker.words(words))
    document.hangup()
    return str(document)


def nothing() -> str:
    return str(VoiceResponse())


def ask_agent(speaker: Speaker, number: str, note: str, **back: str) -> str:
    """Our phone was picked up: whom the call is for, what the agent wrote, and a key to go on. Without the key (a mailbox
    took the call) the customer isn't called."""
    document = VoiceResponse()
    gather = Gather(num_digits=1, timeout=PRESS_S, action=speaker.back("connect", **back))
    with translation.override(speaker.language):
        speaker.say(gather, _("A call to %(number)s.") % {"number": " ".join(number)})
    if note:
        speaker.say(gather, note)
    speaker.say(gather, speaker.words("press"))
    document.append(gather)
    document.redirect(speaker.back("unpressed", key=back.get("key", "")))
    return str(document)


def connect(speaker: Speaker, number: str, key: str) -> str:
    """The agent pressed 1: call the customer from our number."""
    document, settings = VoiceResponse(), speaker.settings
    dial = Dial(
        timeout=int(settings.get("ring_seconds") or RING_S) + 10,
        action=speaker.back("bridged", key=key),
        caller_id=settings.get("number"),
    )
    dial.number(number)
    document.append(dial)
    return str(document)
