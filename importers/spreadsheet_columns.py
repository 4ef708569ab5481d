"""The columns of the register's own spreadsheet: headings, explanations, synonyms, choices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``header`` stands in the template; ``synonyms`` are read as the same."""

    name: str
    header: str
    explanation: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    width: float = 16


def _also(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


COLUMNS = (
    Column(
        "name",
        "Name",
        "What the group, place or offer is called. A group, not a person.",
        "Example Heath Gardeners",
        _also(
            "organisation name|organisation|organization|group|group name|name of group|"
            "name of organisation|asset|asset name|title|project name|venue|venue name|"
            "place name|site name"
        ),
        required=True,
        width=34,
    ),
    Column(
        "kind",
        "Kind",
        "What kind of asset it is: choose from the list.",
        "community garden",
        _also("type|asset type|kind of asset|type of asset|category|asset kind|group type"),
        required=True,
        width=24,
    ),
    Column(
        "reference",
        "Reference",
        "Your own number or code for it. Keep it the same each time you send the list, so that a "
        "changed row changes the same asset. Without one, the name and postcode are used.",
        "CG-017",
        _also("ref|id|unique id|your reference|record id|reference number|ref no|asset id"),
    ),
    Column(
        "summary",
        "Summary",
        "A few plain sentences: what happens there and who for. No names of people.",
        "Grows vegetables together on Saturdays.",
        _also("description|about|what it does|activities summary|overview|purpose|aims"),
        width=40,
    ),
    Column(
        "address",
        "Address",
        "Where it is or meets. How much of it is public follows “Public location”.",
        "1 Example Road",
        _also("street address|full address|address line 1|address1|venue address|location address"),
        width=30,
    ),
    Column(
        "postcode",
        "Postcode",
        "Places the asset when there are no coordinates.",
        "ZZ1 1ZZ",
        _also("post code|post-code|postal code|venue postcode"),
        width=11,
    ),
    Column(
        "longitude",
        "Longitude",
        "In degrees, WGS 84. If you give it, give the latitude too.",
        "-0.1915",
        _also("long|lon|lng"),
        width=11,
    ),
    Column("latitude", "Latitude", "In degrees, WGS 84.", "51.6021", _also("lat"), width=11),
    Column(
        "easting",
        "Easting",
        "British National Grid, metres. Instead of longitude and latitude.",
        "525216",
        _also("eastings|os easting|grid easting"),
        width=11,
    ),
    Column(
        "northing",
        "Northing",
        "British National Grid, metres.",
        "197547",
        _also("northings|os northing|grid northing"),
        width=11,
    ),
    Column(
        "serves",
        "Serves",
        "Wards or town centres that it serves, with semicolons between them. Write "
        "(town centre) after a town centre. Not where it is: that is worked out.",
        "First Ward; Second Ward; Old Town (town centre)",
        _also("areas served|area served|wards served|serves wards|serves areas|catchment"),
        width=30,
    ),
    Column(
        "precision",
        "Public location",
        "How finely the place is shown: exact, street, postcode, ward, none; or never, to keep "
        "the whole asset private. Leave it empty for what is usual for the kind (informal groups: "
        "ward, because the address is often somebody's home).",
        "ward",
        _also("precision|location privacy|location precision|show location|privacy of location"),
        ("exact", "street", "postcode", "ward", "none", "never"),
    ),
    Column(
        "contact_name",
        "Contact name",
        "Only with the person's consent, or if the group itself publishes it.",
        "",
        _also("contact|contact person|main contact|name of contact"),
        width=22,
    ),
    Column(
        "contact_role",
        "Contact role",
        "Better than a name: secretary, warden.",
        "secretary",
        _also("role|position|job title|contact position"),
    ),
    Column(
        "email",
        "Email",
        "An address of the group rather than of a person.",
        "hello@example.org",
        _also("e-mail|email address|contact email|e-mail address"),
        width=26,
    ),
    Column(
        "phone",
        "Phone",
        "Keep the first 0: the template holds it as text.",
        "020 7946 0000",
        _also("tel|telephone|telephone number|phone number|tel no|contact number|mobile"),
    ),
    Column(
        "website",
        "Website",
        "A web page or social media page.",
        "https://example.org",
        _also("web|url|web address|web site|web page|website url|link|homepage"),
        width=28,
    ),
    Column(
        "contact_audience",
        "Contact audience",
        "Who may see the contact: public, partners or stewards. Empty means stewards only.",
        "public",
        _also("audience|who can see the contact|contact visible to|contact privacy"),
        ("public", "partners", "stewards"),
    ),
    Column(
        "lawful_basis",
        "Lawful basis",
        "Why the contact may be kept: public task, or consent (then say when and how).",
        "consent",
        _also("legal basis|gdpr basis|basis"),
        ("public task", "consent"),
    ),
    Column(
        "consent_on",
        "Consent on",
        "The day the person agreed, day first.",
        "31/12/2025",
        _also("consent date|date of consent"),
        width=12,
    ),
    Column(
        "consent_how",
        "Consent how",
        "How the person agreed.",
        "signed form",
        _also("how consent was given|consent method|consent given by"),
    ),
    Column(
        "contact_origin",
        "Contact from",
        "Where you have the contact from: the group itself, its website, or another source. "
        "A name from another source is not kept.",
        "group",
        _also("contact origin|origin of contact|contact source"),
        ("group", "website", "source"),
    ),
    Column(
        "age_from",
        "Age from",
        "Youngest age it is for, in years.",
        "8",
        _also("ages from|minimum age|min age|lower age|youngest"),
        width=9,
    ),
    Column(
        "age_to",
        "Age to",
        "Oldest age it is for, in years.",
        "16",
        _also("ages to|maximum age|max age|upper age|oldest"),
        width=9,
    ),
    Column(
        "for_whom",
        "For whom",
        "People it is especially for, as the group itself says; semicolons between them.",
        "Carers; Older people",
        _also("groups|target group|target groups|for who|audience groups|beneficiaries"),
        width=26,
    ),
    Column(
        "for_whom_note",
        "For whom note",
        "Anything more about whom it is for.",
        "",
        _also("for whom notes|note on for whom"),
        width=24,
    ),
    Column(
        "for_whom_said_by",
        "For whom, said by",
        "Who says for whom it is. Group: the group itself told you. Other: it is what you think. "
        "Leave it empty if you do not know.",
        "group",
        _also(
            "for whom said by|who said for whom|said by|declared by|declared by the group|"
            "for whom from|for whom source"
        ),
        ("group", "other"),
    ),
    Column(
        "hosted_at",
        "Meets at",
        "The entry where it meets: its name, or its reference in this list; semicolons between "
        "several. It must be an entry itself, in this list or in the register.",
        "Example Hall",
        _also("hosted at|held at|meets in|host|meeting place"),
        width=26,
    ),
    Column(
        "run_by",
        "Run by",
        "The entry that runs it, in the same way. Never a person.",
        "Example Trust",
        _also("managed by|operated by|run by organisation"),
        width=26,
    ),
    Column(
        "part_of",
        "Part of",
        "The entry that it is a part of, in the same way.",
        "",
        _also("belongs to|member of|parent organisation|parent"),
        width=26,
    ),
    Column(
        "funds",
        "Gives money to",
        "The entries that it gives money to, in the same way.",
        "",
        _also("funds|funder of|pays for"),
        width=26,
    ),
    Column(
        "partners_with",
        "Works with",
        "The entries that it works with, in the same way.",
        "CG-018; Example School",
        _also("partners with|partners|partner organisations|works together with"),
        width=26,
    ),
    Column(
        "relations_shown",
        "Who may see these",
        "Who may see where it meets and whom it belongs to. Empty means usual: everybody, if the "
        "exact places of both are public. Shown: everybody, because the group says so itself. "
        "Hidden: only people who look after these entries.",
        "shown",
        _also("relations shown|show relations|relations public"),
        ("usual", "shown", "hidden"),
    ),
)

# Details of these groups may stand under their own name; of others, after "Detail:". A stray
# column called Area or When in somebody's list would otherwise be taken for a detail.
PLAIN_DETAIL_GROUPS = ("general", "premises", "meeting", "registered")

DETAIL_SYNONYMS = {
    "opening_times": _also(
        "opening times|opening hours|hours|times|schedule|meeting times|meets|when it meets|"
        "when open|session times"
    ),
    "cost": _also("price|fee|fees|charges|cost to attend"),
    "languages": _also("language|languages other than english"),
    "step_free_access": _also(
        "wheelchair access|step free|wheelchair accessible|access|accessible"
    ),
    "how_to_join": _also("how to join|joining|referral route"),
    "capacity": _also("maximum capacity|max capacity|seats"),
    "facilities": _also("amenities|facilities available"),
    "is_for_hire": _also("for hire|available for hire|hire"),
    "hire_cost": _also("hire charges|hire price|cost to hire"),
    "booking": _also("bookings|booking details"),
    "charity_number": _also("charity no|registered charity number|registered charity no"),
    "company_number": _also("company no|registered company number"),
}
