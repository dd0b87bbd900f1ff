from __future__ import annotations

from django.test import Client

from leaderboard.models import Dataset, Submission
from tasks.registry import TASKS

URL = "/api/v1/tasks"
S22 = "noncovalent-interactions"


def test_tasks_come_in_the_order_of_the_columns(client: Client, db: None) -> None:
    said = client.get(URL).json()["tasks"]
    assert [one["slug"] for one in said] == list(TASKS)
    assert all(one["metrics"][0]["unit"] and one["sources"][0]["link"] for one in said)


def test_a_task_names_its_data_by_hash(client: Client, datasets: list[Dataset]) -> None:
    said = client.get(f"{URL}/{S22}").json()
    dataset = Dataset.objects.current().get(task=S22)
    assert said["task"]["dataset"]["references_sha256"] == dataset.references_sha256
    assert said["task"]["dataset"]["systems"] == 22
    assert (said["scale"], said["rows"]) == (None, [])


def test_the_standings_of_a_task_begin_with_the_smallest_error(
    client: Client, published: list[Submission]
) -> None:
    said = client.get(f"{URL}/{S22}").json()
    values = [row["result"]["metric"]["value"] for row in said["rows"][:-1]]
    assert values == sorted(values)
    assert said["rows"][-1]["potential"] == "null"
    assert said["scale"]["null"]["value"] == said["rows"][-1]["result"]["metric"]["value"]


def test_an_unknown_task_is_not_found(client: Client, db: None) -> None:
    answer = client.get(f"{URL}/alchemy")
    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no task alchemy.")
