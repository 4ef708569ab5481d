"""Every page that shows a payload, opened in a real browser: does any of it run, is any of it HTML?

Which pages those are is asked of the running application, as a stranger and as an administrator:
all its routes are read, and each answer in HTML that holds a payload is opened.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from httpx2 import Client, Response
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, TimeoutError

from api.roles import RouteRule
from api.sessions import COOKIE, form_proof
from register.settings import settings
from tests.trust.crawling import known_values, paths_of
from tests.trust.hostile_register import FIELDS, PER_PAYLOAD, HostileRegister

SHOWN = re.compile(r"xss(?:\(|%28|&#40;|&lpar;|&amp;lpar;|&amp;#40;)(\d+)")
LISTEN = """
window.xss = (number) => noteRun(String(number));
for (const name of ["alert", "confirm", "prompt", "open"]) window[name] = () => noteRun(name);
document.addEventListener("securitypolicyviolation", (event) =>
  noteViolation(`${event.violatedDirective} ${event.blockedURI}`));
"""
# What none of our pages has: whatever of it is there came from a payload.
FOREIGN = """() => {
  const found = [];
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name)) found.push(`${node.tagName} ${name}`);
      const isAddress = ["href", "src", "action", "formaction", "data"].includes(name);
      if (isAddress && /^\\s*(javascript|vbscript|data:text)/i.test(value)) {
        found.push(`${node.tagName} ${name} ${value.slice(0, 40)}`);
      }
    }
  }
  const never = "iframe, object, embed, base, meta[http-equiv=refresh i], math, " +
    "marquee, video, audio, img[src='x'], portal, frameset, script:not([src]), " +
    "animate, set, foreignObject, isindex";
  for (const node of document.querySelectorAll(never)) found.push(node.tagName);
  return found;
}"""
# A planted fault: texts of our scripts and what they become.
REWRITTEN: dict[str, str] = {}


@dataclass
class Seen:
    """What came of it: ``shown`` has the numbers of payloads by place."""

    pages: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    shown: dict[str, set[int]] = field(default_factory=dict)
    place: str = ""

    def note(self, where: str, numbers: Iterator[str]) -> None:
        """These payloads were to be seen there."""
        self.shown.setdefault(where, set()).update(int(number) for number in numbers)

    def payloads(self) -> int:
        """How many different ones were shown anywhere."""
        return len({number // PER_PAYLOAD for shown in self.shown.values() for number in shown})

    def fields(self) -> set[str]:
        """The fields whose payloads were shown."""
        numbers = {number for shown in self.shown.values() for number in shown}
        return {FIELDS[number % PER_PAYLOAD] for number in numbers}


@contextmanager
def watched(
    browser: Browser, address: str, seen: Seen, secret: str, *, has_policy: bool, has_maps: bool
) -> Iterator[Page]:
    """A page of a visitor; without the policy nothing stands between a payload and its running.

    Without maps a page is open much sooner: they are looked at apart.
    """
    context = browser.new_context(bypass_csp=not has_policy)
    _listen(context, address, seen)
    if secret:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": address}])
    if not has_maps:
        context.route("**/api/**", lambda route: route.abort())
    page = context.new_page()
    page.on("dialog", lambda dialog: (_count(seen.runs, seen, "dialog"), dialog.dismiss()))
    yield page
    context.close()


def _listen(context: BrowserContext, address: str, seen: Seen) -> None:
    def run(_source: Any, what: str) -> None:
        _count(seen.runs, seen, what)

    def violation(_source: Any, what: str) -> None:
        _count(seen.violations, seen, what)

    def request(asked: Any) -> None:
        host = urlsplit(asked.url).netloc
        if host and host not in (urlsplit(address).netloc, tiles):
            _count(seen.hosts, seen, host)

    # Whose tiles the base map has is a setting; none of them is waited for here.
    tiles = urlsplit(settings().tile_url).netloc
    context.route(lambda url: urlsplit(url).netloc == tiles, lambda route: route.abort())

    context.expose_binding("noteRun", run)
    context.expose_binding("noteViolation", violation)
    context.add_init_script(LISTEN)
    context.on("request", request)
    if REWRITTEN:
        context.route("**/*.js*", _rewritten)


def _rewritten(route: Route) -> None:
    answer = route.fetch()
    words = answer.text()
    for before, after in REWRITTEN.items():
        words = words.replace(before, after)
    route.fulfill(response=answer, body=words)


def _count(counter: Counter[str], seen: Seen, what: str) -> None:
    counter[f"{what} on {seen.place}"] += 1


def addresses(
    client: Client, rules: list[RouteRule], made: HostileRegister
) -> Iterator[tuple[str, str, Response]]:
    """Every address of a route of pages with its answer: route, address, answer."""
    values = known_values(is_whole=False)
    values["reference"] = [f"{one[:5]}-{one[5:]}" for one in made.references]
    values["version"] = ["2"]
    for rule in rules:
        if rule.method == "GET" and not rule.path.startswith("/api/"):
            for path in paths_of(rule, values):
                yield rule.path, path, client.get(path)


def echoes(
    client: Client, rules: list[RouteRule], made: HostileRegister, csrf: str, most: int
) -> Iterator[tuple[str, Response]]:
    """What is answered to payloads typed into every parameter and form, right or wrong."""
    form = ("name", "summary", "address", "words", "reference", "postcode", "email", "password",
            "your_email", "code", "token", "label", "phone", "website", "reason", "place", "lon",
            "kind", "csv", "next", "public_answer", "reply_to", "contact", "who", "topic", "serves",
            "old_password", "new_password", "was.name", "contact_name", "note", "q")  # fmt: skip
    slug = next(iter(made.slugs.values()))
    values = {**known_values(is_whole=False), "slug": [slug], "reference": made.references[:1]}
    values |= {name: given[:1] for name, given in values.items() if name.endswith("_id")}
    for number in range(min(len(made.payloads), most)):
        typed = {name: made.text(number, "typed") for name in form}
        for rule in rules:
            is_risky = "/sign-out" in rule.path or "/account/sessions" in rule.path
            if rule.path.startswith("/api/") or is_risky or "{form}" in rule.path:
                continue
            path = next(paths_of(rule, values))
            if rule.method == "GET":
                yield f"{rule.path}?", client.get(path, params=typed)
            elif number < 12 or rule.path in ("/suggest", "/sign-in", "/field", "/suggest/{slug}"):
                data = {**typed, "csrf": csrf}
                yield f"POST {rule.path}", client.post(path, data=data)
        wrong = quote(made.text(number, "typed"), safe="")
        yield "an address that is not there", client.get(f"/{wrong}")


def is_hostile_page(answer: Response) -> bool:
    """Whether a page in HTML holds a payload."""
    is_page = "text/html" in answer.headers.get("content-type", "")
    return is_page and SHOWN.search(answer.text) is not None


def is_echo(answer: Response) -> bool:
    """Whether a page in HTML holds what was typed just now."""
    numbers = SHOWN.findall(answer.text) if is_hostile_page(answer) else ()
    return any(int(number) % PER_PAYLOAD == FIELDS.index("typed") for number in numbers)


def is_file(answer: Response) -> bool:
    """Whether a browser would save it instead of showing it."""
    return "attachment" in answer.headers.get("content-disposition", "")


def look(page: Page, seen: Seen, where: str, url: str) -> None:
    """Open a page, and look at what became of the payloads."""
    seen.place, seen.pages = where, seen.pages + 1
    page.goto(url, wait_until="load")
    _judge(page, seen, where)


def _judge(page: Page, seen: Seen, where: str) -> None:
    for what in page.evaluate(FOREIGN):
        _count(seen.foreign, seen, what)
    seen.note(where, iter(SHOWN.findall(page.content())))


def show(page: Page, seen: Seen, where: str, address: str, answer: Response) -> None:
    """Show an answer that was had already, with its headers, at an address of the site."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name in ("content-type", "content-security-policy", "x-content-type-options")
    }
    url = f"{address}/shown-again"
    page.route(
        url, lambda route: route.fulfill(status=200, headers=headers, body=answer.content), times=1
    )
    look(page, seen, where, url)


def open_popups(page: Page, seen: Seen, where: str, most: int = 5) -> None:
    """Open the pins and heaps of a map one by one, as a keyboard does."""
    pins = page.locator(".asset-pin, .asset-cluster")
    pins.first.wait_for(state="attached", timeout=20_000)
    for number in range(min(pins.count(), most)):
        seen.place = where
        popup = _popup_of(page, pins.nth(number))
        _judge(page, seen, where)
        seen.note(where, iter(SHOWN.findall(popup.inner_text())))
        page.keyboard.press("Escape")


def _popup_of(page: Page, pin: Locator) -> Locator:
    """What opens at a pin; once more where the map drew its pins anew before it came."""
    popup = page.locator(".leaflet-popup").first
    for is_last in (False, False, True):
        pin.focus()
        page.keyboard.press("Enter")
        try:
            popup.wait_for(timeout=10_000)
        except TimeoutError:
            if is_last:
                raise
        else:
            break
    return popup


def proof(secret: str) -> str:
    """What forms of this visitor carry."""
    return form_proof(secret)
