"""Who gets to the trainers' pages."""

from __future__ import annotations

import pytest
from console_forms import OWN, PASSWORD, sign_in
from starlette.testclient import TestClient

from bot.servicing.staff import Role


def test_without_a_session_one_is_asked_to_sign_in_and_led_back(client: TestClient) -> None:
    asked = client.get("/trainer/models")
    assert asked.headers["location"] == "/console/sign-in?next=/trainer/models"
    data = {"name": "trainer", "password": PASSWORD, "next": "/trainer/models"}
    answer = client.post("/console/sign-in", data=data, headers=OWN)
    assert answer.headers["location"] == "/trainer/models"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.TRAINER, 200), (Role.SUPERVISOR, 200), (Role.AGENT, 403), (Role.AUDITOR, 403)],
)
def test_trainers_and_supervisors_get_in(client: TestClient, role: Role, status: int) -> None:
    sign_in(client, role)
    assert client.get("/trainer/models").status_code == status


def test_a_trainer_who_signs_in_arrives_at_the_training(client: TestClient) -> None:
    data = {"name": "trainer", "password": PASSWORD}
    answer = client.post("/console/sign-in", data=data, headers=OWN)
    assert answer.headers["location"] == "/trainer/"
    assert client.get("/trainer/").headers["location"].startswith("/trainer/")
