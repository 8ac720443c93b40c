"""Whether an account is set up rightly, asked of the settings, the platform and our own address, in plain words."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from secrets import randbelow, token_hex
from urllib.parse import urlsplit

import httpx

from bot.channel import Busy, MayNotSpeak, OutcomeUnknown, SendError
from bot.channels.wechat_api import WechatApi
from bot.channels.wechat_crypto import Cipher, sign
from bot.settings import WechatSettings

PASSIVE_ONLY = "只能被动回复：值班人员写的答复不会主动送到，要等市民下次来信时才送到"
MOST_SKEW = timedelta(minutes=2)  # pushes are refused beyond ten
PORTS = (None, 80, 443)


class Mark(StrEnum):
    FINE = "✓"
    LOUD = "！"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what to do about it."""

    mark: Mark
    text: str


def path_of(account: WechatSettings) -> str:
    return "/wechat" if account.name == "wechat" else f"/wechat/{account.name}"


def on_paper(account: WechatSettings) -> Iterator[Finding]:
    """What the settings alone tell."""
    token = account.token.get_secret_value()
    if re.fullmatch(r"[0-9A-Za-z]{3,32}", token):
        yield Finding(Mark.FINE, "Token 填了，要和公众平台“服务器配置”里的一字不差")
    else:
        yield Finding(Mark.BAD, "Token 应当是 3 到 32 个字母或数字，公众平台不收别的")
    if re.fullmatch(r"wx[0-9a-f]{16}", account.app_id):
        yield Finding(Mark.FINE, f"AppID {account.app_id}")
    else:
        yield Finding(Mark.LOUD, f"AppID “{account.app_id}”不像 wx 加 16 位，请和公众平台核对")
    if account.mode == "plain":
        yield Finding(
            Mark.LOUD, "明文模式：内容不加密，半路上能看能改。请在公众平台改成安全模式，YIWEN_WECHAT__MODE=safe"
        )
    else:
        yield _key("EncodingAESKey", account, account.aes_key.get_secret_value())
    if previous := account.previous_aes_key.get_secret_value():
        yield _key("上一把 EncodingAESKey", account, previous)
    if not account.app_secret.get_secret_value():
        yield Finding(Mark.LOUD, f"没有填 AppSecret，{PASSIVE_ONLY}")


def _key(name: str, account: WechatSettings, key: str) -> Finding:
    try:
        Cipher(account.token.get_secret_value(), key, account.app_id)
    except ValueError:
        return Finding(Mark.BAD, f"{name} 有 {len(key)} 个字符或有不该有的符号；应当是 43 个字母、数字（解出 32 字节）")
    return Finding(Mark.FINE, f"{name} 43 个字符，解出 32 字节")


async def at_the_platform(api: WechatApi) -> AsyncIterator[Finding]:
    """Token, whitelist and the permission to speak first; stops at the first thing without which the rest fails."""
    try:
        await api.prove()
    except SendError as error:
        said = str(error)
        yield Finding(Mark.BAD, said if "access_token" in said else f"取不到 access_token：{said}")
        return
    yield Finding(Mark.FINE, "取到了 access_token：AppID、AppSecret、IP 白名单都对")
    try:
        await api.probe()
    except MayNotSpeak as error:
        yield Finding(Mark.LOUD, f"{PASSIVE_ONLY}（{error}）")
        return
    except (Busy, OutcomeUnknown) as error:
        yield Finding(Mark.LOUD, f"平台没有回答能不能主动发消息（{error}），过一会儿再查")
        return
    except SendError:
        pass  # it minds the made-up citizen only
    yield Finding(Mark.FINE, "能主动发消息（客服消息）：值班人员的答复会直接送到")


async def at_our_address(
    account: WechatSettings, public_url: str, http: httpx.AsyncClient, clock: Callable[[], datetime]
) -> Finding:
    """What the console does when the address is saved there."""
    if not public_url:
        return Finding(Mark.LOUD, "没有填 YIWEN_PUBLIC_URL，不能替公众平台试一次服务器地址")
    url = public_url.rstrip("/") + path_of(account)
    if urlsplit(url).port not in PORTS:
        return Finding(Mark.BAD, f"{url}：公众平台只连 80 和 443 端口")
    timestamp, nonce, echo = str(int(clock().timestamp())), str(randbelow(10**10)), token_hex(8)
    signature = sign(account.token.get_secret_value(), timestamp, nonce)
    asked = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    try:
        response = await http.get(url, params=asked, follow_redirects=False)
    except httpx.HTTPError as error:
        return Finding(Mark.BAD, f"{url} 连不上（{type(error).__name__}）：一问在运行吗？域名、证书、反向代理对吗？")
    if response.status_code == 200 and response.text == echo:
        return Finding(Mark.FINE, f"{url} 按公众平台的办法验过，把它填进“服务器地址(URL)”")
    return Finding(Mark.BAD, f"{url} {_why(response)}")


def _why(response: httpx.Response) -> str:
    if response.is_redirect:
        return f"转去了 {response.headers.get('location', '')[:100]}，公众平台不跟着跳转，请填最终地址"
    reasons = {403: "拒绝了签名：正在运行的一问用的 Token 不是这一个，或两边时钟差得多",
               404: "没有这个地址：正在运行的一问没有接这个公众号，或反向代理没有转过来",
               502: "反向代理后面的一问没有运行", 504: "反向代理后面的一问没有回答"}  # fmt: skip
    return f"回了 {response.status_code}：{reasons.get(response.status_code, '不是验证要的回答，看看反向代理')}"


async def of_the_clock(api_base: str, http: httpx.AsyncClient, clock: Callable[[], datetime]) -> Finding | None:
    """A push whose time differs from ours by ten minutes is refused; None when nobody told the time."""
    try:
        told = (await http.head(api_base)).headers.get("date", "")
        skew = clock() - parsedate_to_datetime(told).astimezone(UTC)
    except (httpx.HTTPError, ValueError):
        return None
    if abs(skew) <= MOST_SKEW:
        return Finding(Mark.FINE, "服务器时钟是准的")
    way = "快" if skew > timedelta() else "慢"
    return Finding(
        Mark.BAD, f"服务器时钟{way}了 {abs(skew) // timedelta(minutes=1)} 分钟，差 10 分钟就拒收全部消息，请对时"
    )
