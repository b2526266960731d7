"""bin/_bootstrap.py: installs when a lock changed, and only then."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from venv import EnvBuilder

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bin" / "_bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script on a project of its own, whose locks are empty."""
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for kind in ("demo", "dev"):
        (requirements / f"{kind}.txt").write_text(f"# nothing for {kind}\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


@pytest.fixture
def installed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the locks that were installed, in order; nothing is fetched, pip itself neither."""
    names: list[str] = []
    monkeypatch.setattr(bootstrap, "create", lambda venv, uv: EnvBuilder(clear=True, symlinks=True).create(venv))
    monkeypatch.setattr(bootstrap, "install", lambda venv, lock, uv: names.append(lock.name))
    return names


def test_the_environment_runs(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)  # no uv: the standard library's venv and pip
    venv = tmp_path / "venv"
    bootstrap.ensure("demo", venv)
    assert subprocess.run([str(venv / "bin" / "python"), "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_nothing_happens_until_the_lock_changes(bootstrap: ModuleType, installed: list[str], tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    bootstrap.ensure("demo", venv)
    bootstrap.ensure("demo", venv)
    assert installed == ["demo.txt"]
    (tmp_path / "requirements" / "demo.txt").write_text("# changed\n")
    bootstrap.ensure("demo", venv)
    assert installed == ["demo.txt", "demo.txt"]


def test_a_development_environment_stays_one(bootstrap: ModuleType, installed: list[str], tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    bootstrap.ensure("dev", venv)
    bootstrap.ensure("demo", venv)
    assert installed == ["dev.txt"]
    (tmp_path / "requirements" / "demo.txt").write_text("# changed\n")
    bootstrap.ensure("demo", venv)
    assert installed == ["dev.txt", "dev.txt"]


def test_a_broken_environment_is_made_anew(bootstrap: ModuleType, installed: list[str], tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text("home = gone\n")
    (venv / "bin" / "python").symlink_to(tmp_path / "gone")
    bootstrap.ensure("demo", venv)
    assert bootstrap.runs(venv / "bin" / "python")
    assert installed == ["demo.txt"]


def test_a_failure_is_a_sentence(bootstrap: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "requirements" / "demo.txt").write_text("a-package-without-a-hash==1.0\n")
    with pytest.raises(bootstrap.Failure, match=r"requirements/demo\.txt could not be installed"):
        bootstrap.ensure("demo", tmp_path / "venv")
    assert not (tmp_path / "venv" / "installed.json").exists()
