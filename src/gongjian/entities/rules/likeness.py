"""When two names may be one, however an office writes them (domain 1.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TRADITIONAL = (
    "國會學車馬門東風龍鳳寶業廣華實電機書館藝術樂園藥醫飯點麵館"
    "發達長樂聯傳動產貿進線網訊數據號記個體戶場樓臺縣區鎮鄉黨員"
    "農漁豐興隆鑫銀錢鐵鋼銅錦綠藍紅黃飛鳥魚鴨雞貓貝買賣質資費"
    "貨車輪軟軍連運過還遠邊適選週齊齒齡麗麥點裝製質質證誠誼調談"
    "論設計許該話語說請諾謝譜讀變讓貴賀賓賽贏趙跡踐輕輝輯轉辦"
)
SIMPLIFIED = (
    "国会学车马门东风龙凤宝业广华实电机书馆艺术乐园药医饭点面馆"
    "发达长乐联传动产贸进线网讯数据号记个体户场楼台县区镇乡党员"
    "农渔丰兴隆鑫银钱铁钢铜锦绿蓝红黄飞鸟鱼鸭鸡猫贝买卖质资费"
    "货车轮软军连运过还远边适选周齐齿龄丽麦点装制质质证诚谊调谈"
    "论设计许该话语说请诺谢谱读变让贵贺宾赛赢赵迹践轻辉辑转办"
)
"""The traditional characters that signs and licences of firms still use, and how they are now."""

VARIANTS = "峯堃喆犇淼甦晞湧菓咀氹煙"
PLAIN = "峰坤哲奔渺苏希涌果嘴凼烟"
"""Other ways to write a character."""

LEFT_OUT = " \t　()（）[]【】《》〈〉“”‘’\"'·•,，.。、-—_－"
"""Brackets, blanks and points: a name is the same without them."""

FROM, TO = TRADITIONAL + VARIANTS, SIMPLIFIED + PLAIN
assert len(FROM) == len(TO)

_TABLE = str.maketrans(FROM, TO) | {ord(character): None for character in LEFT_OUT}


def spelled(name: str) -> str:
    """Return a name as it is compared: width, case, brackets and old characters left aside."""
    return unicodedata.normalize("NFKC", name).casefold().translate(_TABLE)


def prefixes(places: Iterable[str]) -> str:
    """Return the expression that finds the names of places at a name's beginning.

    With and without the word that says what kind of place it is: 浙江省, 浙江.
    """
    words = set()
    for place in places:
        plain = spelled(place)
        words |= {plain, re.sub(r"(省|市|区|县|街道|镇|乡)$", "", plain)}
    kept = sorted((re.escape(word) for word in words if len(word) >= 2), key=len, reverse=True)
    return f"^({'|'.join(kept)})+" if kept else "^$"
