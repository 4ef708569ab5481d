"""Pages as a browser without script uses them: somebody signed in, and what a form would send."""

import re
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx import Response

from api.sessions import COOKIE, form_proof
from tests.api.callers import new_session


class Browser:
    """Somebody signed in, on pages."""

    def __init__(self, client: TestClient, account_id: UUID) -> None:
        self.client, self.secret = client, new_session(account_id)
        self.headers = {"Cookie": f"{COOKIE}={self.secret}"}

    def get(self, address: str) -> Response:
        return self.client.get(address, headers=self.headers)

    def post(self, path: str, /, **data: Any) -> Response:
        sent = {"csrf": form_proof(self.secret), **data}
        return self.client.post(path, data=sent, headers=self.headers, follow_redirects=False)


def typed_fields(page: Response) -> dict[str, str]:
    """What the first form that changes anything holds, without what is ticked or chosen."""
    form = page.text[re.search(r'<form[^>]*method="post"', page.text).start() :]
    form = form[: form.index("</form>")]
    inputs = re.findall(r"<input[^>]*>", form)
    typed = [one for one in inputs if not re.search(r'type="(radio|checkbox)"', one)]
    return dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', "".join(typed)))
