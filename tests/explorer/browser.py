"""A real browser without a window, and what tests ask of it. Where there is none, its tests are skipped and say why."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
REASON = "chromium and chromedriver are needed (Debian: apt-get install chromium chromium-driver fonts-noto-cjk)"
needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason=REASON)
_ARGUMENTS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --window-size=1280,900
""".split()


class Browser:
    """Pages of one address, with what the browser complained about."""

    def __init__(self, address: str, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for argument in (*_ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.address = address
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_page_load_timeout(60)

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)
        self.drawn()

    def drawn(self) -> None:
        """Wait until every chart is drawn."""
        self.until(
            lambda: self.run("return [...document.querySelectorAll('[data-chart]')].every(e => e.dataset.drawn)")
        )

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def until(self, holds: Callable[[], Any], seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := holds()):
            assert time.monotonic() < deadline, f"never became so; the page is {self.driver.current_url}"
            time.sleep(0.05)
        return answer

    def complaints(self) -> list[str]:
        """What the console holds since it was asked last: errors of scripts, of loading, of the page's policy."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]

    def click_area(self, code: str) -> None:
        """Click in the middle of an area of the map, as a person does: with the mouse on the canvas."""
        element = self.one(".map .drawing")
        x, y = self.run(
            """
            const chart = echarts.getInstanceByDom(arguments[0]);
            const view = chart.getModel().getSeriesByIndex(0).coordinateSystem;
            return view.dataToPoint(view.getRegion(arguments[1]).getCenter());
            """,
            element,
            code,
        )
        box = element.rect
        webdriver.ActionChains(self.driver).move_to_element_with_offset(
            element, int(x - box["width"] / 2), int(y - box["height"] / 2)
        ).click().perform()

    def close(self) -> None:
        self.driver.quit()
