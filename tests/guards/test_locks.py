"""The locks are in step with pyproject.toml, carry hashes, and name no host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["embedded"]
WANTED = {"server": PROJECT["project"]["dependencies"], "demo": RUN, "dev": RUN + PROJECT["dependency-groups"]["dev"]}


def pins(kind: str) -> dict[str, Version]:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    return {
        canonicalize_name(name): Version(version)
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.M)
    }


@pytest.mark.parametrize("kind", ["server", "demo", "dev"])
def test_the_lock_holds_what_the_project_asks_for(kind: str) -> None:
    locked = pins(kind)
    for line in WANTED[kind]:
        requirement = Requirement(line)
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in requirements/{kind}.txt"
        assert requirement.specifier.contains(version, prereleases=True), f"{line}, but {version} is locked"


@pytest.mark.parametrize("kind", ["server", "demo"])
def test_the_locks_agree(kind: str) -> None:
    dev = pins("dev")
    assert {name: version for name, version in pins(kind).items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("kind", ["server", "demo", "dev"])
def test_the_lock_has_hashes_and_no_address(kind: str) -> None:
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    for block in re.split(r"\n(?=\S)", text.strip()):
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"https?://|--index-url|--extra-index|--find-links|file:", text)
