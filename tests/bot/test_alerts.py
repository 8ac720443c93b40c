"""Words to duty staff through a robot's HTTP server and a mail server: gathered, kept while a way fails, no secrets."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.commands.alerts import run_alerts
from bot.demo.serving import serving
from bot.outgoing.alerts import GATHER_SECONDS, KEPT, LONGEST_PAUSE, Alerts, Lane, Mail, Notice, Robot, ways_of
from bot.refusal import CannotDo
from bot.settings import AlertSettings, Settings
from tests.bot import posts
from tests.bot.posts import KEY, PASSWORD, USER, mail_server
from tests.handoff.room import Clock

URGENT = Notice(
    key="urgent:A1001", text="紧急事项 A1001 没有人接，等了 0 分钟", link="https://ask.cn/desk/t/A1001", urgent=True
)
CALM = Notice(key="waiting:A1002", text="咨询 A1002 没有人接，等了 12 分钟", link="https://ask.cn/desk/t/A1002")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def robot(clock: Clock) -> posts.Robot:
    return posts.Robot(clock)


@pytest.fixture
async def url(robot: posts.Robot) -> AsyncIterator[str]:
    async with serving(robot.app()) as address:
        yield f"{address}/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
async def alerts(url: str, clock: Clock) -> AsyncIterator[Alerts]:
    async with httpx.AsyncClient() as http:
        yield Alerts([Robot(url, http)], clock=clock)


async def test_what_comes_together_is_one_message_urgent_first(alerts: Alerts, robot: posts.Robot) -> None:
    alerts.tell(CALM)
    alerts.tell(URGENT)
    await alerts.step()
    (text,) = robot.texts
    assert text.splitlines() == [f"【紧急】{URGENT.text} {URGENT.link}", f"· {CALM.text} {CALM.link}"]
    assert robot.taken[0]["mentioned_list"] == ["@all"]


async def test_nobody_is_called_by_name_for_what_can_wait(alerts: Alerts, robot: posts.Robot) -> None:
    alerts.tell(CALM)
    await alerts.step()
    assert "mentioned_list" not in robot.taken[0]


async def test_the_same_is_not_said_again_until_its_time(alerts: Alerts, robot: posts.Robot, clock: Clock) -> None:
    for minutes in (0, 10, 19, 2):
        clock.pass_by(minutes=minutes)
        alerts.tell(CALM)
        await alerts.step()
    assert len(robot.texts) == 2


async def test_a_flood_is_within_the_robots_rate_and_size(alerts: Alerts, robot: posts.Robot, clock: Clock) -> None:
    """The pace is the loop's pause; here the clock runs by it."""
    for number in range(1000):
        alerts.tell(Notice(key=f"{number}", text=f"咨询 A{1001 + number} 没有人接，等了 12 分钟"))
        if number % 10 == 9:
            await alerts.step()
            clock.pass_by(seconds=GATHER_SECONDS)
    assert robot.refused == []
    assert len(robot.texts) == 100
    for number in range(100):
        alerts.tell(Notice(key=f"more {number}", text="咨询 A2001 没有人接" * 3))
    await alerts.step()
    assert robot.refused == []
    shown = robot.texts[-1].splitlines()
    assert shown[-1] == f"（还有 {100 - len(shown) + 1} 件，请看值班台）"
    assert len(robot.texts[-1].encode()) <= 2048


async def test_a_failing_way_keeps_what_it_has_and_slows_down(alerts: Alerts, robot: posts.Robot, clock: Clock) -> None:
    (lane,) = alerts.lanes
    robot.status = 503
    alerts.tell(CALM)
    for _ in range(12):
        await alerts.step()
    assert lane.pause == LONGEST_PAUSE
    robot.status = 200
    alerts.tell(URGENT)
    await alerts.step()
    (text,) = robot.texts
    assert [line[:3] for line in text.splitlines()] == ["【紧急", "· 咨"]
    assert lane.pause == GATHER_SECONDS
    robot.status = 503
    alerts.tell(Notice(key="old", text="旧事"))
    await alerts.step()
    clock.pass_by(seconds=KEPT.total_seconds() + 1)
    robot.status = 200
    await alerts.step()
    assert len(robot.texts) == 1


async def test_one_way_that_fails_hurts_no_other(url: str, robot: posts.Robot, clock: Clock) -> None:
    async def broken(subject: str, notices: Sequence[Notice]) -> None:
        raise OSError("no route to host")

    async with httpx.AsyncClient() as http:
        alerts = Alerts([broken, Robot(url, http)], clock=clock)
        alerts.tell(CALM)
        await alerts.step()
        await alerts.step()
    assert len(robot.texts) == 1


async def test_the_loop_gathers_and_sends_by_itself(clock: Clock) -> None:
    sent, some = list[Sequence[Notice]](), asyncio.Event()

    async def way(subject: str, notices: Sequence[Notice]) -> None:
        sent.append(notices)
        some.set()

    alerts = Alerts([way], clock=clock)
    alerts.lanes[0].pause = 0.01
    task = asyncio.create_task(alerts.run())
    alerts.tell(CALM)
    alerts.tell(URGENT)
    async with asyncio.timeout(20):
        await some.wait()
    assert not task.done()
    task.cancel()
    assert sent == [[URGENT, CALM]]


async def test_a_refusal_is_logged_without_the_key(
    clock: Clock, url: str, robot: posts.Robot, capsys: pytest.CaptureFixture[str]
) -> None:
    async with httpx.AsyncClient() as http:
        lane = Lane(Robot(url.replace(KEY, "wrong-key-of-a-robot"), http), "一问", clock)
        lane.add(CALM)
        await lane.step()
        robot.status = 500
        await lane.step()
        gone = Lane(Robot(f"http://127.0.0.1:9/?key={KEY}", http), "一问", clock)
        gone.add(CALM)
        await gone.step()
    said = "".join(capsys.readouterr())
    assert "93000" in said
    assert said.count("alert_not_sent") == 3
    assert KEY not in said
    assert "wrong-key" not in said


def mail_settings(port: int, security: str, **changes: object) -> AlertSettings:
    values = {"smtp_host": "localhost", "smtp_port": port, "smtp_security": security, "smtp_user": USER,
              "smtp_password": PASSWORD, "mail_from": "yiwen@example.gov.cn",
              "mail_to": ("a@example.gov.cn", "b@example.gov.cn")}  # fmt: skip
    return AlertSettings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
async def test_a_mail_goes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    async with mail_server(tls=security, folder=tmp_path if security != "plain" else None) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        await Mail(mail_settings(server.port, security))("一问：2 件事\n请看", [URGENT, CALM])
    (mail,) = server.mails
    assert (mail["Subject"], mail["To"]) == ("一问：2 件事 请看", "a@example.gov.cn, b@example.gov.cn")
    assert mail["From"] == "yiwen@example.gov.cn"
    assert mail["Date"]
    assert mail["Message-ID"]
    assert mail.get_content().splitlines()[0] == f"【紧急】{URGENT.text} {URGENT.link}"
    assert server.logins == [(USER, security != "plain")]


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_server_that_cannot_prove_itself_gets_no_password(tmp_path: Path, security: str) -> None:
    async with mail_server(tls=security, folder=tmp_path) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            await Mail(mail_settings(server.port, security))("一问", [CALM])
    assert server.logins == []


async def test_a_server_without_encryption_gets_no_password() -> None:
    async with mail_server() as server:
        with pytest.raises(Exception, match="STARTTLS"):
            await Mail(mail_settings(server.port, "starttls"))("一问", [CALM])
    assert server.logins == []


async def test_a_mail_that_was_not_taken_is_tried_again(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    async with mail_server() as server:
        alerts = Alerts([Mail(mail_settings(server.port, "plain"))], clock=clock)
        alerts.tell(CALM)
        server.refuses = True
        await alerts.step()
        server.refuses = False
        await alerts.step()
    assert [mail["Subject"] for mail in server.mails] == [f"一问：{CALM.text}"]
    assert PASSWORD not in "".join(capsys.readouterr())


async def test_only_what_is_set_up_is_a_way(url: str) -> None:
    async with httpx.AsyncClient() as http:
        assert ways_of(AlertSettings(), http) == []
        assert ways_of(AlertSettings(smtp_host="localhost"), http) == []
        both = mail_settings(25, "plain", wecom_robot=url)
        assert [type(one) for one in ways_of(both, http)] == [Robot, Mail]


async def test_the_ways_can_be_tried_from_the_command_line(
    tmp_path: Path, url: str, robot: posts.Robot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with mail_server() as server:
        settings = Settings(alerts=mail_settings(server.port, "plain", wecom_robot=url))
        assert await run_alerts(settings) == 0
        assert "试发" in robot.texts[0]
        assert len(server.mails) == 1
        wrong = mail_settings(server.port, "plain", wecom_robot=url + "x", smtp_password=SecretStr("guess"))
        assert await run_alerts(Settings(alerts=wrong)) == 1
    said = capsys.readouterr().out
    assert "✗ 企业微信群机器人：93000" in said
    assert "✗ 邮件：账号或密码不对（535）" in said
    assert KEY not in said
    with pytest.raises(CannotDo, match="WECOM_ROBOT"):
        await run_alerts(Settings())


def test_a_gathering_keeps_within_twenty_a_minute() -> None:
    assert timedelta(minutes=1).total_seconds() / GATHER_SECONDS < 20
