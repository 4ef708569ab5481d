"""The names by which rows and the template name localities."""

from register.runs.localities import locality_keys, offered_localities


def test_a_bare_name_is_the_ward_and_others_say_their_kind(session):
    keys = locality_keys(session)
    assert keys["east finchley"] == "ward:east-finchley"
    assert keys["east finchley town centre"] == "town_centre:east-finchley"
    assert keys["hendon constituency"] == "constituency:hendon"
    assert keys["chipping barnet"].startswith(("town_centre:", "constituency:"))


def test_the_template_offers_all_wards_and_town_centres_and_each_means_itself(session):
    offered, keys = offered_localities(session), locality_keys(session)
    assert len(offered) == len(set(offered)) == 24 + 15 + 4
    assert offered[0] == "Barnet Vale"
    from importers.spreadsheet_localities import served_keys

    meant = [served_keys(keys)(name)[0] for name in offered]
    assert len(set(meant)) == len(offered)
