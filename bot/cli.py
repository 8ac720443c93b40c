"""The `yiwen` command: each subcommand is a few lines that call the package which does the work."""

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from bot.refusal import CannotDo, CannotServe
from bot.settings import Settings, SettingsError, read_settings
from faq.load import LoadError

app = App(name="yiwen", help="一问：教育局的问答与值班助手", version_flags=["--version"])
officer = App(name="officer", help="值班人员账号")
wechat = App(name="wechat", help="公众号：检查、发布菜单")
telegram = App(name="telegram", help="Telegram：登记地址")
demo = App(name="demo", help="没有账号也能看它怎么工作")
for group in (officer, wechat, telegram, demo):
    app.command(group)
Flag = Annotated[bool, Parameter(negative=())]


@app.command
def serve() -> None:
    """启动：市民页面、值班台和微信接口，直到 Ctrl-C。"""
    from bot.serving.starting import start

    start(_settings())


@app.command
def migrate() -> None:
    """把数据库升级到现在的结构（serve 会自动做）。"""
    from bot.serving.opening import migrated

    asyncio.run(migrated(_settings()))
    print("数据库已是最新。")


@app.command
def backup(file: Path) -> None:
    """把 SQLite 数据库备份成一个文件，运行着也行；不覆盖已有的。"""
    from bot.commands.backup import run_backup

    print(run_backup(_settings().database, file))


@app.command
def chat(*, jsonl: Flag = False) -> None:
    """在终端里和它对话；--jsonl 给程序用。"""
    from bot.commands.terminal import talk, talk_jsonl

    asyncio.run(talk_jsonl(_settings()) if jsonl else talk(_settings()))


@app.command
def match() -> None:
    """每行一问，输出每行一个 JSON：听成了什么。"""
    from bot.commands.match import match as run

    run(*_policy_dirs())


@app.command
def ask(question: str, *, why: Flag = False) -> None:
    """问一句，看答复；--why 看每个信号的分数。"""
    from bot.commands.match import ask as run

    run(question, *_policy_dirs(), why=why)


@app.command
def evaluate(
    file: Path | None = None,
    *,
    folds: int = 0,
    plot: Path | None = None,
    against: str | None = None,
    floor: str = "",
) -> None:
    """用带答案的问题考一考（TSV、YAML 或文件夹）；--folds 5 拿问法自己考；--floor top1=0.9,wrong=0.05 不到就退出 1。"""
    from bot.commands.evaluate import evaluate as run

    sys.exit(run(file, *_policy_dirs(), folds=folds, plot=plot, against=against, floor=floor))


@app.command
def check(*, local: Flag = False, drafts: Flag = False, phrasings: Flag = False, on: date | None = None) -> None:
    """检查所有政策条目；--local 没填的参数；--drafts 连草稿；--phrasings 更像别的条目的问法（慢）；--on 到那天再看。"""
    from bot.commands.policy import run_check

    sys.exit(run_check(_policy_dirs()[0], local=local, drafts=drafts, phrasings=phrasings, on=on))


@app.command
def tasks(*, on: date | None = None) -> None:
    """管政策的人要办的事：过期、该复核、依据废止、待生效、草稿、没填的参数。"""
    from bot.commands.policy import run_tasks

    sys.exit(run_tasks(_policy_dirs()[0], on=on))


@app.command
def feedback() -> None:
    """市民觉得哪些答复没用，当时是怎么问的（已遮住个人信息）。"""
    from bot.commands.feedback import run_feedback

    asyncio.run(run_feedback(_settings().database))


@app.command
def sources(*, repealed: str | None = None) -> None:
    """依据了哪些文件；--repealed 文号：哪些条目靠它。"""
    from bot.commands.policy import run_sources

    sys.exit(run_sources(_policy_dirs()[0], repealed=repealed))


@app.command
def diff(revision: str, *, questions: Path | None = None, recorded: Flag = False) -> None:
    """和 git 里的旧版本比：哪些问题会换答案、没了答案；--recorded 连市民问过的一起比。"""
    from bot.commands.diff import run_diff

    url = _settings().database if recorded else None
    sys.exit(run_diff(revision, *_policy_dirs(), questions=questions, recorded=url))


@app.command
def reload() -> None:
    """让正在运行的一问重新读政策文件；文件有错就不换，接着用上一版。"""
    from bot.commands.policy import run_reload

    sys.exit(run_reload(_policy_dirs()[0], _settings().data_dir))


@app.command(name="import")
def import_(file: Path, *, name: str | None = None, sheet: str | None = None, apply: Flag = False) -> None:
    """把 Excel 台账变成草稿条目；或收回签过字的审核表（--apply 才写）。"""
    from bot.commands.policy import today
    from bot.commands.sheets import run_import

    sys.exit(run_import(file, _policy_dirs()[0], today(), name=name, sheet=sheet, write_dates=apply))


@app.command
def export(*, xlsx: Path, department: str | None = None, drafts: Flag = False) -> None:
    """导出 Excel 审核表，给科室负责人看、签字。"""
    from bot.commands.policy import today
    from bot.commands.sheets import run_export

    sys.exit(run_export(xlsx, _policy_dirs()[0], today(), department=department, drafts=drafts))


@officer.command(name="add")
def officer_add(name: str, *, role: str = "officer", password_stdin: Flag = False) -> None:
    """新建账号；不给密码就生成一个并显示一次。"""
    from bot.commands.officer import add_officer, given

    print(asyncio.run(add_officer(_settings(), name, role, given(password_stdin))))


@officer.command(name="password")
def officer_password(name: str, *, password_stdin: Flag = False) -> None:
    """忘了密码，换一个：问两遍，直接回车就生成一个并显示一次；原来登录着的都退出。"""
    from bot.commands.officer import asked_for, given, set_password

    password = given(password_stdin) if password_stdin else asked_for()
    print(asyncio.run(set_password(_settings(), name, password)))


@officer.command(name="role")
def officer_role(name: str, role: str) -> None:
    """换角色：officer 值班员，supervisor 值班负责人，curator 答复编辑，stranger 没有权限；马上生效。"""
    from bot.commands.officer import set_role

    print(asyncio.run(set_role(_settings(), name, role)))


@officer.command(name="disable")
def officer_disable(name: str) -> None:
    """停用账号，马上退出；办过的事和名字还在。"""
    from bot.commands.officer import disable

    print(asyncio.run(disable(_settings(), name)))


@officer.command(name="enable")
def officer_enable(name: str) -> None:
    """恢复停用的账号。"""
    from bot.commands.officer import enable

    print(asyncio.run(enable(_settings(), name)))


@app.command
def alerts() -> None:
    """试发一条提醒到企业微信群和邮箱，看通不通。"""
    from bot.commands.alerts import run_alerts

    sys.exit(asyncio.run(run_alerts(_settings())))


@wechat.command(name="check")
def wechat_check(*, account: str | None = None) -> None:
    """开张前查一遍：密钥、Token、AppSecret、IP 白名单、主动发消息的权限、服务器地址、时钟。"""
    from bot.commands.wechat import run_check

    sys.exit(run_check(_settings(), account))


@wechat.command(name="menu")
def wechat_menu(file: Path | None = None, *, account: str | None = None, show: Flag = False) -> None:
    """把菜单文件发布成公众号的底部菜单（不写文件就用 faq/menu.yaml）；--show 只看不发。"""
    from bot.commands.wechat import run_menu

    sys.exit(run_menu(_settings(), file, account, show=show))


@demo.command(name="wechat")
def demo_wechat() -> None:
    """不用公众号账号：自带的假微信平台，打字就能看到市民会看到什么；值班台也能登录。"""
    from bot.commands.demo import demo

    asyncio.run(demo(_settings()))


@telegram.command(name="connect")
def telegram_connect() -> None:
    """告诉 Telegram 往哪里发消息（YIWEN_PUBLIC_URL/telegram）。"""
    from bot.commands.telegram import run_connect

    print(run_connect(_settings()))


def _settings() -> Settings:
    return read_settings()


def _policy_dirs() -> tuple[Path, Path]:
    """Where the policy files are, and where the fitted engine is kept."""
    from faq.catalog import HOME

    settings = _settings()
    return settings.faq_dir or HOME, settings.data_dir / "engine"


def main() -> None:
    """Errors that a person can act on are one sentence, not a traceback."""
    try:
        app()
    except (SettingsError, LoadError, CannotServe, CannotDo) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(0)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
