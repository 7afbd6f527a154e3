"""What has happened in the demonstration's zone in the last weeks, played through actions.

Each episode is one need and how far it has come. The needs of the sample roster are left as
they came, for whoever tries the main job.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongjian.exchange import actions
from gongjian.exchange.models import Category, Claim, Need, ServiceItem, SignUp
from gongjian.exchange.terms import DeclineReason
from gongjian.kernel.actor import Actor
from gongjian.members import queries as members
from gongjian.members.models import Person

from .cast import VOLUNTEERS
from .district import ZONE, unit_named

STEPS = ("raised", "open", "claimed", "agreed", "delivering", "delivered", "confirmed")


@dataclass(frozen=True)
class Episode:
    """A need: who asks, who gives, when it was raised (days ago), how far it has come."""

    unit: str
    title: str
    beneficiaries: str
    category: str
    heads: int
    skills: tuple[str, ...]
    raised: int
    reached: str
    giver: str = ""
    came: int = 0
    thanks: str = ""

    def has(self, step: str) -> bool:
        return STEPS.index(self.reached) >= STEPS.index(step)


CLINIC = "百丈东郊街道社区卫生服务中心"
BANK = "中信银行宁波江东支行"

EPISODES = (
    Episode("划船社区", "防范电信诈骗讲座", "社区老年居民", "平安法治", 2, ("金融知识",), 48,
            "confirmed", BANK, 2, "讲得清楚,老人都听懂了。"),
    Episode("朱雀社区", "重阳节义诊", "高龄老人", "健康服务", 4, ("基础医疗知识",), 44,
            "confirmed", CLINIC, 4, "量血压、查血糖一共服务了八十多人。"),
    Episode(BANK, "营业厅老年休息区布置", "来办业务的老年人", "为老服务", 3, ("手工教学",), 40,
            "confirmed", "划船社区", 3, "休息区已经用起来了。"),
    Episode("演武社区", "暑期课堂志愿教师", "社区儿童", "教育文化", 2, ("沟通陪伴",), 60,
            "confirmed", "四眼碶小学", 2, "孩子们很喜欢。"),
    Episode(CLINIC, "流感疫苗接种现场引导", "接种居民", "健康服务", 6, ("维持秩序",), 21,
            "delivered", "划船社区", 6),
    Episode("朱雀社区", "独居老人陪伴", "独居老人", "为老服务", 5, ("沟通陪伴",), 18,
            "delivering", "划船社区"),
    Episode("四眼碶小学", "放学护学岗", "学生与家长", "平安法治", 4, ("维持秩序",), 14,
            "agreed", "划船社区"),
    Episode("演武社区", "智能手机使用小课堂", "老年居民", "教育文化", 4, ("智能设备使用",), 9,
            "claimed", BANK),
    Episode("划船社区", "法律咨询日值班", "社区居民", "平安法治", 2, ("法律咨询",), 8, "open"),
    Episode("荷花庄小学", "校园垃圾分类宣讲", "学生", "环境治理", 3, (), 6, "open"),
)  # fmt: skip


class Stage:
    """Plays episodes at moments counted back from now, each step by the person who takes it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def moment(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    def contact(self, unit: str) -> tuple[Actor, Person]:
        """Return a unit's contact, as actor and as person."""
        found = unit_named(unit)
        person = members.holder_of("contact", found.pk, on=self.now.date())
        assert person is not None, f"{unit} has no contact"
        return self.acting(person), person

    def host(self) -> Actor:
        person = members.holder_of("host", unit_named(ZONE).pk, on=self.now.date())
        assert person is not None
        return self.acting(person)

    def acting(self, person: Person) -> Actor:
        return members.get_actor_of_person(person.pk, on=self.now.date())

    def play(self, episode: Episode) -> Need:
        """Play one episode as far as it has come."""
        need = self._raise(episode)
        if episode.has("open"):
            actions.verify_need(need.pk, actor=self.host(), at=self.moment(episode.raised - 1))
        if episode.has("claimed"):
            self._claim_and_on(need, episode)
        return need

    def _raise(self, episode: Episode) -> Need:
        actor, _person = self.contact(episode.unit)
        at = self.moment(episode.raised)
        return actions.raise_need(
            actions.NeedEntry(
                unit_id=unit_named(episode.unit).pk,
                title=episode.title,
                beneficiaries=episode.beneficiaries,
                heads=episode.heads,
                starts_on=(at + timedelta(days=5)).date(),
                ends_on=(at + timedelta(days=40)).date(),
                skills=episode.skills,
                category_id=category(episode.category).pk,
            ),
            actor=actor,
            at=at,
        )

    def _claim_and_on(self, need: Need, episode: Episode) -> None:
        actor, liaison = self.contact(episode.giver)
        claim = actions.claim(
            need.pk,
            unit_id=unit_named(episode.giver).pk,
            heads=episode.heads,
            actor=actor,
            at=self.moment(episode.raised - 2),
        )
        if episode.has("agreed"):
            self._agree_and_on(claim, episode, actor, liaison)

    def _agree_and_on(self, claim: Claim, episode: Episode, giver: Actor, liaison: Person) -> None:
        asker, _person = self.contact(episode.unit)
        over = episode.has("delivered")
        starts = self.moment(episode.raised - 7 if over else -5)
        item = actions.draft_item(
            claim.pk,
            actions.ItemTerms(
                starts_at=starts,
                ends_at=starts + timedelta(hours=3),
                place=f"{episode.unit}一楼大厅",
                places=episode.heads,
                liaison_id=liaison.pk,
            ),
            actor=giver,
            at=self.moment(episode.raised - 3),
        )
        actions.agree_item(item.pk, actor=asker, at=self.moment(episode.raised - 4))
        self._serve(item, episode, giver)
        if episode.has("confirmed"):
            actions.confirm_item(
                item.pk,
                thanks=episode.thanks,
                actor=asker,
                at=self.moment(episode.raised - 9),
            )

    def _serve(self, item: ServiceItem, episode: Episode, giver: Actor) -> None:
        signups = self._sign_up(item, episode)
        if episode.has("delivering"):
            actions.deploy(
                item.pk, [s.pk for s in signups], actor=giver, at=self.moment(episode.raised - 7)
            )
        if episode.has("delivered"):
            actions.deliver_item(
                item.pk,
                heads=episode.came,
                actor=giver,
                at=self.moment(episode.raised - 8),
            )

    def _sign_up(self, item: ServiceItem, episode: Episode) -> list[SignUp]:
        wanted = episode.heads if episode.has("delivering") else episode.heads - 1
        volunteers = Person.objects.filter(name__in=VOLUNTEERS).order_by("pk")
        at = self.moment(episode.raised - 5)
        return [
            actions.sign_up(item.pk, actor=self.acting(person), at=at)
            for person in volunteers[:wanted]
        ]


def category(name: str) -> Category:
    return Category.objects.get(name=name)


def play_all(now: datetime) -> None:
    """Play every episode, and one proposal of the host that was declined with its reason."""
    stage = Stage(now)
    needs = [stage.play(episode) for episode in EPISODES]
    lawyers = needs[8]
    proposal = actions.propose(
        lawyers.pk,
        unit_id=unit_named(BANK).pk,
        heads=1,
        actor=stage.host(),
        at=stage.moment(5),
    )
    bank, _person = stage.contact(BANK)
    actions.decline(
        proposal.pk,
        reason=DeclineReason.WRONG_SKILL,
        note="本行没有法律专业人员。",
        actor=bank,
        at=stage.moment(4),
    )
