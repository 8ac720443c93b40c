"""One bureau on WeChat for each story, with a small policy of its own, on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.policy.current import Policy
from tests.faq.folder import Folder
from tests.learned import CACHE
from tests.stories.conftest import Clock
from tests.wechat.bureau import Bureau, bureau


@pytest.fixture(scope="session")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    made = Policy(Folder(tmp_path_factory.mktemp("faq")).write(), CACHE)
    made.engine.match("你好")  # the first question loads the dictionary
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def town(policy: Policy, clock: Clock, tmp_path: Path, database_url: str) -> AsyncIterator[Bureau]:
    """An account that may speak first."""
    async with bureau(policy, clock, tmp_path, database_url) as made:
        yield made


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own .env changes no test."""
    monkeypatch.chdir(tmp_path)
