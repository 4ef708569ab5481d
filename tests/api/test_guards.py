"""What every answer bears, and what no request gets past."""

import pytest

PAGES = ["/", "/map", "/wards", "/wards/hendon", "/about", "/field", "/nowhere", "/map?postcode=x"]


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/kinds", "/api/v1/assets?limit=0"])
def test_every_answer_bears_the_strict_headers(client, path):
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "cache-control" in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_script_or_other_hosts(client, path):
    page = client.get(path).text
    assert "<script>" not in page
    assert " onclick" not in page
    assert 'src="http' not in page
    assert "://cdn" not in page


def test_a_large_body_is_refused_by_count_not_by_promise(client, token):
    chunks = (b"x" * 50_000 for _ in range(10))
    headers = {"Authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = client.post("/api/v1/assets", content=chunks, headers=headers)
    assert answer.status_code == 413
    assert "send less" in answer.json()["detail"]


def test_a_foreign_origin_may_not_send_forms(client):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post("/sign-in/key", data={"token": "x"}, headers=headers)
        assert answer.status_code == 403


def test_a_page_with_a_form_lets_the_browser_name_its_origin(client):
    for path in ("/field", "/sign-in"):
        assert client.get(path).headers["referrer-policy"] == "same-origin"


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_public_answers_are_fresh_or_not_modified(client, add):
    first = client.get("/api/v1/assets")
    again = client.get("/api/v1/assets", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "must-revalidate" in first.headers["cache-control"]
    add()
    changed = client.get("/api/v1/assets", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert len(changed.json()["features"]) == 1


def test_the_api_may_be_read_from_other_sites_but_not_written(client):
    assert client.get("/api/v1/kinds").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.post("/api/v1/assets", json={}).headers


def test_errors_are_pages_for_people_and_problems_for_programs(client):
    page = client.get("/wards/atlantis")
    assert page.status_code == 404
    assert "<h1" in page.text
    problem = client.get("/api/v1/localities/ward/atlantis")
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    assert set(problem.json()) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/v1/kinds", {"Host": "elsewhere.example"}, 400),
        ("POST", "/api/v1/assets", {"Origin": "https://evil.example"}, 403),
    ],
)
def test_programs_get_problem_details_and_browsers_plain_words(
    client, method, path, headers, status
):
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    page = client.request(method, "/suggest", headers=headers)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "address",
    [
        *("/wards/%00", "/wards/%00/list.csv", "/reports/wards/%00", "/assets/%00", "/suggest/%00"),
        *("/assets/%00/claim", "/own-entries/%00/offers", "/api/v1/localities/ward/%00", "/%00"),
    ],
)
def test_an_address_with_a_character_that_text_never_has_is_not_there(client, address):
    assert client.get(address).status_code == 404
