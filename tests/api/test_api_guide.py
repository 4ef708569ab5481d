"""The guide to the API names everything that the API has."""


def test_a_stranger_finds_every_operation_and_who_may_write(client):
    guide = client.get("/api").text
    described = client.get("/api/v1/openapi.json").json()
    for path in described["paths"]:
        assert path in guide
    assert "Needs a token" in guide
    assert "request_id" in str(described)
