"""The words of the registry: classes of entities, venues, and what covers an entity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.parameters import Parameter, declare
from gongjian.kernel.register import PersonalField, register


class EntityKind(models.TextChoices):
    """The class of a market entity (小个专 and the rest)."""

    SMALL_FIRM = "small_firm", _("Small or micro firm")
    SOLE_TRADER = "sole_trader", _("Sole trader")
    MARKET = "market", _("Specialised market")
    OTHER = "other", _("Other entity")


class VenueType(models.TextChoices):
    """What kind of place gathers entities."""

    MARKET = "market", _("Market hall")
    STREET = "street", _("Shopping street")
    MALL = "mall", _("Mall or commercial complex")
    BUILDING = "building", _("Office building")
    PARK = "park", _("Business park")


class CoveredBy(models.TextChoices):
    """Who covers: an organisation with members, or an instructor where there is none yet."""

    BRANCH = "branch", _("Branch")
    INSTRUCTOR = "instructor", _("Instructor")


class Coverage(models.TextChoices):
    """What covers an entity on a day; follows from the relations and is never entered.

    In order of precedence: the first that holds is the entity's coverage.
    """

    OWN = "own", _("Own branch")
    JOINT = "joint", _("Joint branch")
    VENUE = "venue", _("Branch of its venue")
    REGION = "region", _("Comprehensive branch of its region")
    INSTRUCTOR = "instructor", _("Instructor only")
    NOTHING = "nothing", _("Not covered")


class NameKind(models.TextChoices):
    """What a further name of an entity is."""

    ALIAS = "alias", _("also written")
    FORMER = "former", _("former name")


declare(
    Parameter(
        "register.keep_days", 14, _("days"), _("a register is kept that nobody enters"), "INF"
    ),
    Parameter(
        "contact.keep_days", 30, _("days"), _("a contact is kept after the entity closed"), "INF"
    ),
)

KEPT = _("until 30 days after it closes, or as the district sets it")

REGISTRY = "PIPL art. 13(3): duty of the registry to reach an entity"

register(
    PersonalField("entities.EntityContact.entity", _("Whose contact it is"), REGISTRY, KEPT),
    PersonalField("entities.EntityContact.name", _("To know whom to speak to"), REGISTRY, KEPT),
    PersonalField("entities.EntityContact.mobile", _("To reach the entity"), REGISTRY, KEPT),
)

REGISTER_COLUMNS = {
    "code": "统一社会信用代码",
    "name": "名称",
    "kind": "类别",
    "trade": "行业代码",
    "territory": "区划代码",
    "venue": "所在场所",
    "address": "地址",
    "longitude": "经度",
    "latitude": "纬度",
    "founded_on": "成立日期",
    "closed_on": "注销日期",
    "staff": "从业人数",
    "contact_name": "联系人",
    "contact_mobile": "联系电话",
    "aliases": "别名",
}
"""The columns of a register as offices keep it: our name, and the header in the file.

Only name, kind and place are required; several aliases are separated by 、.
"""

REQUIRED_COLUMNS = ("name", "kind", "territory")

KIND_WORDS = {
    EntityKind.SMALL_FIRM: ("小微企业", "小型企业", "微型企业", "小型微型企业", "企业"),
    EntityKind.SOLE_TRADER: ("个体工商户", "个体户", "个体"),
    EntityKind.MARKET: ("专业市场", "市场"),
    EntityKind.OTHER: ("其他", "其它"),
}
"""The words that registers use for each class; the first is the one that we write."""


class RegisterState(models.TextChoices):
    """Where a register stands on its way in."""

    WAITING = "waiting", _("Waiting to be checked")
    REFUSED = "refused", _("Cannot be read")
    CHECKED = "checked", _("Checked")
    ENTERING = "entering", _("Being entered")
    ENTERED = "entered", _("Entered")
    CANCELLED = "cancelled", _("Thrown away")


class PairReason(models.TextChoices):
    """Why two entities may be one."""

    SAME_PLACE = "same_place", _("Same name and address, another code")
    CODE_SLIP = "code_slip", _("Codes one character apart, names alike")
    SPELLING = "spelling", _("Names differ only in how they are written")


class PairState(models.TextChoices):
    """What a person decided about two entities that may be one."""

    OPEN = "open", _("To be decided")
    SAME = "same", _("One entity")
    DIFFERENT = "different", _("Two entities")
