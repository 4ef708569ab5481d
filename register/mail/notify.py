"""Sending by GOV.UK Notify, where the council uses it: through its own client, by one template.

The template has one placeholder for the subject and one for the text. With an error Notify says
that it has not taken a mail; where no answer came nobody can know, and it is not sent again.
"""

from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from requests import ConnectionError as NotReached
from requests import ConnectTimeout

from register.settings import Settings

SECONDS = 30
AGAIN = (429, 500, 502, 503, 504)
ANSWER_TO = """{words}

To answer, write to {reply_to}
"""


def post_by_notify(
    mail_id: int, to_address: str, subject: str, words: str, unsubscribe: str, chosen: Settings
) -> tuple[str, str]:
    """Hand one mail to Notify; answers what became of it, and why."""
    client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
        chosen.notify_api_key.get_secret_value(), chosen.notify_url, timeout=SECONDS
    )
    try:
        client.send_email_notification(  # type: ignore[no-untyped-call]
            email_address=to_address,
            template_id=chosen.notify_template_id,
            personalisation={"subject": subject, "message": words},
            reference=f"register-{mail_id}",
            one_click_unsubscribe_url=unsubscribe or None,
        )
    except HTTPError as error:
        return _what_became(error)
    except InvalidResponse as error:  # it took the request: what it said is not known
        return "unknown", type(error).__name__
    return "sent", ""


def _what_became(error: HTTPError) -> tuple[str, str]:
    cause = error.__cause__
    if getattr(cause, "response", None) is None:
        was_reached = not isinstance(cause, ConnectTimeout) and not _was_refused(cause)
        return "unknown" if was_reached else "waiting", type(cause).__name__
    status = error.status_code
    return "waiting" if status in AGAIN else "refused", f"answer {status}"


def _was_refused(cause: BaseException | None) -> bool:
    """Whether the line was never made, so that nothing can have been sent."""
    return isinstance(cause, NotReached) and "NewConnectionError" in repr(cause)
