"""What the citizen's pages say about time, and what can be tapped in them."""

from datetime import datetime

import pytest

from bot.channels.webchat_pages import near, tappable
from bot.policy.book import SHANGHAI

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((2026, 11, 24, 8, 5), "8:05"),
        ((2026, 11, 23, 23, 59), "昨天 23:59"),
        ((2026, 11, 25, 0, 0), "明天 0:00"),
        ((2026, 11, 28, 8, 30), "周六 8:30"),
        ((2026, 12, 1, 8, 30), "12 月 1 日 8:30"),
        ((2026, 11, 22, 8, 30), "11 月 22 日 8:30"),
        ((2027, 1, 4, 8, 30), "2027-01-04 8:30"),
    ],
)
def test_times_are_near(at: tuple[int, int, int, int, int], words: str) -> None:
    assert near(datetime(*at, tzinfo=SHANGHAI), TUESDAY) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("打 0571-87654321 问", '打 <a class="tel" href="tel:057187654321">0571-87654321</a> 问'),
        ("13800001111。", '<a class="tel" href="tel:13800001111">13800001111</a>。'),
        ("教基〔2013〕7号，2026-11-24", "教基〔2013〕7号，2026-11-24"),
        ("110101199001011234", "110101199001011234"),
        (
            "上 www.chsi.com.cn 查",
            '上 <a href="https://www.chsi.com.cn" target="_blank" rel="noopener">www.chsi.com.cn</a> 查',
        ),
        (
            "https://cjcx.neea.edu.cn/a?b=1&c=2，",
            '<a href="https://cjcx.neea.edu.cn/a?b=1&amp;c=2" target="_blank" rel="noopener">'
            "https://cjcx.neea.edu.cn/a?b=1&amp;c=2</a>，",
        ),
        ('<b onclick="x">', "&lt;b onclick=&#34;x&#34;&gt;"),
        ('javascript:alert("1.cn")', "javascript:alert"),
    ],
)
def test_numbers_and_addresses_can_be_tapped_and_the_rest_is_escaped(text: str, html: str) -> None:
    assert html in str(tappable(text))
