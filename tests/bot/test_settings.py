"""Settings that cannot be used are refused in one sentence that names them."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings

WRONG = [
    ("PORT", "abc", "应当是整数"),
    ("PORT", "70000", "不能大于 65535"),
    ("BURST_SECONDS", "9", "不能大于 3"),
    ("LOG_JSON", "maybe", "true 或 false"),
    ("DATABASE_URL", "mysql://a/b", "sqlite:///路径 或 postgresql://"),
    ("DATABASE_URL", "yiwen.db", "sqlite:///路径 或 postgresql://"),
    ("DATABASE_URL", "postgresql://u:secret@host:port/db", "sqlite:///路径 或 postgresql://"),
    ("DUTY__PERIODS", "8:30-12:00", "JSON"),
    ("DUTY__PERIODS", "[]", "至少要有一个值班时段"),
    ("DUTY__PERIODS", '["8:30"]', "8:30-12:00"),
    ("DUTY__PERIODS", '["8:00-12:00","11:00-13:00"]', "重叠"),
    ("DUTY__CLOSURES", '["2026-13-01"]', "2026-02-10"),
    ("WECHAT__MODE", "open", "只能是 safe、plain 之一"),
    ("WECHAT__TOKENN", "x", "没有这个设置"),
    ("WECHAT_MORE", "x", "JSON"),
]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_setting_is_named_and_explained(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"YIWEN_{name}", value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert f"YIWEN_{name.partition('__')[0]}" in str(refused.value)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_an_env_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / ".env"
    if content is None:
        place.mkdir()  # a folder is no file of settings: it is not there
        assert read_settings().port == 8000
        return
    place.write_bytes(content)
    with pytest.raises(SettingsError, match=r"\.env"):
        read_settings()


def test_the_env_file_and_nested_names(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        'YIWEN_PORT=8123\nYIWEN_DUTY__PERIODS=["9:00-17:00"]\nYIWEN_PUBLIC_URL=https://ask.cn\n', encoding="utf-8"
    )
    settings = read_settings()
    assert (settings.port, settings.duty.periods, settings.secure_cookies) == (8123, ("9:00-17:00",), True)
