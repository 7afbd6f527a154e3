"""The words that made-up names are put together from.

A brand is two or three of these characters; none of the first is a common surname, so that no
name reads as a person's. Any likeness to a real firm is chance.
"""

FIRST = "禾润鼎晟瑞恒聚嘉佳悦欣旺吉顺达汇众优美鲜香百新兴博智创卓锦诚天晨绿银臻睿"
SECOND = "源泽丰盛隆昌利茂发升腾飞跃扬展拓辉煌耀阳云溪川湖港桥岸田园木林竹松柏桂荷枫果麦谷"
THIRD = "记鑫宝泰和合友邻家居士门坊轩阁庭苑汇社"

ROAD_TYPES = ("路", "路", "街", "巷", "弄")

PLACE_FIRST = "东西南北上下前后大小新古云青白石沙金银清长平"
PLACE_SECOND = "屿渚堰浦湾泾塘墩岙岭溪桥畈港荡渡坪坞埠墟"

FIRM_FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
OTHER_FORMS = ("集团有限公司", "股份有限公司", "专业合作社", "合伙企业(有限合伙)")

CONTACTS = ("测某", "试某", "样某", "例某", "演某", "仿某", "拟某", "虚某")
"""Whom to call: no surname that anybody bears."""

VENUE_WORDS = {
    "market": ("市场", "农贸市场", "建材市场", "小商品市场", "水产市场", "服装市场"),
    "street": ("商业街", "步行街", "美食街", "老街", "夜市"),
    "mall": ("广场", "天地", "购物中心", "商业中心"),
    "building": ("大厦", "中心", "商务楼", "大楼"),
    "park": ("工业园", "产业园", "创业园", "小微企业园", "科技园"),
}
"""What a venue's name ends with, by its type."""
