"""The key that is made once in the data folder: whole, private, and never an empty one."""

from pathlib import Path

import pytest

from bot.app import _kept_secret
from bot.refusal import CannotServe


def test_it_is_made_once_and_readable_to_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    first = _kept_secret(path)
    assert len(first) >= 32
    assert _kept_secret(path) == first
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]


def test_an_empty_one_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.touch()
    with pytest.raises(CannotServe, match="删掉这个文件"):
        _kept_secret(path)
