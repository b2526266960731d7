"""The README's pictures, from a running demo: docs/screenshots/*.png, at most 1280 px wide and few colours, so that they stay small."""

from __future__ import annotations

import html
import io
import os
import re
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from helpdesk.demo import logins
from tests.services.browser import chromium, launch_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
WIDEST = 1280
DESK = (1440, 900)
PHONE = (390, 780)
WAIT_S = 60


def keep(page: Page, name: str) -> None:
    """One picture of what the window shows, in 160 colours."""
    page.wait_for_timeout(400)  # fonts and transitions; nothing in the page tells that they are done
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, round(picture.height * WIDEST / picture.width)), Image.Resampling.LANCZOS)
    path = TARGET / f"{name}.png"
    picture.quantize(160, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {picture.width} × {picture.height}, {path.stat().st_size // 1024} kB")


def window(browser: Browser, size: tuple[int, int], scheme: str = "light") -> Page:
    phone = size == PHONE
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
    )
    return context.new_page()


def sign_in(page: Page) -> None:
    _, email, password = logins()[0]
    page.goto(f"{BASE}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/inbox/"))


def speak(page: Page, language: str) -> str:
    """The agent's own language becomes `language`; returns what it was."""
    page.goto(f"{BASE}/settings/profile/")
    choice = page.locator("select[name=language]")
    before = choice.input_value()
    if before != language:
        choice.select_option(language)
        with page.expect_navigation():
            page.locator("form:has(select[name=language]) button.go").click()
    return before


@contextmanager
def english(page: Page) -> Iterator[None]:
    before = speak(page, "en")
    try:
        yield
    finally:
        speak(page, before)


def longest(page: Page, among: int = 14) -> str:
    """The address of the ticket with the richest conversation among the first rows of the inbox."""
    page.goto(f"{BASE}/inbox/")
    rows = page.locator("#rows .row").all()[:among]
    addresses = [row.get_attribute("href") or "" for row in rows]
    counts: dict[str, int] = {}
    for address in addresses:
        page.goto(BASE + address)
        counts[address] = page.locator(".msg").count() + 2 * page.locator(".thumb, .msg.note").count()
    return max(counts, key=lambda address: counts[address])


def send_mail(page: Page, subject: str, text: str) -> None:
    page.goto(f"{BASE}/demo/")
    page.locator("[data-leave-shop]").click()
    page.locator("#composer [name=address]").fill("julia.hart@example.com")
    page.locator("#composer [name=name]").fill("Julia Hart")
    page.locator("#composer [name=subject]").fill(subject)
    page.locator("#composer textarea").fill(text)
    page.locator("#composer .demo-send").click()


def open_row(agent: Page, words: str) -> None:
    agent.goto(f"{BASE}/inbox/")
    agent.locator(".row.unread", has_text=words).first.click(timeout=WAIT_S * 1000)
    agent.locator("#ticket .msg", has_text=words).first.wait_for()


def answer(agent: Page, text: str) -> None:
    agent.keyboard.press("r")
    agent.keyboard.insert_text(text)
    agent.keyboard.press("Control+Enter")
    agent.locator(".msg.out", has_text=text[:20]).first.wait_for()


def survey_address(customer: Page) -> str:
    """The link in the survey's mail, as soon as it is in the customer's letter box."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        # Bodies below the fold are not loaded by the page: their addresses are read instead of their frames.
        for body in customer.locator("#mails iframe").all()[:5]:
            found = re.search(
                r'href="([^"]*/s/[^"]+score=5)"', customer.request.get(BASE + (body.get_attribute("src") or "")).text()
            )
            if found:
                return html.unescape(found[1])
        customer.wait_for_timeout(300)
    raise SystemExit("No survey came: is the worker running?")


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        agent = window(browser, DESK)
        sign_in(agent)
        with english(agent):
            address = longest(agent)
            agent.goto(BASE + address)
            keep(agent, "inbox-light")
            agent.emulate_media(color_scheme="dark")
            keep(agent, "ticket-dark")
            agent.emulate_media(color_scheme="light")
            agent.goto(f"{BASE}/reports/satisfaction/?days=90")
            keep(agent, "reports-light")
            agent.goto(f"{BASE}/reports/consistency/?days=90")
            keep(agent, "consistency-light")
            agent.goto(f"{BASE}/follow-ups/?view=open")
            agent.emulate_media(color_scheme="dark")
            keep(agent, "follow-ups-dark")
            agent.emulate_media(color_scheme="light")

            visitor = window(browser, PHONE)
            visitor.goto(f"{BASE}/demo/shop/")
            visitor.get_by_role("button", name=re.compile("chat", re.IGNORECASE)).first.click()
            box = visitor.get_by_role("textbox", name=re.compile("message", re.IGNORECASE)).first
            box.fill("Hi! Is the blueberry glaze safe in the dishwasher?")
            box.press("Enter")
            open_row(agent, "blueberry glaze")
            answer(agent, "Hello! Yes, up to 60 °C, and in the microwave as well.")
            visitor.get_by_text("microwave as well").wait_for()
            keep(visitor, "widget-phone")

            customer = window(browser, DESK)
            send_mail(
                customer,
                "A mug arrived without its handle",
                "Hello, the handle came off on the way. Could you send a new one?",
            )
            open_row(agent, "handle came off on the way")
            answer(agent, "Dear Julia, a new mug leaves today. Keep the old one for your pencils.")
            agent.locator("#resolve").click()
            phone = window(browser, PHONE)
            phone.goto(survey_address(customer))
            keep(phone, "survey-phone")
        browser.close()


if __name__ == "__main__":
    main()
