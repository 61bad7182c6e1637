def test_the_application_answers_on_each_database(app, client):
    response = client.get("/api/v1/no-such-thing")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json["code"] == "not-found"
    assert response.json["request_id"]
