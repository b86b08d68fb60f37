"""What is open: a profile with the team file under it, or streams that no profile has; what differs from what
was saved; what a save would write, and what is to be asked before.

A session is a value: what happens to it makes another one. Nothing here knows a screen, and only `Save.write`
and those who make a session know files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from sse_dash.profiles.errors import Problem, ProfileChanged
from sse_dash.profiles.keeping import rewritten
from sse_dash.profiles.locate import DEFAULT_PROFILE, ProfileRef, Project, profile_path, ref_of
from sse_dash.profiles.matching import same_streams
from sse_dash.profiles.profile import Profile, UnknownKeys, ViewSettings
from sse_dash.profiles.store import StoredProfile, save
from sse_dash.profiles.team import TeamFile, merge, own_part
from sse_dash.profiles.trust import NO_TRUST, Trust
from sse_dash.requests.spec import StreamSpec
from sse_dash.text import cut
from sse_dash.units import counted, some_of

_MOST_NAMES = 5
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be asked before something is done. Names in it are untrusted text."""

    words: str
    accept: str
    """What yes does, as a verb."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How streams differ from those that were opened or saved last; each by its name, which is untrusted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_reordered: bool = False
    """Whether those that are the same stand in another order."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.is_reordered)

    def __str__(self) -> str:
        counted = (("added", self.added), ("removed", self.removed), ("changed", self.changed))
        parts = [f"{what}: {_some(names)}" for what, names in counted if names]
        return "; ".join([*parts, *(["in another order"] if self.is_reordered else [])])


@dataclass(frozen=True, slots=True)
class Save:
    """What a save would write, and where."""

    profile: Profile
    """One's own part of what is open."""
    path: Path | None
    """The file; None where a name has to be asked for, with which `to` makes a save that has one."""
    replaces: StoredProfile | None = None
    """The file as it was read or written last; None if there was none."""
    expected_digest: str | None = None
    """Of the file that may be replaced; None expects no file."""
    left_out: tuple[str, ...] = ()
    """Streams of the team file that are not open; they will be there again the next time."""
    of_team: int = 0
    """How many of the streams that are open stay in the team file, as they are there."""

    @property
    def saved(self) -> str:
        """What is written, in a few words."""
        own = counted(len(self.profile.streams), "stream")
        if not self.of_team:
            return own
        of_team = (
            f"{counted(self.of_team, 'stream')} as the team file has {'it' if self.of_team == 1 else 'them'}"
        )
        return f"{own} of your own, beside {of_team}" if self.profile.streams else of_team

    @property
    def warning(self) -> str:
        """What is to be said once it is written; empty if nothing is."""
        names = _some(self.left_out)
        return f"still in the team file, and back the next time: {names}" if names else ""

    def to(self, path: Path) -> Save:
        """The same, to a file that is not there yet."""
        return replace(self, path=path)

    @property
    def question(self) -> Question | None:
        """What is to be asked before it is written; None if nothing is."""
        before = self.replaces
        if before is None or before.read_only or not rewritten(before.data, self.profile).lost:
            return None
        name = before.path.name
        return Question(
            f"{name} holds comments, which saving would lose. The file as it is would be kept as {name}.bak.",
            "save all the same",
        )

    def write(self) -> StoredProfile:
        """Write it. Raises ProfileChanged and ProfileError as `store.save` does; not for an event loop."""
        assert self.path is not None
        return save(self.path, self.profile, expected_digest=self.expected_digest)

    def over(self, changed: ProfileChanged) -> tuple[Question, Save]:
        """What is to be asked after ProfileChanged was raised, and the save that follows a yes."""
        assert self.path is not None
        if changed.found is None:
            asked = Question(
                f"{self.path.name} was removed since it was opened. Make it anew, with what is open now?",
                "make it anew",
            )
        elif self.expected_digest is None:
            asked = Question(
                f"A profile {self.path.stem} is there already. Replace it with what is open now?",
                "replace it",
            )
        else:
            asked = Question(
                f"{self.path.name} has been changed since it was opened, by someone else or in an editor. "
                "Replace it?",
                "replace it",
            )
        return asked, replace(self, expected_digest=changed.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is open."""

    project: Project | None = None
    """Where profiles are looked for and saved; None knows only the global ones."""
    streams: tuple[StreamSpec, ...] = ()
    """Those that no profile has: of a command line, of the demo."""
    title: str = ""
    """What is open is called so where no profile is; without it, by the project."""
    ref: ProfileRef | None = None
    """The profile, and the file that it is or will be saved in; None if none is open."""
    stored: StoredProfile | None = None
    """One's own file; None if there is none, or it could not be read."""
    team: TeamFile | None = None
    """The team file under it. Nothing of it may be used before `trust` is given."""
    trust: Trust = NO_TRUST
    """Whether the team file may be used."""
    problem: str = ""
    """What could not be read, and why; empty if nothing."""
    warnings: tuple[str, ...] = ()
    """What is odd, each in a line."""
    saved_as: Profile | None = None
    """All that was open when it was saved last, the team's streams, too; None if it was not saved yet."""
    looked: ViewSettings = field(default_factory=ViewSettings)
    """How the screen looked when it was opened or saved last, as far as someone said."""

    @property
    def own(self) -> Profile:
        """What one's own file says; an empty profile if there is none."""
        return Profile() if self.stored is None else self.stored.profile

    @property
    def profile(self) -> Profile:
        """What was opened or saved last: one's own streams, over the team file's if that is trusted."""
        if self.saved_as is not None:
            return self.saved_as
        if self.ref is None and self.stored is None:
            return Profile(streams=self.streams)
        return merge(self.team.profile, self.own) if self.team is not None and self.trust.given else self.own

    @property
    def asks_for_trust(self) -> bool:
        """Whether there is a team file that may not be used yet."""
        return self.team is not None and not self.trust.given

    @property
    def label(self) -> str:
        """What is open, in a word or two: the project and, unless it is the default one, the profile's name.
        Untrusted text."""
        if self.ref is None:
            return self.title or ("" if self.project is None else self.project.name)
        path = self.ref.path
        owner = "global"
        if self.project is not None and path == profile_path(self.project, path.stem):
            owner = self.project.name
        return owner if path.stem == DEFAULT_PROFILE else f"{owner} / {path.stem}"

    # What happens to it.

    def trusting(self) -> Session:
        """With the team file in use."""
        return replace(self, trust=Trust(True))

    def looking(self, looked: ViewSettings) -> Session:
        """With what the screen looks like now, as it was opened."""
        return replace(self, looked=looked)

    def renamed(self, path: Path) -> Session:
        """With its file under another name. The team file lies under `default` only; what came of it is saved
        as one's own from then on."""
        stored = None if self.stored is None else replace(self.stored, path=path)
        team = self.team if path.stem == DEFAULT_PROFILE else None
        return replace(self, ref=_ref(self.project, path), stored=stored, team=team, saved_as=self.profile)

    def removed(self) -> Session:
        """Without a profile, since its file was removed; what is open stays so."""
        return replace(self, ref=None, stored=None, title="", saved_as=self.profile)

    def saved(self, stored: StoredProfile, streams: tuple[StreamSpec, ...], looks: ViewSettings) -> Session:
        """Saved as that file, when these streams were open."""
        now = self.now(streams, looks)
        ref = _ref(self.project, stored.path)
        return replace(self, ref=ref, stored=stored, saved_as=now, looked=looks)

    # What differs.

    def now(self, streams: tuple[StreamSpec, ...], looks: ViewSettings) -> Profile:
        """The profile of what is open now. Of how it looks, what nobody changed is as the profile has it."""
        view = self.profile.view
        for each in fields(ViewSettings):
            if getattr(looks, each.name) != getattr(self.looked, each.name):
                view = replace(view, **{each.name: getattr(looks, each.name)})
        return replace(self.own, streams=streams, view=view, unknown=self._unknown(streams))

    def difference(self, streams: tuple[StreamSpec, ...]) -> Difference:
        """How these streams differ from those that were opened or saved last."""
        before = self.profile.streams
        same = same_streams(before, streams)
        known = [old for old in same if old is not None]
        return Difference(
            added=tuple(spec.name for spec, old in zip(streams, same, strict=True) if old is None),
            removed=tuple(spec.name for index, spec in enumerate(before) if index not in known),
            changed=tuple(
                spec.name
                for spec, old in zip(streams, same, strict=True)
                if old is not None and spec != before[old]
            ),
            is_reordered=known != sorted(known),
        )

    def at_stake(self, streams: tuple[StreamSpec, ...]) -> Difference:
        """What of these streams was made by hand and would be lost with them.

        Filters aren't: they come and go while one looks, and are remembered by themselves. Nor, where no
        profile is open, is what a command line said and isn't on the screen any more.
        """
        before = replace(self, saved_as=replace(self.profile, streams=_unfiltered(self.profile.streams)))
        difference = before.difference(_unfiltered(streams))
        return difference if self.stored is not None else replace(difference, removed=(), is_reordered=False)

    def save_of(self, streams: tuple[StreamSpec, ...], looks: ViewSettings) -> Save:
        """What saving these streams would write."""
        profile, left_out = self.now(streams, looks), tuple[str, ...]()
        path = None if self.stored is None else self.stored.path
        if self.team is not None and self.trust.given:
            part = own_part(self.team.profile, self.own, profile)
            profile, left_out = part.profile, part.left_out
            path = path or profile_path(self.project, DEFAULT_PROFILE)
        digest = None if self.stored is None else self.stored.digest
        return Save(profile, path, self.stored, digest, left_out, len(streams) - len(profile.streams))

    def new_warnings(self, stored: StoredProfile) -> list[str]:
        """What is odd in the file that was saved, and was not before."""
        before = self.stored.warnings if self.stored is not None else ()
        said = {(warning.key, warning.wrong) for warning in before}
        return [f"{stored.path.name}: {each}" for each in stored.warnings if _told(each) not in said]

    def _unknown(self, streams: tuple[StreamSpec, ...]) -> UnknownKeys:
        """The unknown keys, those of each stream by the name that it has now."""
        before, unknown = self.own, self.own.unknown
        if not unknown.streams:
            return unknown
        kept: dict[str, Mapping[str, object]] = {}
        for spec, old in zip(streams, same_streams(before.streams, streams), strict=True):
            if old is not None and (keys := unknown.streams.get(before.streams[old].name)):
                kept[spec.name] = keys
        return replace(unknown, streams=kept)


def _unfiltered(streams: tuple[StreamSpec, ...]) -> tuple[StreamSpec, ...]:
    return tuple(replace(spec, filter="") for spec in streams)


def _some(names: tuple[str, ...]) -> str:
    return some_of([cut(name, _LONGEST_NAME) for name in names], _MOST_NAMES)


def _ref(project: Project | None, path: Path) -> ProfileRef:
    return ref_of(project, path) or ProfileRef(path.stem, path, None)


def _told(problem: Problem) -> tuple[str | None, str]:
    return problem.key, problem.wrong
