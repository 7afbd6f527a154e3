"""Which forms of organisation are lawful, what is missing, and what needs a reason.

Hard rules have shortfalls, soft rules have doubts (domain 2.1). Numbers come in, words go out as
codes; nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongjian.kernel.states import edges

from .terms import BRANCH_RULES, CHARTER, CaseState, Doubt, Form, GroundKind, Shortfall

C = CaseState

CASE_EDGES = edges(
    (C.PROPOSED, C.APPROVED, "approve", "formation.decide"),
    (C.PROPOSED, C.RETURNED, "return", "formation.decide"),
    (C.RETURNED, C.PROPOSED, "propose again", "formation.propose"),
    (C.APPROVED, C.FOUNDED, "found", "formation.propose"),
    (C.PROPOSED, C.WITHDRAWN, "withdraw", "formation.propose"),
    (C.RETURNED, C.WITHDRAWN, "withdraw", "formation.propose"),
    (C.APPROVED, C.WITHDRAWN, "withdraw", "formation.propose"),
)


@dataclass(frozen=True)
class Limits:
    """The thresholds in force: members, units, months."""

    min_formal: int = 3
    branch_max: int = 50
    general_min: int = 50
    committee_min: int = 100
    joint_max_units: int = 5
    task_months: int = 6


@dataclass(frozen=True)
class Employer:
    """A unit with members: how many are formal, how many on probation."""

    name: str
    formal: int
    probationary: int = 0

    @property
    def members(self) -> int:
        return self.formal + self.probationary


@dataclass(frozen=True)
class Ground:
    """For what a form is sought, as it stands: units, how they lie, how long a task lasts.

    Of a branch that is to be divided ``employers`` are its parts, and ``unlisted`` counts the
    members that are in none of them; None as long as there is no list.
    """

    kind: GroundKind
    employers: tuple[Employer, ...]
    towns: int = 1
    trades: int = 1
    months: int | None = None
    ends: bool = False
    unlisted: int | None = None

    @property
    def formal(self) -> int:
        return sum(employer.formal for employer in self.employers)

    @property
    def members(self) -> int:
        return sum(employer.members for employer in self.employers)


@dataclass(frozen=True)
class Gap:
    """A shortfall, and how many are missing where that can be counted."""

    code: Shortfall
    missing: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one form: lawful if there is no gap; doubts need a reason."""

    form: Form
    gaps: tuple[Gap, ...]
    doubts: tuple[Doubt, ...]
    source: str

    @property
    def is_lawful(self) -> bool:
        return not self.gaps


Judge = Callable[[Ground, Limits], Iterator[Gap | Doubt]]


def advise(ground: Ground, limits: Limits) -> tuple[Verdict, ...]:
    """Return a verdict on each form that can be asked about for this ground, lawful ones first."""
    verdicts = [judge(form, ground, limits) for form in _FORMS_OF[ground.kind]]
    return tuple(sorted(verdicts, key=lambda v: (len(v.gaps) > 0, len(v.doubts))))


def judge(form: Form, ground: Ground, limits: Limits) -> Verdict:
    """Return the verdict on one form."""
    check, source = _JUDGES[form]
    found = tuple(check(ground, limits))
    return Verdict(
        form,
        tuple(each for each in found if isinstance(each, Gap)),
        tuple(each for each in found if isinstance(each, Doubt)),
        source,
    )


def _enough_formal(ground: Ground, limits: Limits) -> Iterator[Gap]:
    if ground.formal < limits.min_formal:
        yield Gap(Shortfall.FORMAL_MEMBERS, limits.min_formal - ground.formal)


def _branch_size(ground: Ground, limits: Limits) -> Iterator[Doubt]:
    if ground.members > limits.branch_max:
        yield Doubt.TOO_MANY_MEMBERS


def _standalone(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    if len(ground.employers) != 1:
        yield Gap(Shortfall.ONE_UNIT)
    yield from _enough_formal(ground, limits)
    yield from _branch_size(ground, limits)


def _joint(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    if len(ground.employers) < 2:
        yield Gap(Shortfall.SEVERAL_UNITS)
    yield from _enough_formal(ground, limits)
    if len(ground.employers) > limits.joint_max_units:
        yield Doubt.TOO_MANY_UNITS
    if any(employer.formal >= limits.min_formal for employer in ground.employers):
        yield Doubt.COULD_STAND_ALONE
    if ground.towns > 1:
        yield Doubt.SEVERAL_TOWNS
    if ground.trades > 1:
        yield Doubt.SEVERAL_TRADES
    yield from _branch_size(ground, limits)


def _affiliated(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    if ground.members == 0:
        yield Gap(Shortfall.NO_MEMBER)
    if any(employer.formal >= limits.min_formal for employer in ground.employers):
        yield Gap(Shortfall.HAS_ENOUGH)


def _of_many(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    yield from _enough_formal(ground, limits)
    yield from _branch_size(ground, limits)


def _temporary(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    yield from _of_many(ground, limits)
    if not ground.ends:
        yield Gap(Shortfall.ENDS_ON)
    if ground.months is not None and ground.months >= limits.task_months:
        yield Doubt.LASTS_LONG


def _larger(least: Callable[[Limits], int]) -> Judge:
    def check(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
        yield from _enough_formal(ground, limits)
        if ground.members < least(limits):
            yield Doubt.TOO_FEW_MEMBERS

    return check


def _general(ground: Ground, limits: Limits) -> Iterator[Gap | Doubt]:
    yield from _larger(lambda each: each.general_min)(ground, limits)
    if ground.unlisted is None:
        return
    if len(ground.employers) < 2:
        yield Gap(Shortfall.TWO_PARTS)
    if ground.unlisted:
        yield Gap(Shortfall.UNLISTED, ground.unlisted)
    if any(part.formal < limits.min_formal for part in ground.employers):
        yield Gap(Shortfall.PART_TOO_SMALL)
    if any(part.members > limits.branch_max for part in ground.employers):
        yield Doubt.TOO_MANY_MEMBERS


_JUDGES: dict[Form, tuple[Judge, str]] = {
    Form.STANDALONE: (_standalone, CHARTER),
    Form.JOINT: (_joint, BRANCH_RULES),
    Form.AFFILIATED: (_affiliated, BRANCH_RULES),
    Form.VENUE: (_of_many, BRANCH_RULES),
    Form.REGIONAL: (_of_many, BRANCH_RULES),
    Form.FLOATING: (_of_many, BRANCH_RULES),
    Form.TEMPORARY: (_temporary, BRANCH_RULES),
    Form.GENERAL: (_general, CHARTER),
    Form.COMMITTEE: (_larger(lambda limits: limits.committee_min), CHARTER),
}

_FORMS_OF: dict[GroundKind, tuple[Form, ...]] = {
    GroundKind.FIRM: (Form.STANDALONE, Form.AFFILIATED, Form.GENERAL, Form.COMMITTEE),
    GroundKind.NEIGHBOURS: (Form.JOINT, Form.AFFILIATED, Form.GENERAL, Form.COMMITTEE),
    GroundKind.VENUE: (Form.VENUE, Form.GENERAL, Form.COMMITTEE),
    GroundKind.REGION: (Form.REGIONAL, Form.GENERAL, Form.COMMITTEE),
    GroundKind.FLOATING: (Form.FLOATING,),
    GroundKind.TASK: (Form.TEMPORARY, Form.STANDALONE),
    GroundKind.BRANCH: (Form.GENERAL,),
}


@dataclass(frozen=True)
class Watched:
    """A unit whose members are watched: formal members now, and whether it has its own branch."""

    formal: int
    has_own_branch: bool


def incubation_due(unit: Watched, limits: Limits) -> bool:
    """Tell whether a unit has grown to a branch of its own (孵化): a case opens, people decide."""
    return not unit.has_own_branch and unit.formal >= limits.min_formal


def fall_back_due(unit: Watched, limits: Limits) -> bool:
    """Tell whether a unit's own branch has too few formal members left: it may be merged back."""
    return unit.has_own_branch and unit.formal < limits.min_formal
