"""Odd sentences that were, or could be, read wrongly: what a careful reader takes from each of them.

Grouped by what is odd about them. A sentence that is read wrongly is added here before it is mended.
"""

from __future__ import annotations

import pytest

from tests.extract.readings import CITY, COUNTY, NAMELESS, candidates, lines, read

NUMBERS = {
    "full width": (
        "全市优良天数３２９天，优良率为９０．１％。",
        ["air_good_days_count ３２９=329 天", "air_good_days_ratio ９０．１=90.1 %"],
    ),
    "thousands separators": (
        "全年共检查企业1,137家次，出动执法人员12,280人次。",
        ["enforcement_inspection_visit_count 1,137 家次", "enforcement_personnel_dispatched 12,280 人次"],
    ),
    "full-width separator": (
        "淘汰老旧车１，２３６辆。",
        ["air_old_vehicle_scrapped_count １，２３６=1236 辆"],
    ),
    "chinese numerals": (
        "全年立案一百二十起，处罚金额三百六十五万元。",
        ["enforcement_cases_filed 一百二十=120 起", "enforcement_penalty_amount 三百六十五=3650000 元"],
    ),
    "two enterprises": ("取缔散乱污企业两家。", ["air_scattered_workshop_closed_count 两=2 家"]),
    "tens and more": ("全年受理信访投诉十余件。", ["petition_received_count 十=10 件 gt"]),
    "nearly a hundred, over a million": (
        "受理信访件近百件，罚款超百万元。",
        ["petition_received_count 百=100 件 lt", "enforcement_penalty_amount 百万=1000000 元 gt"],
    ),
    "per cent in words": (
        "森林覆盖率达到百分之六十五点三。",
        ["ecology_forest_coverage_ratio 六十五点三=65.3 %"],
    ),
    "wan and yi": (
        "受污染耕地安全利用面积2.39万亩，争取中央资金1.2亿元。",
        ["soil_contaminated_farmland_safe_use_area 2.39=23900 亩", "funding_upper_amount 1.2=120000000 元"],
    ),
    "thousand wan": ("全年罚款3千万元。", ["enforcement_penalty_amount 3=30000000 元"]),
    "more after the multiplier": ("全年罚款1.5万余元。", ["enforcement_penalty_amount 1.5=15000 元 gt"]),
    "signed change": (
        "PM2.5浓度同比变化-3.2%，PM10浓度同比变化+1.5%。",
        ["air_pm25_annual_mean -3.2=-3.2 % change_pct", "air_pm10_annual_mean +1.5=1.5 % change_pct"],
    ),
    "range as two bounds": (
        "优良天数比例为91.5～93.2%。",
        ["air_good_days_ratio 91.5 % ge", "air_good_days_ratio 93.2 % le"],
    ),
    "range with one dash": (
        "PM10浓度保持在48—52微克/立方米。",
        ["air_pm10_annual_mean 48 微克/立方米 ge", "air_pm10_annual_mean 52 微克/立方米 le"],
    ),
    "bounds in words": (
        "优良天数达300天以上，检查企业近500家，责令改正60余家。",
        [
            "air_good_days_count 300 天 ge",
            "enforcement_inspected_enterprise_count 500 家 lt",
            "enforcement_order_correction_count 60 家 gt",
        ],
    ),
    "about": ("出动执法人员约800人次，培训3000人次左右。", [
        "enforcement_personnel_dispatched 800 人次 approx",
        "enforcement_training_person_count 3000 人次 approx",
    ]),
    "many": ("共检查企业120多家次。", ["enforcement_inspection_visit_count 120 家次 gt"]),
    "short of": ("PM2.5浓度不足30微克/立方米。", ["air_pm25_annual_mean 30 微克/立方米 lt"]),
    "unit once at the end of the list": (
        "PM2.5、PM10、臭氧浓度分别为28、49、143微克/立方米。",
        [
            "air_pm25_annual_mean 28 微克/立方米",
            "air_pm10_annual_mean 49 微克/立方米",
            "air_o3_8h_p90 143 微克/立方米",
        ],
    ),
    "unit in a bracket": ("PM2.5年均浓度（微克/立方米）为28。", ["air_pm25_annual_mean 28 -"]),
    "micro sign and cube": ("PM2.5年均浓度为31µg/m³。", ["air_pm25_annual_mean 31 μg/m3"]),
    "u for mu": ("PM10年均浓度为52 ug/m3。", ["air_pm10_annual_mean 52 ug/m3"]),
    "spaces that do not break": ("优良天数比例为\u00a091.5\u00a0%。", ["air_good_days_ratio 91.5 %"]),
    "zero width inside": (
        "PM2.5年均浓度31μ\u200bg/m3，优良天\u200b数32\u200b9天。",
        ["air_pm25_annual_mean 31 μg/m3", "air_good_days_count 32\u200b9=329 天"],
    ),
    "line break between number and unit": (
        "全年全市细颗粒物平均浓度为28\n微克/立方米。",
        ["air_pm25_annual_mean 28 微克/立方米"],
    ),
    "line break before a comma": (
        "全市优良天数329天\n，优良率90.1%。",
        ["air_good_days_count 329 天", "air_good_days_ratio 90.1 %"],
    ),
    "glued to the particle's size": ("我县PM1073微克/立方米，PM2.531微克/立方米。", [
        "air_pm10_annual_mean 73 微克/立方米",
        "air_pm25_annual_mean 31 微克/立方米",
    ]),
    "glued hotline": (
        "12345热线转办件50件，12369平台投诉36件。",
        ["petition_received_12345_count 50 件", "petition_received_12369_count 36 件"],
    ),
    "glued names and values": (
        "完成源头替代25家低效设施改造12套。",
        ["air_vocs_source_substitution_count 25 家", "air_inefficient_facility_upgraded_count 12 套"],
    ),
}  # fmt: skip

NO_FIGURES = {
    "numbering": "一、大气污染防治\n1.强化调度。\n（2）压实责任。\n3、严格考核。",
    "dates": "2023年5月18日，5月18日至6月5日，2023-05-18 09:30开展专项行动。",
    "document numbers": "按照环发〔2022〕18号、国办函〔2021〕47号文件和GB3095-2012要求。",
    "law articles": "依据《环境保护法》第六十条、第六十一条第二款处理。",
    "telephones": "联系电话：0931-8812345，手机13812345678，邮编730000。",
    "service lines": "畅通12369、12345等举报渠道。",
    "names with digits": "落实三线一单，推进PM2.5和O3协同控制，做好6·5环境日宣传，24小时值班值守。",
    "ordinals": "召开第三次会议，完成第二轮督察整改，学习第18期简报。",
    "five-year plan": "编制“十四五”规划，总结十三五工作。",
    "campaigns": "打好三大保卫战，树牢四个意识，深化五水共治。",
    "site chrome": "浏览次数：1583\n发布时间：2024-01-19 16:42",
}

INDICATORS = {
    "good ratio of air and of sections": (
        "空气质量优良率92.3%，国控断面优良率100%。",
        ["air_good_days_ratio 92.3 %", "water_good_section_ratio 100 %"],
    ),
    "compliance of what": (
        "集中式饮用水水源地水质达标率100%，地表水考核断面水质达标率为95.2%。",
        ["water_drinking_source_compliance_ratio 100 %", "water_section_compliance_ratio 95.2 %"],
    ),
    "filed, fined, detained": (
        "全年立案22起，罚款180.5万元，其中移送公安机关行政拘留3起。",
        [
            "enforcement_cases_filed 22 起",
            "enforcement_penalty_amount 180.5=1805000 元",
            "enforcement_detention_case_count 3 起",
        ],
    ),
    "one figure of two indicators": (
        "立案并处罚30起，罚款300万元。",
        [
            "enforcement_cases_filed 30 起",
            "enforcement_penalty_decision_count 30 起",
            "enforcement_penalty_amount 300=3000000 元",
        ],
    ),
    "noun behind the number": (
        "共建成12个口袋公园，收到3批环保督察交办的18件信访件。",
        ["ecology_park_count 12 个", "inspection_petition_assigned_count 18 件"],
    ),
    "ellipsis over two clauses": (
        "优良率90.1%，同比提高1.6个百分点，较2015年提高12.3个百分点。",
        [
            "air_good_days_ratio 90.1 %",
            "air_good_days_ratio 1.6 个百分点 change_pp base:yoy",
            "air_good_days_ratio 12.3 个百分点 change_pp base:2015年",
        ],
    ),
    "topic before a colon": (
        "VOCs整治：列入清单76家，已完成41家。",
        ["air_vocs_treated_enterprise_count 76 家", "air_vocs_treated_enterprise_count 41 家"],
    ),
    "parts by kind": (
        "受理环境信访143件，其中大气类71件、噪声类46件、水类26件。",
        [
            "petition_received_count 143 件 scope:None",
            "petition_received_count 71 件 scope:大气类",
            "petition_received_count 46 件 scope:噪声类",
            "petition_received_count 26 件 scope:水类",
        ],
    ),
    "respectively": (
        "氮氧化物、挥发性有机物减排量分别为320吨、145吨。",
        ["emission_nox_reduction 320 吨", "emission_vocs_reduction 145 吨"],
    ),
    "two parallel lists": (
        "PM2.5、PM10浓度分别为28、49微克/立方米，同比分别下降5.2%、9.7%。",
        [
            "air_pm25_annual_mean 28 微克/立方米",
            "air_pm10_annual_mean 49 微克/立方米",
            "air_pm25_annual_mean 5.2=-5.2 % change_pct",
            "air_pm10_annual_mean 9.7=-9.7 % change_pct",
        ],
    ),
    "one value for two names": (
        "信访调处率、办结率均为100%，群众满意率98.6%。",
        ["petition_closed_ratio 100 %", "petition_handled_ratio 100 %", "petition_satisfaction_ratio 98.6 %"],
    ),
    "names and values without verbs": (
        "优良天数：329天；优良率：90.1%；PM2.5：28微克/立方米。",
        ["air_good_days_count 329 天", "air_good_days_ratio 90.1 %", "air_pm25_annual_mean 28 微克/立方米"],
    ),
    "inspection problems": (
        "省生态环境保护督察反馈问题36个，已整改销号34个，办结率94.4%。",
        [
            "inspection_problem_assigned_count 36 个",
            "inspection_problem_resolved_count 34 个",
            "inspection_resolution_ratio 94.4 %",
        ],
    ),
    "permits": (
        "核发排污许可证65张，登记备案812家。",
        ["permit_issued_count 65 张", "permit_registered_count 812 家"],
    ),
    "no indicator of ours": ("全县实现旅游收入38亿元，新增就业1200人，生猪出栏15万头。", []),
    "city groups and schemes": ("纳入2+26城市管理，形成1+13工作方案。", []),
    "a subset is not the whole": ("完成规上企业技改31家。", []),
}  # fmt: skip

PLACES = {
    "values after city names": (
        CITY,
        "PM2.5年均浓度由低到高依次为远安县28、长阳县30、秭归县32微克/立方米。",
        [
            "air_pm25_annual_mean 28 微克/立方米 region:420525",
            "air_pm25_annual_mean 30 微克/立方米 region:420528",
            "air_pm25_annual_mean 32 微克/立方米 region:420527",
        ],
    ),
    "values in brackets after city names": (
        CITY,
        "PM2.5年均浓度分别为：远安县（28微克/立方米）、长阳县（30微克/立方米）、秭归县（32微克/立方米）。",
        [
            "air_pm25_annual_mean 28 微克/立方米 region:420525",
            "air_pm25_annual_mean 30 微克/立方米 region:420528",
            "air_pm25_annual_mean 32 微克/立方米 region:420527",
        ],
    ),
    "places and values in parallel": (
        CITY,
        "远安县、长阳县、秭归县优良天数分别为340天、345天和351天。",
        [
            "air_good_days_count 340 天 region:420525",
            "air_good_days_count 345 天 region:420528",
            "air_good_days_count 351 天 region:420527",
        ],
    ),
    "one value for two short names": (
        CITY,
        "远安、五峰两县优良率均为96.2%。",
        ["air_good_days_ratio 96.2 % region:420525", "air_good_days_ratio 96.2 % region:420529"],
    ),
    "urban scope": (CITY, "中心城区PM2.5浓度41微克/立方米。", [
        "air_pm25_annual_mean 41 微克/立方米 region:420500 scope:中心城区",
    ]),
    "river as scope": (
        CITY,
        "沮漳河断面水质达到Ⅱ类，黄柏河由Ⅳ类改善为Ⅲ类。",
        [
            "water_section_quality_class Ⅱ=2 Ⅱ类 scope:沮漳河断面 until:2023-12-31",
            "water_section_quality_class Ⅳ=4 Ⅳ类 scope:黄柏河 until:2022-12-31",
            "water_section_quality_class Ⅲ=3 Ⅲ类 scope:黄柏河 until:2023-12-31",
        ],
    ),
    "pronouns": (COUNTY, "全县优良天数330天，我县检查企业120家，辖区内加油站检查36家。", [
        "air_good_days_count 330 天 region:430624",
        "enforcement_inspected_enterprise_count 120 家 region:430624",
        "air_gas_station_inspected_count 36 家 region:430624",
    ]),
    "last part of a branch's name": ("衡阳市生态环境局衡南分局2023年工作总结.txt", "优良天数330天。", [
        "air_good_days_count 330 天 region:430422",
    ]),
    "unknown issuer": (NAMELESS, "全县优良天数330天。", ["air_good_days_count 330 天 region:None"]),
    "masked issuer": ("**县环保局2023年工作总结.txt", "全县优良天数330天。", [
        "air_good_days_count 330 天 region:None",
    ]),
}  # fmt: skip

PERIODS = {
    "january to november": ("1—11月，优良天数298天。", ["air_good_days_count 298 天 from:2023-01-01 until:2023-11-30"]),
    "up to a day": ("截至12月16日，立案22起。", ["enforcement_cases_filed 22 起 until:2023-12-16"]),
    "half, quarter, month": (
        "上半年检查企业120家次，一季度检查企业50家次，12月检查企业9家次。",
        [
            "enforcement_inspection_visit_count 120 家次 from:2023-01-01 until:2023-06-30",
            "enforcement_inspection_visit_count 50 家次 from:2023-01-01 until:2023-03-31",
            "enforcement_inspection_visit_count 9 家次 from:2023-12-01 until:2023-12-31",
        ],
    ),
    "day to day": ("1月1日至11月21日，优良天数291天。", ["air_good_days_count 291 天 from:2023-01-01 until:2023-11-21"]),
    "since a year": ("自2017年以来，收到督察反馈问题135个。", [
        "inspection_problem_assigned_count 135 个 from:2017-01-01 until:2023-12-31",
    ]),
    "prior value in a bracket": (
        "优良天数329天（去年同期321天），同比增加8天。",
        [
            "air_good_days_count 329 天 until:2023-12-31",
            "air_good_days_count 321 天 until:2022-12-31",
            "air_good_days_count 8 天 change_abs until:2023-12-31",
        ],
    ),
    "from a level to a level": (
        "PM2.5浓度由2015年的62微克/立方米降至28微克/立方米。",
        [
            "air_pm25_annual_mean 62 微克/立方米 until:2015-12-31",
            "air_pm25_annual_mean 28 微克/立方米 until:2023-12-31",
        ],
    ),
    "winter over two years": ("2022年10月至2023年3月秋冬季，PM2.5平均浓度55微克/立方米。", [
        "air_pm25_annual_mean 55 微克/立方米 from:2022-10-01 until:2023-03-31",
    ]),
    "year of the republic": ("民國112年全縣優良天數329天。", ["air_good_days_count 329 天 from:2023-01-01"]),
    "this year and last": ("今年立案22起，去年立案31起。", [
        "enforcement_cases_filed 22 起 until:2023-12-31",
        "enforcement_cases_filed 31 起 until:2022-12-31",
    ]),
    "plan part": (
        "2023年工作总结\n一、2023年工作\n优良率90.1%。\n二、2024年工作计划\n优良率达到91%以上。",
        ["air_good_days_ratio 90.1 % until:2023-12-31", "air_good_days_ratio 91 % target ge until:2024-12-31"],
    ),
}  # fmt: skip

SCENARIOS = {
    "striving": (
        "2024年，力争优良率达到91%以上，PM2.5浓度控制在30微克/立方米以内。",
        ["air_good_days_ratio 91 % target ge", "air_pm25_annual_mean 30 微克/立方米 target le"],
    ),
    "task and result": (
        "淘汰老旧车任务1200辆，实际完成1236辆。",
        ["air_old_vehicle_scrapped_count 1200 辆 target", "air_old_vehicle_scrapped_count 1236 辆"],
    ),
    "goal behind the figure": (
        "优良率90.1%，完成88.5%的年度目标。",
        ["air_good_days_ratio 90.1 %", "air_good_days_ratio 88.5 % target"],
    ),
    "limit": ("PM2.5年均浓度28微克/立方米，达到35微克/立方米的标准限值。", [
        "air_pm25_annual_mean 28 微克/立方米",
        "air_pm25_annual_mean 35 微克/立方米 requirement",
    ]),
    "improved is lower": (
        "空气质量综合指数为3.46，同比改善4.2%。",
        ["air_composite_index 3.46 -", "air_composite_index 4.2=-4.2 % change_pct"],
    ),
    "improved is higher": ("优良率同比改善1.6个百分点。", ["air_good_days_ratio 1.6 个百分点 change_pp"]),
    "unchanged is none": (
        "PM10浓度52微克/立方米，比上年上升2微克/立方米，综合指数同比持平。",
        [
            "air_pm10_annual_mean 52 微克/立方米",
            "air_pm10_annual_mean 2 微克/立方米 change_abs base:yoy",
            "air_composite_index 持平=0 - change_pct",
        ],
    ),
    "unchanged share in points": ("优良率与上年持平。", ["air_good_days_ratio 持平=0 - change_pp base:yoy"]),
    "short of the goal": (
        "优良率88.1%，距年度目标还差1.9个百分点。",
        ["air_good_days_ratio 88.1 %", "air_good_days_ratio 1.9=-1.9 个百分点 target_gap"],
    ),
    "better than the goal": ("PM2.5浓度28微克/立方米，优于年度目标2微克/立方米。", [
        "air_pm25_annual_mean 28 微克/立方米",
        "air_pm25_annual_mean 2=-2 微克/立方米 target_gap",
    ]),
    "ranks": (
        "PM2.5浓度在全省14个市州中排名第6位，综合指数排名倒数第三，优良率居全省首位。",
        [
            "air_pm25_annual_mean 第6=6 位 rank",
            "air_composite_index 倒数第三=3 位 rank",
            "air_good_days_ratio 首位=1 位 rank",
        ],
    ),
    "places gained": ("综合指数排名全省第9位，同比前移两位。", [
        "air_composite_index 第9=9 位 rank",
        "air_composite_index 两=-2 位 change_abs",
    ]),
    "month on month": ("PM2.5浓度31微克/立方米，环比上升12.6%。", [
        "air_pm25_annual_mean 31 微克/立方米",
        "air_pm25_annual_mean 12.6 % change_pct base:环比",
    ]),
    "fall as the level": ("单位GDP能耗下降3.5%。", ["climate_energy_intensity_reduction_ratio 3.5 %"]),
}  # fmt: skip

MASKS = {
    "stars, letters, crosses, boxes": (
        "优良天数*天，PM2.5年均浓度XX微克/立方米，优良率xx%，立案××起，罚款□□万元，PM10浓度下降**%。",
        [
            "air_good_days_count * 天 masked",
            "air_pm25_annual_mean XX 微克/立方米 masked",
            "air_good_days_ratio xx % masked",
            "enforcement_cases_filed ×× 起 masked",
            "enforcement_penalty_amount □□ 元 masked",
            "air_pm10_annual_mean ** % masked change_pct",
        ],
    ),
    "half a number hidden": ("罚款1**万元，优良天数3××天。", [
        "enforcement_penalty_amount 1** 元 masked",
        "air_good_days_count 3×× 天 masked",
    ]),
    "masked beside open": ("立案22起，罚款***万元。", [
        "enforcement_cases_filed 22 起",
        "enforcement_penalty_amount *** 元 masked",
    ]),
    "crosses that hide a name": ("查处××公司违法案件，约谈XX镇。", []),
}  # fmt: skip

DOCUMENTS = {
    "traditional": ("優良天數329天，處罰金額180.5萬元。", [
        "air_good_days_count 329 天",
        "enforcement_penalty_amount 180.5=1805000 元",
    ]),
    "mixed line breaks": (
        "优良天数329天，\r\n优良率90.1%。\r立案22起。\n",
        ["air_good_days_count 329 天", "air_good_days_ratio 90.1 %", "enforcement_cases_filed 22 起"],
    ),
    "flattened table": (
        "空气质量\n指标\t2023年\t2022年\n优良天数（天）\t329\t321\nPM2.5（微克/立方米）\t28\t31\n",
        [
            "air_good_days_count 329 天 until:2023-12-31",
            "air_good_days_count 321 天 until:2022-12-31",
            "air_pm25_annual_mean 28 微克/立方米 until:2023-12-31",
            "air_pm25_annual_mean 31 微克/立方米 until:2022-12-31",
        ],
    ),
    "words shared by two lines stay apart": ("优良率90.1%\n立案22起\n", [
        "air_good_days_ratio 90.1 %",
        "enforcement_cases_filed 22 起",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_and_units(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)


@pytest.mark.parametrize("text", NO_FIGURES.values(), ids=NO_FIGURES)
def test_digits_that_are_no_figures(text: str) -> None:
    assert [c.quote for c in candidates(text)] == []


@pytest.mark.parametrize(("text", "expected"), INDICATORS.values(), ids=INDICATORS)
def test_indicators(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)


@pytest.mark.parametrize(("file_name", "text", "expected"), PLACES.values(), ids=PLACES)
def test_places(file_name: str, text: str, expected: list[str]) -> None:
    assert read(text, expected, file_name) == lines(expected)


@pytest.mark.parametrize(("text", "expected"), PERIODS.values(), ids=PERIODS)
def test_periods(text: str, expected: list[str]) -> None:
    assert read(text, expected, COUNTY) == lines(expected)


@pytest.mark.parametrize(("text", "expected"), SCENARIOS.values(), ids=SCENARIOS)
def test_scenarios_and_measures(text: str, expected: list[str]) -> None:
    assert read(text, expected, COUNTY) == lines(expected)


@pytest.mark.parametrize(("text", "expected"), MASKS.values(), ids=MASKS)
def test_masks(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents(text: str, expected: list[str]) -> None:
    assert read(text, expected, COUNTY) == lines(expected)
