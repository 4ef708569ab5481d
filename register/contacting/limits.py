"""How many messages are passed on: enough for people, too few for whoever sends to everybody."""

from register.people.limits import Limit, admit

FROM_PLACE = Limit("message from place", 6, 60)
TO_CONTACT = Limit("message to contact", 20, 24 * 60)
OF_WORDS = Limit("message of words", 3, 24 * 60)
IN_ALL = Limit("message in all", 300, 60)
ONCE = Limit("message once", 1, 24 * 60)

FROM_YOU = "That was a lot of messages from your connection. Please try again in an hour."
SAME_WORDS = "The same message has been sent several times already. Please write to each in person."
TO_THEM = "They have had many messages today. Please try again tomorrow, or use another way."
FROM_ALL = "We are passing on too many messages just now. Please try again in an hour."


def find_excess(place: str, address: str, words: str) -> str | None:
    """Count a message against every limit; the sentence of the first that it is beyond, or None.

    The narrowest first: one place that floods does not use up what is there for all.
    """
    counted = (
        (FROM_PLACE, place, FROM_YOU),
        (OF_WORDS, " ".join(words.lower().split()), SAME_WORDS),
        (TO_CONTACT, address.lower(), TO_THEM),
        (IN_ALL, "all", FROM_ALL),
    )
    return next((said for limit, who, said in counted if not admit(limit, who)), None)
