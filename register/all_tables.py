"""Every table of the register, so that migrations see them all."""

from register.assets import tables as assets
from register.events import tables as events
from register.kinds import tables as kinds
from register.mail import tables as mail
from register.offers import tables as offers
from register.people import tables as people
from register.places import tables as places
from register.privacy import tables as privacy
from register.proposals import tables as proposals
from register.publishing import tables as publishing
from register.relations import tables as relations
from register.representatives import tables as representatives
from register.runs import tables as runs
from register.schedules import tables as schedules
from register.search import tables as search
from register.tables import Base
from register.verification import tables as verification

ROOMS = (
    assets,
    events,
    kinds,
    mail,
    offers,
    people,
    places,
    privacy,
    proposals,
    publishing,
    relations,
    representatives,
    runs,
    schedules,
    search,
    verification,
)
METADATA = Base.metadata
