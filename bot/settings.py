"""Every setting, from the environment or a `.env` file, with the prefix YIWEN_ and `__` between levels."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableSettings

from handoff.database import known
from handoff.worktime import DutyHours

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$")]


class SettingsError(Exception):
    """One clear Chinese sentence for each setting that cannot be used."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WechatSettings(Section):
    """One official account (服务号). Without a token the channel is off."""

    name: Name = Field("wechat", description="这个公众号的名字；第二个公众号的地址是 /wechat/名字")
    mode: Literal["safe", "plain"] = Field("safe", description="safe 安全模式（推荐），plain 明文模式")
    token: SecretStr = Field(SecretStr(""), description="公众平台“服务器配置”里的令牌 Token")
    app_id: str = Field("", description="AppID，wx 开头")
    aes_key: SecretStr = Field(SecretStr(""), description="EncodingAESKey，43 个字符，安全模式必填")
    previous_aes_key: SecretStr = Field(SecretStr(""), description="换密钥时的上一把，过渡期用")
    app_secret: SecretStr = Field(SecretStr(""), description="AppSecret；填了才能主动发消息")
    api_base: str = Field("https://api.weixin.qq.com", description="接口地址")
    message_quota: int = Field(5, ge=0, description="市民发一条消息后可主动回几条")
    message_window_hours: float = Field(48, gt=0, description="上面的条数多少小时内有效")
    small_quota: int = Field(3, ge=0, description="点菜单、关注、扫码后可主动发几条")
    small_window_seconds: float = Field(60, gt=0, description="上面的条数多少秒内有效")

    @property
    def on(self) -> bool:
        return bool(self.token.get_secret_value())

    @property
    def problem(self) -> str | None:
        """Why this account cannot be served, or None."""
        if not self.on:
            return None
        if not self.app_id:
            return "YIWEN_WECHAT__APP_ID 没有填"
        keys = {"AES_KEY": self.aes_key, "PREVIOUS_AES_KEY": self.previous_aes_key}
        for name, key in keys.items() if self.mode == "safe" else ():
            wanted = name == "AES_KEY" or key.get_secret_value()
            if wanted and not re.fullmatch(r"[0-9A-Za-z+/]{43}", key.get_secret_value()):
                return f"YIWEN_WECHAT__{name} 应当是 43 个字母、数字（公众平台“服务器配置”里的 EncodingAESKey）"
        return None


class TelegramSettings(Section):
    """An optional demonstration channel. Without a token it is off."""

    token: SecretStr = Field(SecretStr(""), description="机器人 token；留空不启用")
    secret: SecretStr = Field(SecretStr(""), description="webhook 的 secret_token，自己定，16 个以上字母、数字、_、-")
    api_base: str = Field("https://api.telegram.org", description="接口地址")

    @property
    def on(self) -> bool:
        return bool(self.token.get_secret_value())

    @property
    def problem(self) -> str | None:
        """Why this bot cannot be served, or None."""
        if not self.on:
            return None
        if not re.fullmatch(r"\d+:[\w-]+", self.token.get_secret_value(), re.ASCII):
            return "YIWEN_TELEGRAM__TOKEN 应当像 123456:ABC-def（@BotFather 给的）"
        if not re.fullmatch(r"[\w-]{16,256}", self.secret.get_secret_value(), re.ASCII):
            return "YIWEN_TELEGRAM__SECRET 要填 16 到 256 个字母、数字、_ 或 -（没有它，谁都能冒充平台）"
        return None


class DutySettings(Section):
    """When somebody sits at the desk. Holidays and make-up workdays are known; own closures are added here."""

    periods: tuple[str, ...] = Field(("8:30-12:00", "14:30-18:00"), description="工作日的值班时段")
    closures: tuple[str, ...] = Field((), description="本局自己的停休日，如 2026-12-31 或 2026-02-10..2026-02-12")

    @model_validator(mode="after")
    def _readable(self) -> "DutySettings":
        DutyHours(periods=self.periods, closures=self.closures)
        return self


class AlertSettings(Section):
    """Who is told when something waits too long. No personal data is ever in an alert."""

    wecom_robot: SecretStr = Field(SecretStr(""), description="企业微信群机器人的 webhook 地址")
    smtp_host: str = Field("", description="邮件服务器；留空不发邮件")
    smtp_port: int = Field(465, description="邮件端口")
    smtp_security: Literal["tls", "starttls", "plain"] = Field(
        "tls", description="tls 一开始就加密（多为 465 端口），starttls（多为 587），plain 不加密"
    )
    smtp_user: str = Field("", description="邮件账号")
    smtp_password: SecretStr = Field(SecretStr(""), description="邮件密码")
    mail_from: str = Field("", description="发件人")
    mail_to: tuple[str, ...] = Field((), description="收件人")
    waiting_minutes: int = Field(10, ge=1, description="值班时间内多少分钟没人接就提醒")


class Settings(BaseSettings):
    """The whole installation; see docs/settings.md for the list."""

    model_config = SettingsConfigDict(
        env_prefix="YIWEN_",
        env_nested_delimiter="__",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Field(Path("data"), description="数据文件夹：SQLite 数据库、引擎缓存、收到的图片")
    database_url: str = Field("", description="数据库；留空用数据文件夹里的 SQLite，或 postgresql://用户:密码@主机/库")
    faq_dir: Path | None = Field(None, description="本局自己的政策文件夹；留空用随附的")
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="签名访客 cookie、记下谁取消关注用的密钥；留空自动生成在数据文件夹",
    )
    host: str = Field("127.0.0.1", description="监听地址")
    port: int = Field(8000, ge=0, le=65535, description="监听端口")
    public_url: str = Field("", description="市民看到的网址，如 https://ask.example.gov.cn")
    trusted_proxies: str = Field("127.0.0.1", description="反向代理的地址，信任它转来的客户端地址")
    chat_per_minute: int = Field(30, ge=1, description="一个网页访客每分钟最多发几条")
    visitors_per_minute: int = Field(120, ge=1, description="一个来源地址每分钟最多发几条")
    burst_seconds: float = Field(1.5, ge=0, le=3, description="几秒内连发的半句话合成一问；0 不等")
    log_json: bool = Field(False, description="日志用 JSON 一行一条")
    wechat: WechatSettings = Field(default_factory=lambda: WechatSettings(), description="公众号")
    wechat_more: tuple[WechatSettings, ...] = Field((), description="更多公众号，JSON 列表")
    telegram: TelegramSettings = Field(default_factory=lambda: TelegramSettings(), description="Telegram，演示用")
    duty: DutySettings = Field(default_factory=lambda: DutySettings(), description="值班时间")
    alerts: AlertSettings = Field(default_factory=lambda: AlertSettings(), description="提醒值班人员")

    @field_validator("database_url")
    @classmethod
    def _usable(cls, url: str) -> str:
        if url:
            known(url)
        return url

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'yiwen.db'}"

    @property
    def wechats(self) -> tuple[WechatSettings, ...]:
        return tuple(account for account in (self.wechat, *self.wechat_more) if account.on)

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(**changes: Any) -> Settings:
    """Raises SettingsError in words an administrator can act on."""
    try:
        settings = Settings(**changes)
    except ValidationError as error:
        raise SettingsError("；".join(map(_say, error.errors()))) from error
    except UnreadableSettings as error:
        field = str(error).partition('"')[2].partition('"')[0].upper()
        raise SettingsError(f'设置 YIWEN_{field} 不对：列表要写成 JSON，如 ["8:30-12:00","14:30-18:00"]') from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env 文件读不了：要是 UTF-8 文本，运行一问的账号要能读（{error}）") from error
    more = [account for account in settings.wechat_more if account.problem]
    problems = [settings.wechat.problem, *(f"公众号 {account.name}：{account.problem}" for account in more)]
    names = [account.name for account in settings.wechats]
    if len(set(names)) < len(names):
        problems.append("YIWEN_WECHAT_MORE 里有重名的公众号，每个要有自己的 name（地址是 /wechat/name）")
    for problem in (*problems, settings.telegram.problem):
        if problem:
            raise SettingsError(problem)
    return settings


def _say(problem: Any) -> str:
    name = "YIWEN_" + "__".join(str(part).upper() for part in problem["loc"])
    context = {key: str(value).replace("' or '", "、").strip("'") for key, value in problem.get("ctx", {}).items()}
    words = _SAY.get(problem["type"])
    return f"设置 {name} 不对：{words.format(**context) if words else problem['msg']}"


_SAY = {
    "int_parsing": "应当是整数",
    "float_parsing": "应当是数字",
    "bool_parsing": "应当是 true 或 false",
    "literal_error": "只能是 {expected} 之一",
    "less_than_equal": "不能大于 {le}",
    "greater_than_equal": "不能小于 {ge}",
    "value_error": "{error}",
    "extra_forbidden": "没有这个设置",
    "string_pattern_mismatch": "只能用小写字母、数字、下划线和减号",
}
