"""Rules for what is no question, and for what is no question of ours."""

from bot.dialogue.carrying import in_whole
from bot.dialogue.courtesy import is_small_talk
from bot.dialogue.desk import ends
from bot.dialogue.turn import Decision, Turn
from bot.message import Choice, Kind, Reply
from bot.policy.book import Book
from bot.wording import Wording
from intents.match import Kind as Match


def greeting(book: Book, wording: Wording) -> tuple[Reply, ...]:
    """Who this is, and the common questions to tap."""
    choices = tuple(Choice(key=f"entry:{one}", label=book.short(one)) for one in book.common)
    return (Reply(text=wording.say("greeting", bureau=book.bureau), choices=choices),)


def event(turn: Turn) -> Decision | None:
    """Subscribing is greeted, and so is a menu button whose key is no question; others ask theirs."""
    if turn.message.kind is Kind.UNSUBSCRIBE:
        return Decision(replies=(), context=turn.context, kind="chat", rule="event")
    no_question = turn.match.kind is Match.UNKNOWN and turn.match.topic is None
    if turn.message.kind is Kind.SUBSCRIBE or (turn.message.kind is Kind.MENU and no_question):
        replies = greeting(turn.book, turn.wording)
        return Decision(replies=replies, context=turn.settle(offered=replies[0].choices), kind="chat", rule="event")
    return None


def other_kinds(turn: Turn) -> Decision | None:
    """Voice, pictures and the rest: how to go on."""
    key = {
        Kind.TEXT: None,
        Kind.MENU: None,
        Kind.VOICE: "voice",
        Kind.IMAGE: "image",
        Kind.VIDEO: "image",
        Kind.FILE: "image",
        Kind.LOCATION: "location",
    }.get(turn.message.kind, "other_kind")
    if key is None:
        return None
    phone = turn.book.local.bureau.phone or ""
    return Decision(
        replies=(Reply(text=turn.say(key, phone=phone)),), context=turn.remember(), kind="chat", rule="kind"
    )


def empty(turn: Turn) -> Decision | None:
    """Nothing to read."""
    if turn.text.strip() or turn.message.choice:
        return None
    return Decision(replies=(Reply(text=turn.say("empty")),), context=turn.remember(), kind="unknown", rule="empty")


def fetched(turn: Turn) -> Decision | None:
    """「继续」, or a bare 1 that chooses nothing: the late answers that waited ride on this reply, and that is all."""
    said = turn.text.strip("。.！! ")
    if said != "继续" and not (said == "1" and turn.parked and not turn.context.offered):
        return None
    replies = () if turn.parked else (Reply(text=turn.say("nothing_waits")),)
    return Decision(replies=replies, context=turn.remember(), kind="chat", rule="fetched")


def chat(turn: Turn) -> Decision | None:
    """A short word back; the small talk's own reply from faq/not_ours where there is one."""
    if not is_small_talk(turn):
        return None
    topic = turn.book.not_ours(turn.match.topic)
    if topic and topic.id == "chat_greeting" and not turn.context.at:
        replies = greeting(turn.book, turn.wording)
        return Decision(replies=replies, context=turn.settle(offered=replies[0].choices), kind="chat", rule="chat")
    text = topic.reply if topic else turn.say("chat")
    return Decision(replies=(Reply(text=text),), context=turn.remember(asked=0), kind="chat", rule="chat")


def over(turn: Turn) -> Decision | None:
    """「结束」「不用了」 where nothing is left to end."""
    if not ends(turn.text):
        return None
    return Decision(replies=(Reply(text=turn.say("declined")),), context=turn.settle(), kind="chat", rule="over")


def unknown(turn: Turn) -> Decision:
    """The honest end of the list: no answer, the desk in one step."""
    again = turn.context.misses >= 1
    choices: tuple[Choice, ...] = (Choice(key="person:unknown", label=turn.say("yes_person")),)
    reply = Reply(text=turn.say("unknown_twice" if again else "unknown"), choices=choices)
    context = turn.settle(offered=choices, misses=turn.context.misses + 1, question=in_whole(turn))
    return Decision(replies=(reply,), context=context, kind="unknown", rule="unknown")
