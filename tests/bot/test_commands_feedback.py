"""`yiwen feedback` where there is nothing to read yet; what it reads is in the stories."""

from pathlib import Path

import pytest

from bot.commands_feedback import run_feedback
from bot.refusal import CannotDo


@pytest.mark.parametrize("place", ["empty.db", "nowhere/at/all.db"])
async def test_a_database_without_messages_is_a_sentence(tmp_path: Path, place: str) -> None:
    with pytest.raises(CannotDo, match="先启动一次"):
        await run_feedback(f"sqlite+aiosqlite:///{tmp_path / place}")
