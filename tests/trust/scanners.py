"""Programs that look through mails: they open, run scripts and press buttons, and get nothing.

The person whose mail it is comes after them and still gets in.
"""

from contextlib import suppress

from httpx2 import Client
from playwright.sync_api import Browser, Page, TimeoutError
from starlette.testclient import TestClient

from api.app import create_app
from tests.trust.chromium import browsing, find_chromium, without_chromium
from tests.trust.crawling import running
from tests.trust.measuring import Line, Size
from tests.trust.visiting import account, forget_places, last_code, post, sending_mail

LOOKED_AT = ("/sign-in/code", "/sign-in/code/enter", "/sign-in", "/invitation", "/")
TYPE = """(code) => {
  for (const field of document.querySelectorAll("input:not([type=hidden]), textarea")) {
    field.value = field.type === "email" ? "scanner@example.org" : code;
  }
}"""
BUTTONS = "main button, main input[type=submit]"


def scanners(client: TestClient, size: Size) -> Line:
    """A program opens, asks and presses all it can with the code; then the person types it."""
    count, got_in = size.pick(4, 100), 0
    for _ in range(count):
        forget_places()
        _, email = account()
        client.cookies.clear()
        post(client, "/sign-in/code", email=email)
        code = last_code(email)
        scanner = TestClient(client.app, raise_server_exceptions=False)
        for path in ("/sign-in/code", "/sign-in/code/enter", "/sign-in", "/invitation", "/"):
            for method in ("GET", "HEAD"):
                scanner.request(method, path, params={"code": code})
            post(scanner, path, code=code)
        scanner.close()
        answer = post(client, "/sign-in/code/enter", code=code)
        got_in += answer.status_code == 303 and answer.headers["location"] == "/account"
    return Line.all("people who get in after a mail scanner did its work", got_in, count)


def browsers(size: Size) -> Line:
    """The same by a browser without a window, which runs scripts and presses every button."""
    what = "people who get in after a browser opened and pressed all with their code"
    program = find_chromium()
    if program is None:
        return without_chromium(what, size)
    count, got_in = size.pick(1, 100), 0
    with sending_mail(), running(create_app()) as (client, _log), browsing(program) as browser:
        for _ in range(count):
            forget_places()
            got_in += _gets_in(browser, str(client.base_url).rstrip("/"))
    return Line.all(what, got_in, count)


def _gets_in(browser: Browser, address: str) -> bool:
    _, email = account()
    with Client(base_url=address, timeout=60) as person:
        post(person, "/sign-in/code", email=email)
        code = last_code(email)
        context = browser.new_context()
        page = context.new_page()
        for path in LOOKED_AT:
            _press_all(page, f"{address}{path}?code={code.replace(' ', '+')}", code)
        context.close()
        answer = post(person, "/sign-in/code/enter", code=code)
    return answer.status_code == 303 and answer.headers["location"] == "/account"


def _press_all(page: Page, url: str, code: str) -> None:
    page.goto(url)
    for number in range(page.locator(BUTTONS).count()):
        page.goto(url)
        buttons = page.locator(BUTTONS)
        if number < buttons.count():
            page.evaluate(TYPE, code)
            with suppress(TimeoutError), page.expect_navigation(timeout=3_000):
                buttons.nth(number).click(no_wait_after=True)
