"""The gazetteer: regions with their parents, and every spelling of a name with the codes it may mean.

Read once from seeds/regions.csv and seeds/region_aliases.csv. Knows nothing of sentences; regions.py does.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

COUNTRY = "100000"
_PEOPLES = (
    "土家族|苗族|藏族|羌族|彝族|白族|傣族|回族|壮族|瑶族|侗族|布依族|黎族|哈尼族|景颇族|傈僳族|拉祜族|佤族|纳西族|怒族|独龙族|普米族"
    "|蒙古族|蒙古|朝鲜族|满族|畲族|仡佬族|水族|毛南族|仫佬族|各族|哈萨克族|哈萨克|柯尔克孜|维吾尔|锡伯|塔吉克|撒拉族|土族|东乡族|保安族|裕固族"
    "|布朗族|达斡尔族|鄂温克族|鄂伦春族"
)
_AUTONOMOUS = re.compile(rf"^(.{{1,6}}?)(?:{_PEOPLES})+自治(区|州|县|旗)$")
# Short names that are words of every report; they count as places only beside other places or before 县, 区, 市.
COMMON = frozenset(
    """资源 合作 和平 南部 解放 东方 前进 港口 公安 友好 友谊 市区 通道 共和 城中 城区 平安 中方 凤凰 安定 延长 光明 新兴 运河 万年 东风 红旗
    光泽 南岸 城北 城东 城西 城南 会同 工农 大名 富裕 清水 高明 前锋 复兴 长子 清新 宏伟 平定 芙蓉 洞口 温泉 石门 向阳 郊区 振兴 三元 日照 大同 大方
    互助 新华 莲花 平和 名山 六合 白云 矿区 文昌 白银 三门 大观 建安 永和 文峰 高台 民权 小店 同心 宝塔 元宝 平房 灯塔 天涯 安居 方正 水城 富民 清流
    老城 惠民 新星 和顺 太和 泰和 安康 东明 兴业 博爱 大兴 永定 定边 来宾 铁西 桥东 桥西 路南 路北 市南 市北 市中 海港 港北 港南 裕民 民乐 民丰
    明水 黑水 白水 修水 响水 融水 赤水 三水 文水 建水 曲水 环江 沿河 沿滩 临江 临河 临海 滨海 滨江 滨湖 江北 江南 江东 江岸 河西 河东 河口 河间 城关 城口
    海城 山城 西湖 东湖 南湖 西山 东山 北山 南山 香山 清河 双河 五河 三河 沙河 大河 青山 金山 碧江 蓝山 天河 古城 新城 新区 中原 江山 灵山 平原 比如
    东至 临高 合水 长安 永安 大安 太白 清涧 全南 上高 平远 安远 定远 威远 开化 新建 新民 新乡 新会 新源 建设 武功 朝阳 交口 上思 东宝 通海 通山 通江 通城
    和县 理县 应县 单县 道县 南县 新县 环县 代县 范县 任县 温县 容县 云县 景县 渠县 赤壁 镇海 南海 海南 海北 海西 海东 东海 河源 内江 水富 长海 阳光
    广安 永川 开阳 大洼 大足 高陵 高平 保康 保德 永年 乐业 天全 万全 五大连池 大通 互市 林口 石首 望城 龙口 龙门 石林 石城 高要 城厢 城固 城步 静海 万安
    丰满 青云 绿园 美兰 阳明 红星 工业 前郭 站前 道外 道里 二道 四方台 长岛 双流 古塔 灌南 灌阳 利通 巩固 金台 当阳 当涂 监利 会理 大冶 东光 青龙 天心 中山
    沿江 山海 大英 大余 大化 上林 上街 下城 上城 中牟 中站 中阳 大邑 小金 尖山 岱山 五峰 三江 龙江 沧源 洪湖 天山 红河 怒江 梁子湖 月湖 玄武 镜湖 梅江 嘉陵 岷江 乌江 澄江 沅江 凌河 浑江 汉江 桃江 华山 新和 和安 新平 大新 双城 大城 安宁 盐湖 大关 长治 增城 太湖 天等 怀柔 江海 新安
    惠农 太平 资中 金凤 兰西 白玉 成安 迁安 安新 故城 磐石 宝丰 乌兰 丽江 盘山 平陆 阿里 渝中 商城 北海 建平 玉龙 同仁 新洲 资兴 惠安 安国 政和 固安 金水 文山
    黑山 千山 华龙 康平 木兰 红山 民和 亚东 南开 同德 新宁 滨城 成武 营山 天桥 都安 平城 浦江 界首 新乐 南城 龙山 爱民 西城 朝天 缙云 武陵 兴化 略阳 高青 岭东
    南和 双清 临安 新市 竞秀 扬中 连山 路桥 花山 乌苏 安龙 新龙 九龙 方城 铁山 江口 定安 东川 平川 钟山 江城 湖滨 信丰 紫云 和康 融安 双江 天台 兴隆 长寿 镇安
    建宁 北塔 东城 越秀 康保 海棠 龙潭 和龙 麒麟 长清 金沙 桂东 南县 宁国 定日 库区 平度 环翠 碧海 蓝天 田园 绿春 清河 清丰 清水河 明光 丰台 丰县 太湖 西湖 衡山 泰山 黄山 庐山 崂山 雁山 昆山 丹江""".split()
)
# Former full names that are no names any more, only words.
_GENERIC = frozenset(
    "市区 郊区 城区 矿区 东区 西区 南区 北区 新区 一区 二区 盐区 公园区 工业区 开发区 城郊区 城关区 市郊区 港口区 动力区 解放区".split()
)


@dataclass(frozen=True, slots=True)
class Region:
    """One place: its code of GB/T 2260, its level (1 province, 2 prefecture, 3 county) and its parent."""

    code: str
    name: str
    level: int
    kind: str
    parent: str
    current: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a spelling; `full` when it carries its administrative suffix."""

    code: str
    full: bool
    old: bool


class Gazetteer:
    """Regions by code and readings by spelling."""

    def __init__(self, regions: list[Region], spellings: dict[str, list[Reading]]) -> None:
        self.regions = {r.code: r for r in regions}
        self.spellings = spellings
        self._chains: dict[str | None, list[str]] = {}

    def ancestors(self, code: str | None) -> list[str]:
        """The code itself and the places that hold it, smallest first, without the country."""
        known = self._chains.get(code)
        if known is not None:
            return known
        chain: list[str] = []
        of = code
        while code and code != COUNTRY and code in self.regions and code not in chain:
            chain.append(code)
            code = self.regions[code].parent
        if len(self._chains) < len(self.regions) + 1:
            self._chains[of] = chain
        return chain

    def parent(self, code: str) -> str | None:
        region = self.regions.get(code)
        return region.parent if region else None

    def name(self, code: str) -> str:
        return self.regions[code].name if code in self.regions else ""


def load(seeds: Path) -> Gazetteer:
    """Read the two seed files; spellings of current places stand before those of former ones."""
    regions = []
    with (seeds / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            regions.append(
                Region(
                    row["region_code"],
                    row["name_zh"],
                    int(row["level"]),
                    row["type"],
                    row["parent_code"],
                    not row["valid_to"],
                )
            )
    current = {r.code for r in regions if r.current}
    spellings: dict[str, list[Reading]] = {}
    with (seeds / "region_aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] != "abbr":
                _add(spellings, row["alias"], row["region_code"], row["kind"], current)
    for region in regions:
        if region.current and (parts := _AUTONOMOUS.match(region.name)):
            for spelling in (parts[1], parts[1] + parts[2], f"{parts[1]}自治{parts[2]}"):
                _add(spellings, spelling, region.code, "short", current)
    for readings in spellings.values():
        readings.sort(key=lambda r: (r.old, r.code not in current))
    return Gazetteer(regions, spellings)


def _add(spellings: dict[str, list[Reading]], spelling: str, code: str, kind: str, current: set[str]) -> None:
    if len(spelling) < 2 or spelling in _GENERIC or code == COUNTRY:
        return
    full = spelling[-1] in "省市县区州盟旗" and (len(spelling) > 2 or spelling[-1] == "县" or kind == "full")
    if kind == "old" and not full:
        return
    readings = spellings.setdefault(spelling, [])
    if all(r.code != code for r in readings):
        readings.append(Reading(code, full, code not in current or kind == "old"))
