"""`yiwen alerts`: one try through every way to duty staff, so that the first real alert is not the first at all."""

from collections.abc import Sequence
from smtplib import SMTPAuthenticationError
from ssl import SSLError

import httpx

from bot.outgoing.alerts import Alert, Notice, ways_of
from bot.refusal import CannotDo
from bot.settings import Settings

TRIAL = Notice(key="trial", text="这是一条试发的提醒，收到就说明通了。")
NONE = (
    "没有设置提醒：填 YIWEN_ALERTS__WECOM_ROBOT（企业微信群机器人）或 SMTP_HOST、MAIL_TO（邮件），见 docs/settings.md"
)
NAMES = {"Robot": "企业微信群机器人", "Mail": "邮件"}


async def run_alerts(settings: Settings) -> int:
    """1 when one of the ways failed; raises CannotDo when there is none."""
    async with httpx.AsyncClient(timeout=10) as http:
        ways = ways_of(settings.alerts, http)
        if not ways:
            raise CannotDo(NONE)
        return await _try(ways)


async def _try(ways: Sequence[Alert]) -> int:
    failed = 0
    for way in ways:
        name = NAMES.get(type(way).__name__, type(way).__name__)
        try:
            await way(f"一问：{TRIAL.text}", [TRIAL])
            print(f"✓ {name}：发出去了，看看收到没有")
        except Exception as error:
            failed = 1
            print(f"✗ {name}：{_why(error)}")
    return failed


def _why(error: Exception) -> str:
    """HTTP errors hold the robot's key in their words."""
    if isinstance(error, httpx.HTTPError):
        return f"连不上或地址不对（{type(error).__name__}）"
    if isinstance(error, SMTPAuthenticationError):
        return f"账号或密码不对（{error.smtp_code}）；不少邮箱要填“授权码”，不是登录密码"
    if isinstance(error, SSLError):
        return f"加密连接没有建成（{error.reason}）：证书不可信，或 SMTP_SECURITY 和端口不配"
    if str(error).startswith("93000"):
        return "93000 机器人地址里的 key 不对，或机器人已从群里删掉"
    return f"{error or type(error).__name__}"[:200]
