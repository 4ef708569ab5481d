"""How often strangers may suggest: enough for a busy library's one address, not for a machine."""

from register.people.limits import Limit

SUGGESTIONS_FROM_PLACE = Limit("suggestion from place", 20, 60)
SUGGESTIONS_IN_ALL = Limit("suggestions in all", 600, 60)
REFERENCES_FROM_PLACE = Limit("reference from place", 60, 15)
