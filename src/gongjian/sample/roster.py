"""STUB until intake lands."""

from .district import *


def load(at):
    actor = builder(at.date())
    street = {"演武社区": "330212008005", "划船社区": "330212008006", "朱雀社区": "330212008010"}
    rows = [
        ("划船社区", "community", "百丈街道", "鄞州区民政局"),
        ("朱雀社区", "community", "百丈街道", "鄞州区民政局"),
        ("演武社区", "community", "百丈街道", "鄞州区民政局"),
        ("百丈东郊街道社区卫生服务中心", "clinic", "百丈街道", "鄞州区卫生健康局"),
        ("中信银行宁波江东支行", "bank", "百丈街道", "宁波金融监管局"),
        ("四眼碶小学", "school", "东胜街道", "鄞州区教育局"),
        ("荷花庄小学", "school", "百丈街道", "鄞州区教育局"),
    ]
    for i, (n, t, b, s) in enumerate(rows):
        u = org.enter_unit(
            org.UnitFacts(
                t, n, territory=street.get(n) if places.get_territory(street.get(n, "")) else None
            ),
            actor=actor,
            at=at,
        )
        for line, p in ((T, b), (S, s), (A, ZONE)):
            org.place(
                u.pk, line=line, parent_id=unit_named(p).pk, from_day=FOUNDED, actor=actor, at=at
            )
        pe = members.enter_person(
            members.PersonFacts(f"联络{n[:2]}", u.pk, f"1391000000{i}"), actor=actor, at=at
        )
        members.appoint(pe.pk, role="contact", unit_id=u.pk, from_day=FOUNDED, actor=actor, at=at)
