"""`yiwen feedback` where there is nothing to read yet; what it reads is in the stories."""

from pathlib import Path

import pytest

from bot.commands.feedback import run_feedback
from bot.refusal import CannotDo


@pytest.mark.parametrize("there", [True, False])
async def test_a_database_without_messages_is_a_sentence(tmp_path: Path, *, there: bool) -> None:
    place = tmp_path / "yiwen.db"
    if there:
        place.touch()
    with pytest.raises(CannotDo, match="先启动一次"):
        await run_feedback(f"sqlite+aiosqlite:///{place}")
    assert place.exists() == there
