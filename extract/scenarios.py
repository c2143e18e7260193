"""Whether a figure happened, was aimed at, or is required: the cues around it."""

from __future__ import annotations

import re

from extract.quantities import Quantity

TARGET_AFTER = re.compile(
    r"\s?(?:的)?(?:年度|全年|省定|市定|省控|市控|考核|控制|国家|既定|下达|约束性|预期|总体|工作|省级|市级|省、市|全年度|攻坚|整治|序时|目标责任书"
    r"|规划|该项|奋斗|力争)*(?:目标(?!.{0,2}完成)|任务(?=[,。;的)还仍尚差]|$)|控制指标|控制目标|指标(?=\s?[\d,。;)还仍尚差]|$))"
)
REQUIRED_AFTER = re.compile(
    r"\s?(?:的)?(?:国家|省级|标准|考核)*(?:标准限值|限值|标准(?![化地煤厂])|要求|考核要求|准入值|门槛)"
)
_INTO_TASK = re.compile(r"[^,。;]{0,8}纳入[^,。;]{0,10}(?:任务|计划)")
_TARGET_BEFORE = re.compile(
    r"(?:目标|(?<!整改)(?<!个性)(?<!共性)任务(?:数|量|指标|面积)?|考核(?:值|目标|指标|任务)?|计划(?:数|完成|新增|目标)?|控制(?:目标|值|指标)|目标值|目标任务|指标值"
    r"|下达(?:的|我[省市县区州])|下达(?:我[省市县区州])?[^,。;\d《]{0,8}(?:任务|目标|指标|计划)[^,。;\d]{0,4})"
    r"(?:为|是|:|\(|\(不高于|值|数|定为|\s|达到|达|在)*$"
)
_ITEM = r"[\d.]+[^,。;:、\d]{0,8}"
_TARGET_LISTED = re.compile(  # 「下达减排任务:挥发性有机物35吨、氮氧化物120吨」: the words hold for the list
    rf"(目标|(?<!整改)任务|考核值|考核指标)(?:值|数|量|为|是|:)*{_ITEM}(?:、[^,。;:、\d]{{0,16}}{_ITEM})*、[^,。;:、\d]{{0,16}}$"
)
_TASK_DONE = re.compile(
    r"完成[^,。;]{0,24}$"
)  # 「完成综合治理任务398万亩」 is done; 「完成年度目标(60%)」 names the target
_REQUIRED_BEFORE = re.compile(
    r"(?:标准(?:限值|值)?|限值|(?:国家级|省级|创建|建设|规划)指标(?:要求)?|要求(?:不低于|不高于|达到)?|法定的?|规定的?|门槛|阈值)(?:为|是|:|\(|\s)*$"
)
_ASSIGNED = re.compile(r"督察|反馈|交办|整改方案")  # 「督察反馈涉及我市28项任务」 counts problems
_THRESHOLD_OF = re.compile(
    r"(?:的)?(?:重点|规模以上)?(?:用能|排污|耗能)?(?:单位|企业|项目)|的(?:路段|点位|监测点|区域|天数)"
)
_GOAL_LIST = re.compile(
    r"(?:目标|(?<!污染)(?<!监测)(?<!评价)(?<!超标)(?<!水质)(?<!因子)指标|任务)(?:任务|值)?(?:-{1,2}|:|是|为)(?!\s?\d)|下达(?:的|给?我)[^,。;:\d]{2,18}(?:为|是|:)(?!\s?\d)|(?:考核|目标|任务|责任书)要求"
)
_GOAL_IS_COMPARED = re.compile(r"完成|达到|好于|优于|高于|低于|超")
_RESULT = re.compile(r"实际|完成情况|已达|达到了")
_AMBITION = re.compile(
    r"力争|争取(?=达到|实现|完成|创建|在|使|全年|年内|年底|\d)|努力(?:实现|达到|使|完成)|(?<!切实)确保(?!了)"
    r"|(?<!规)(?<!三年行动)计划(?=[到于在完新建整投实]|\d)|拟(?![定罚])|目标(?:是|为)|预计到|有望|应(?:控制|达到|低于|不)"
    r"|要(?:达到|控制|实现|完成|确保)|年底前将?|将(?=达|完成|实现|控制|建|新|整|投|继续|力争|在)|不得(?:低于|高于|超过|少于)|再(?=完成|新|建|整治|创)|奋力"
)
_AMBITION_CARRIED = re.compile(r"(?:力争|争取(?=达到|实现|完成|创建|在|使|全年|年内|年底)|确保(?!了))[^。;]{0,40}$")
_CLASS_HELD = re.compile(r"达到?(?:或优于|或好于)?|符合|满足|稳定|保持|维持|优于|实现|改善|好转|提升|控制")
_BETTER_THAN = re.compile(
    r"(?<!或)(?<!到)(?:优于|好于)$"
)  # 「均优于Ⅲ类标准」 names the standard, 「达到或优于」 the result
_CLASS_MISSED = re.compile(r"超过|超出|超|未达到?|低于|劣于")
_CLASS_LIMIT = re.compile(r"\s?(?:水质?|水体)?(?:的)?(?:标准|限值|临界|(?:考核)?目标|(?:考核)?要求)")


# One of these stands in whatever says before a figure that it is aimed at or required: mostly none does, and that settles it.
_SPEAKS_OF_A_GOAL = re.compile(
    r"目标|任务|指标|考核|计划|控制|下达|标准|限值|要求|法定|规定|门槛|阈值|力争|争取|努力|确保|拟|预计|有望|应|要|底前|将|不得|再|奋力"
)


def read_scenario(text: str, q: Quantity, clause_start: int, sentence_start: int, *, in_plan: bool) -> tuple[str, str]:
    """(actual, target or requirement; the words that decided)."""
    if q.kind == "class":
        return _of_class(text, q, text[clause_start : q.start], sentence_start, in_plan)
    if (m := REQUIRED_AFTER.match(text, q.end)) and "目标" not in m.group():
        return ("target" if in_plan else "requirement"), m.group().strip()
    if (
        q.qualifier in {"ge", "gt"}
        and (m := _THRESHOLD_OF.match(text, q.end))
        and not q.unit.endswith(("家", "个", "户"))
    ):
        return "requirement", m.group()
    if m := _target_after(text, q.end):
        if not (m.group().endswith("任务") and _ASSIGNED.search(text, clause_start, q.start)):
            return "target", m.group().strip()
    if not _SPEAKS_OF_A_GOAL.search(text, sentence_start, q.number_start):
        return ("target" if in_plan else "actual"), ""
    before = text[clause_start : q.start]
    if (m := _TARGET_BEFORE.search(before)) and not _is_done(before, m):
        return "target", m.group().strip()
    if (m := _TARGET_LISTED.search(before)) and not _is_done(before, m):
        return "target", m[1]
    if (m := _REQUIRED_BEFORE.search(before)) and "任务" not in m.group():
        by_law = m.group().startswith("法定")
        return ("target" if in_plan and not by_law else "requirement"), m.group().strip()
    if in_plan:
        return "target", ""
    if q.qualifier == "le" and text.startswith("控制在", q.start):
        return "target", "控制在"
    return _by_ambition(text, q, clause_start, sentence_start)


def _is_done(before: str, task: re.Match[str]) -> bool:
    """「完成建设任务31万亩」 tells what was done; 「完成年度目标(60%)」 names the target."""
    done = _TASK_DONE.search(before[: task.start()])
    return done is not None and (len(done.group()) > 4 or task.group() == "任务")


def _target_after(text: str, end: int) -> re.Match[str] | None:
    if m := TARGET_AFTER.match(text, end):
        return m
    return _INTO_TASK.match(text, end) if text.find("纳入", end, end + 10) >= 0 else None


def _by_ambition(text: str, q: Quantity, clause_start: int, sentence_start: int) -> tuple[str, str]:
    """「主要目标:…」 holds for the list behind it, 力争 for its clause and those that hang on it."""
    if goal := _goal_list(text, q, sentence_start):
        return "target", goal
    if m := _AMBITION.search(text[clause_start : q.number_start]):
        return "target", m.group()
    head = text[max(sentence_start, clause_start - 40) : clause_start]
    if m := _AMBITION_CARRIED.search(head):
        return "target", m.group()[:12]
    return "actual", ""


def _goal_list(text: str, q: Quantity, sentence_start: int) -> str | None:
    """The words that open a list of goals in which the figure stands: 「考核目标:…」."""
    goal = next(reversed(list(_GOAL_LIST.finditer(text, sentence_start, q.number_start))), None)
    if goal is None or _RESULT.search(text, goal.end(), q.number_start):
        return None
    if _GOAL_IS_COMPARED.search(text[max(sentence_start, goal.start() - 12) : goal.start()]):
        return None
    return goal.group()


def _of_class(text: str, q: Quantity, before: str, sentence_start: int, in_plan: bool) -> tuple[str, str]:
    """A class is a limit where it is called one (Ⅲ类标准限值, 超过Ⅲ类标准), a value where waters reach it."""
    m = _CLASS_LIMIT.match(text, q.end)
    words = m.group().strip() if m else ""
    if words.endswith(("目标", "要求")) or _TARGET_BEFORE.search(before):
        return "target", words or "目标"
    if in_plan:
        return "target", ""
    if words.endswith(("限值", "临界")) or (m and text[m.end() : m.end() + 2] in {"限值", "临界"}):
        return "requirement", words
    if words.endswith("标准"):
        tail = before[-8:]
        held = _CLASS_HELD.search(tail) or text.startswith(("达到", "优于"), q.start)
        if _CLASS_MISSED.search(tail) or not held or _BETTER_THAN.search(tail):
            return "requirement", words
    if goal := _goal_list(text, q, sentence_start):
        return "target", goal
    if m := _AMBITION.search(before):
        return "target", m.group()
    if m := _AMBITION_CARRIED.search(text[sentence_start : q.start - len(before)][-40:]):
        return "target", m.group()[:12]
    return "actual", ""


def is_ambition(cue: str) -> bool:
    """Whether the words that decided a scenario speak of an aim (力争…), so that even a change is aimed at."""
    return _AMBITION.search(cue) is not None
