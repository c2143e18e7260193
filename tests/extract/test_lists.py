"""Names and values in lists: by position, one value for several names, several values of one name."""

from __future__ import annotations

import pytest

from tests.extract.readings import CITY, candidates, lines, read

LISTS = {
    "respectively": (
        "PM2.5、PM10浓度分别为28微克/立方米和49微克/立方米。",
        ["air_pm25_annual_mean 28 微克/立方米", "air_pm10_annual_mean 49 微克/立方米"],
    ),
    "in turn": (
        "PM10、SO2、NO2浓度依次为49、7、18微克/立方米。",
        ["air_pm10_annual_mean 49 微克/立方米", "air_so2_annual_mean 7 微克/立方米", "air_no2_annual_mean 18 微克/立方米"],
    ),
    "without a word for it": (
        "PM2.5、PM10浓度为28、49微克/立方米。",
        ["air_pm25_annual_mean 28 微克/立方米", "air_pm10_annual_mean 49 微克/立方米"],
    ),
    "more names than values": (
        "我市空气持续改善、PM2.5、PM10浓度分别为28、49微克/立方米。",
        ["air_pm25_annual_mean 28 微克/立方米", "air_pm10_annual_mean 49 微克/立方米"],
    ),
    "changes of a list": (
        "PM2.5、PM10同比分别下降5.2%、9.7%。",
        ["air_pm25_annual_mean 5.2=-5.2 % change_pct", "air_pm10_annual_mean 9.7=-9.7 % change_pct"],
    ),
    "changes of the list before": (
        "氨氮、总磷浓度分别为0.42、0.08毫克/升，同比分别下降12.5%、20.0%。",
        [
            "water_nh3n_mean 0.42 毫克/升",
            "water_tp_mean 0.08 毫克/升",
            "water_nh3n_mean 12.5=-12.5 % change_pct",
            "water_tp_mean 20.0=-20 % change_pct",
        ],
    ),
    "signs of their own": (
        "PM2.5、PM10同比分别变化-5.2%、2.3%。",
        ["air_pm25_annual_mean -5.2=-5.2 % change_pct", "air_pm10_annual_mean 2.3 % change_pct"],
    ),
    "a tail that all share": (
        "城市、农村生活污水处理率分别为98.1%、45.2%。",
        ["water_sewage_treatment_ratio 98.1 %", "rural_sewage_treatment_ratio 45.2 %"],
    ),
    "one value for all": (
        "信访调处率、办结率均为100%。",
        ["petition_closed_ratio 100 %", "petition_handled_ratio 100 %"],
    ),
    "one value for two with 和": (
        "秸秆综合利用率和畜禽粪污综合利用率均达到95%以上。",
        ["solid_waste_manure_utilization_ratio 95 % ge", "solid_waste_straw_utilization_ratio 95 % ge"],
    ),
    "two acts and one count": (
        "立案处罚16起。",
        ["enforcement_cases_filed 16 起", "enforcement_penalty_decision_count 16 起"],
    ),
    "pairs of name and value": (
        "优良率90.1%、森林覆盖率65.3%、再生水利用率30%。",
        ["air_good_days_ratio 90.1 %", "ecology_forest_coverage_ratio 65.3 %", "water_reuse_ratio 30 %"],
    ),
    "unknown names take no neighbour's value": (
        "粮食产量、优良率分别增长2%、3%。",
        ["air_good_days_ratio 3 % change_pct"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS)
def test_lists(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)


PLACES = {
    "values of several places": (
        "远安县、五峰县优良率分别为96.2%、97.4%。",
        ["air_good_days_ratio 96.2 % region:420525", "air_good_days_ratio 97.4 % region:420529"],
    ),
    "one value of several places": (
        "远安、五峰两县优良率均为96.2%。",
        ["air_good_days_ratio 96.2 % region:420525", "air_good_days_ratio 96.2 % region:420529"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_lists_of_places(text: str, expected: list[str]) -> None:
    assert read(text, expected, CITY) == lines(expected)


def test_values_of_a_list_say_how_they_met_their_names() -> None:
    found = candidates("PM2.5、PM10浓度分别为28、49微克/立方米。")
    assert [(c.link_rule, c.indicator_text) for c in found] == [("list", "PM2.5"), ("list", "PM10浓度")]
