"""Chinese prompts: how many changes, where, and the chain they make.

The pieces are folded from left to right: one that has an operation of its own begins a change, one that
only describes goes on with the change before it.
"""

from collections.abc import Sequence
from typing import Literal

from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.solid.chinese import cutter, plain
from remixbatch.prompts.solid.chinese_atoms import atoms
from remixbatch.prompts.solid.chinese_inside import END, look_inside
from remixbatch.prompts.solid.chinese_newcomers import gives_too, is_done
from remixbatch.prompts.solid.chinese_pieces import Atom
from remixbatch.prompts.solid.chinese_remarks import (
    aims,
    announces,
    commands,
    due,
    facet_of,
    films,
    happened,
    sets_the_scene,
    tells,
    vague,
)
from remixbatch.prompts.solid.chinese_rules import begins
from remixbatch.prompts.solid.chinese_wishes import wants_too, wish
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.solid.draft import Draft, reading
from remixbatch.prompts.solid.facet import has, head
from remixbatch.prompts.solid.solid_labels import without_labels
from remixbatch.prompts.tokens import Tokens

# Words before 把 that join it to what was before, and particles of a question after all.
_JOINING = "^(?:[并並再请請也都就想要吧]+|不[仅僅但只光]要?)(?=[把将將])|^除了|^在(?=[把将將让讓]|[换換改变變]成)|^再加上(?=[让讓])|(?:能不能|可不可以|能否|可否|是否能|是否可以)(?![^“「]*[”」])|(?:可以|行|好)[吗嗎]$|[吗嗎呢吧]$"
_JOINED = lazy(_JOINING)
_JOINED_OR_TOO = lazy(_JOINING + "|太[^，。]{1,3}了?[要得就请](?=[\u3400-\u9fff])")
_GONE = lazy(
    "(?:别再|不再)(?!改|变|动)|(?:不要|没有|去除)(?!改|变|动|碰|换|调|修|加|添|删|让|把|将|影响|破坏|出现任何)"
)
_TRADITIONAL = str.maketrans({"给": "給", "让": "讓", "换": "換"})


def read_chinese(prompt: str, lexicon: Lexicon, tokens: Tokens) -> Reading:
    """What a prompt in Chinese asks for."""
    text, others = without_labels(plain(prompt, lexicon), lexicon)
    drafts: list[Draft] = []
    found = atoms(text, cutter(lexicon).cut(text))
    asks = any(atom.kind == "edit" for atom in found)
    full = asks or any(atom.kind == "declarative" for atom in found)
    if not asks:
        _take_as_done(found, text)
    telling = False  # within a sentence that describes what came before
    for atom in found:
        now = drafts[-1] if drafts else None
        telling = now is not None and ((telling and atom.joint != "hard") or tells(now, atom, text))
        kind = _no_change(atom, text, first=now is None, telling=telling)
        talked = bool(others) and others[-1].kind == "aside" and atom.kind == "nominal"
        if kind is None and now is None and talked and others[-1].end >= atom.start - 2:
            kind = "aside"  # 一切都很完美，节奏、蒸汽，…
        if kind is None and now is None and sets_the_scene(atom, text, full=full, asks=asks):
            kind = "anchor"
        if kind is not None:
            others.append(Segment(kind=kind, start=atom.start, end=atom.end))
        elif now is None or begins(now, atom, text):
            drafts.append(_draft(atom, text, prompt, now))
        else:
            now.grow(atom.start, atom.end, atom.cuts, atom.joint, facet_of(atom))
    if not drafts:
        drafts = _removals(found, text, prompt)
        others = [one for one in others if all(one.start != draft.start for draft in drafts)]
    for draft in drafts:
        look_inside(draft, text, prompt)
    return reading(prompt, language="zh", tokens=tokens, drafts=drafts, others=others, split=_split)


def _take_as_done(found: Sequence[Atom], text: str) -> None:
    """Where nothing is asked for, what has happened is what shall: 狐狸跳上了屋顶."""
    for atom in found:
        if (said := is_done(atom, text)) is not None:
            atom.kind, atom.verb, atom.value = "declarative", said, said.end


def _removals(found: Sequence[Atom], text: str, prompt: str) -> list[Draft]:
    """What shall not be there, in a prompt that asks for nothing else: 不要云, 别再下雨."""
    gone = [atom for atom in found if _GONE.match(text, atom.start, atom.end)]
    for atom in gone:
        atom.kind = "edit"
        atom.verb = Cut("remove", atom.start, atom.start + 1)
    return [_draft(atom, text, prompt, None) for atom in gone[:1]]


def _no_change(
    atom: Atom, text: str, *, first: bool, telling: bool
) -> Literal["preserve", "aside", "anchor"] | None:
    """What a piece is that asks for nothing."""
    if telling and not commands(atom, text):
        return "aside"
    if atom.kind in ("preserve", "aside", "anchor"):
        return atom.kind
    if first and (happened(atom, text) or announces(atom, text)):
        return "aside"
    if vague(atom, text) or due(atom, text) or (not first and aims(atom, text)):
        return "aside"
    return None


def _draft(atom: Atom, text: str, prompt: str, now: Draft | None) -> Draft:
    """A change that begins with a piece."""
    verb = atom.verb
    opener = next((cut.end for cut in atom.cuts if cut.list in ("ba", "let", "give")), atom.start)
    form = atom.kind
    assert form in ("edit", "declarative", "state", "nominal")
    further = wish(now, atom, prompt) if now and wants_too(now, atom, text) else None
    return Draft(
        form=form,
        verb=verb.list if verb else None,
        facet=facet_of(atom),
        cuts=list(atom.cuts),
        piece=(atom.start, atom.end),
        value=atom.value,
        target=(opener, verb.start) if verb and verb.start > opener else (0, 0),
        opener=atom.opener,
        why="attribute" if further else _why(atom, now),
        lead="" if further else _lead(atom, text, now),
        first=further or _labelled(atom, prompt),
        loose=head(atom.cuts, atom.value, atom.end) is None,
    )


def _why(atom: Atom, now: Draft | None) -> Literal["rider", "verb"]:
    return "rider" if atom.kind == "state" and now and now.form == "edit" else "verb"


def _labelled(atom: Atom, prompt: str) -> str | None:
    """墙：白 as an instruction: 墙改成白."""
    if atom.label is None:
        return None
    end, start = atom.label
    return f"{prompt[atom.start : end]}改成{prompt[start : atom.end].strip()}"


def _lead(atom: Atom, text: str, now: Draft | None) -> str:
    """The words a piece needs before it to be an instruction of its own."""
    if now is not None and gives_too(now, atom):
        return "给"
    if atom.kind == "declarative" and atom.verb is not None:
        if atom.verb.list == "add" and text[atom.verb.end - 1] in "满着多了起":
            return "让"  # 看台上坐满观众
        if atom.verb.list == "add":
            return "给" if now and now.opener == "give" else ""
        fades = text[atom.verb.start] in "消不淡散成参仿" and atom.label is None
        bare = text[atom.verb.start] in "用写印题刻" and atom.label is None  # 配乐用唢呐
        fades = fades or atom.verb.list in ("adjust", "camera-move")
        return "" if bare else "让" if fades else "把"
    if atom.kind == "state":
        return "" if atom.verb and atom.verb.list == "rider" else "让"
    bare = atom.kind == "nominal" and text[atom.start] not in "多少" and not films(atom, text)
    heard = text[atom.start - 1] in "+＋" and text[atom.end - 1] in "琴鼓笛箫筝曲"  # 慢放+大提琴
    return ("加上" if heard else _bare_lead(atom)) if bare else ""


def _bare_lead(atom: Atom) -> str:
    facet = facet_of(atom)
    if facet in ("camera", "speed"):
        return "切换到"
    worn = [cut.list for cut in atom.cuts[:2]] in (["pronoun", "add"], ["person", "add"])
    if worn or (facet == "weather" and has(atom.cuts, "place-after")):
        return "让"  # 她穿红的
    return "加上" if facet in ("sound", "weather", "text", "effect") else "改成"


def _split(drafts: Sequence[Draft], prompt: str) -> tuple[str, ...]:
    """One instruction a change, in the characters of the prompt."""
    traditional = any(mark in prompt for mark in "這個換給讓將變為")
    parts = []
    for draft in drafts:
        lead = draft.lead.translate(_TRADITIONAL) if traditional else draft.lead
        parts += [lead + part for part in draft.instructions(prompt, "，", END)]
    joined = _JOINED_OR_TOO if any("太" in part for part in parts) else _JOINED
    return tuple([joined.sub("", part).strip(END) + "。" for part in parts])
