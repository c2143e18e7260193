// Draws what the server describes in data-chart. All words come from there; text is only ever set as text.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = new Map();

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 2 });
  const full = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
  const short = (value) => (Math.abs(value) < 10000 ? full : compact).format(value);
  const paint = (index) => token(`series-${(index % 8) + 1}`);

  function go(href) {
    if (href) location.assign(href);
  }

  // A tooltip as elements: the page's policy allows no style attributes in markup, and texts must not become markup.
  function tip(title, lines) {
    const box = document.createElement("div");
    const head = document.createElement("strong");
    head.textContent = title;
    box.append(head);
    for (const line of lines) {
      const each = document.createElement("div");
      each.textContent = line;
      box.append(each);
    }
    return box;
  }

  const common = () => ({
    animation: !still.matches,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("ink") },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      backgroundColor: token("paper"),
      borderColor: token("line"),
      textStyle: { color: token("ink"), fontSize: 13 },
      className: "tip",
    },
  });

  function hatch(ink, paper, gap) {
    const ratio = 2;
    const tile = document.createElement("canvas");
    tile.width = tile.height = gap * ratio; // drawn twice as large for sharp screens
    const pen = tile.getContext("2d");
    pen.fillStyle = paper;
    pen.fillRect(0, 0, tile.width, tile.height);
    pen.strokeStyle = ink;
    pen.lineWidth = ratio;
    pen.beginPath();
    for (const shift of [-tile.width, 0, tile.width]) {
      pen.moveTo(shift - 2, tile.height + 2);
      pen.lineTo(shift + tile.width + 2, -2);
    }
    pen.stroke();
    return { image: tile, repeat: "repeat", scaleX: 1 / ratio, scaleY: 1 / ratio };
  }

  async function map(spec, element) {
    const answer = await fetch(spec.boundaries);
    if (!answer.ok) throw new Error(`${spec.boundaries}: ${answer.status}`);
    const shapes = await answer.json();
    echarts.registerMap(spec.boundaries, shapes);
    const fills = {
      none: hatch(token("hatch"), token("paper"), 6),
      below: hatch(token("below-ink"), token("below"), 6),
      masked: token("masked"),
    };
    const data = Object.entries(spec.areas).map(([code, area]) => ({
      name: code,
      itemStyle: {
        areaColor: area.shade === undefined ? fills[area.kind || "none"] : token(`ramp-${area.shade}`),
      },
      label: {
        show: spec.labels && (spec.inset === "" || area.shade !== undefined || area.kind !== undefined),
        formatter: area.short ? `${area.name}\n${area.short}` : area.name,
        color: area.shade > 3 ? token("ramp-ink") : token("ink"),
        textBorderColor: area.shade > 3 ? "transparent" : token("paper"),
        textBorderWidth: area.shade > 3 ? 0 : 2,
        fontSize: 11,
      },
    }));
    const line = { areaColor: "transparent", borderColor: token("border"), borderWidth: 1.2 };
    data.push({ name: "border", silent: true, itemStyle: line, emphasis: { disabled: true }, label: { show: false }, tooltip: { show: false } });
    const series = {
      type: "map",
      map: spec.boundaries,
      nameProperty: "name",
      aspectScale: 0.82,
      selectedMode: false,
      clip: true,
      itemStyle: { areaColor: fills.none, borderColor: token("map-line"), borderWidth: 0.6 },
      emphasis: { itemStyle: { borderColor: token("ink"), borderWidth: 1.6, areaColor: "inherit" }, label: { color: token("ink") } },
      data,
    };
    const whole = { ...series, top: 8, bottom: 8, left: 8, right: 8, roam: false };
    const option = { ...common(), series: [whole] };
    if (spec.inset) {
      const narrow = element.clientWidth < 560;
      whole.boundingCoords = [[73.2, 53.8], [135.3, 17.8]];
      whole.bottom = narrow ? 76 : 8;
      // A name of its own: series of one map share one view.
      echarts.registerMap("inset", shapes);
      const [width, height] = narrow ? [66, 89] : [92, 124];
      const inset = { width, height, right: 6, bottom: 6 };
      option.series.push({
        ...series,
        ...inset,
        map: "inset",
        boundingCoords: [[106.5, 25], [122.5, 2.8]],
        data: data.map((each) => ({ ...each, label: { show: false } })),
      });
      option.graphic = [
        { type: "rect", ...inset, shape: { width, height }, style: { fill: "transparent", stroke: token("border") }, silent: true },
        { type: "text", right: 8, bottom: height + 10, style: { text: spec.inset, fill: token("quiet"), fontSize: 11 }, silent: true },
      ];
    }
    option.tooltip.formatter = ({ name }) => {
      const area = spec.areas[name];
      return area ? tip(area.name, [area.text || spec.none]) : "";
    };
    return { option, click: ({ name }) => go((spec.areas[name] || {}).href) };
  }

  const grid = (spec) => ({ top: spec.unit ? 40 : 20, bottom: 28, left: 8, right: spec.room || 24, containLabel: true });
  const axisLines = () => ({
    axisLine: { lineStyle: { color: token("line") } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: token("line") } },
    axisLabel: { color: token("quiet") },
  });
  const valueAxis = (spec) => ({
    type: "value",
    scale: !spec.zero,
    name: spec.unit,
    nameTextStyle: { color: token("quiet"), align: "left" },
    ...axisLines(),
    axisLine: { show: false },
    axisLabel: { color: token("quiet"), formatter: short },
  });

  function lines(spec) {
    const values = [];
    const series = spec.series.map((each, index) => {
      const colour = each.target ? token("target") : paint(each.colour ?? index);
      return {
        type: "line",
        name: each.name,
        data: each.points.map((point) => {
          if (point) values.push(point.value);
          return point ? { value: point.value, ...(point.hollow ? { symbol: "emptyCircle" } : {}) } : null;
        }),
        symbol: each.target ? "emptyDiamond" : "circle",
        symbolSize: each.target ? 11 : 8,
        color: colour,
        lineStyle: { width: 2, type: each.target ? "dashed" : "solid" },
        emphasis: { focus: "series" },
        z: each.target ? 2 : 3,
      };
    });
    const limits = (spec.limits || []).map((limit) => ({
      yAxis: limit.value,
      label: { formatter: limit.name, position: "insideEndTop", color: token("limit"), fontSize: 11 },
    }));
    if (series.length && limits.length) {
      series[0].markLine = {
        silent: true,
        symbol: "none",
        lineStyle: { color: token("limit"), type: [6, 4], width: 1.2 },
        data: limits,
      };
      values.push(...limits.map((each) => each.yAxis));
    }
    const low = Math.min(...values);
    const high = Math.max(...values);
    const pad = (high - low || Math.abs(high) || 1) * 0.08;
    const step = 10 ** Math.floor(Math.log10(pad * 12)) / 2;
    const option = {
      ...common(),
      grid: grid(spec),
      legend: { show: series.length > 1, top: 0, right: 0, type: "scroll", textStyle: { color: token("ink") }, itemHeight: 9 },
      xAxis: { type: "category", data: spec.x, boundaryGap: true, ...axisLines(), splitLine: { show: false } },
      yAxis: {
        ...valueAxis(spec),
        min: ({ min }) => (low >= 0 && Math.min(min, low) - pad < 0 ? 0 : undefined),
        max: limits.length ? ({ max }) => (high > max ? Math.ceil((high + pad) / step) * step : undefined) : undefined,
      },
      series,
    };
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "line", lineStyle: { color: token("quiet") } };
    option.tooltip.formatter = (points) => {
      const at = points[0].dataIndex;
      const said = spec.series.filter((each) => each.points[at]).map((each) => `${each.name}  ${each.points[at].text}`);
      return tip(String(spec.x[at]), said);
    };
    return {
      option,
      click: ({ seriesIndex, dataIndex }) => go((spec.series[seriesIndex]?.points[dataIndex] || {}).href),
    };
  }

  function bars(spec) {
    const flat = spec.flat;
    const categories = spec.bars.map((bar) => bar.name);
    const category = {
      type: "category",
      data: categories,
      inverse: flat,
      ...axisLines(),
      splitLine: { show: false },
      axisLabel: { color: token("quiet"), interval: flat ? 0 : "auto", width: flat ? 120 : undefined, overflow: flat ? "truncate" : undefined },
    };
    const value = { ...valueAxis({ ...spec, zero: true, unit: flat ? "" : spec.unit }), splitNumber: flat ? 3 : 4, minInterval: spec.counts ? 1 : 0 };
    const option = {
      ...common(),
      grid: { ...grid({ unit: flat ? "" : spec.unit }), right: flat ? 84 : 20, top: flat ? 6 : spec.unit ? 40 : 20 },
      xAxis: flat ? value : category,
      yAxis: flat ? category : value,
      series: [
        {
          type: "bar",
          barMaxWidth: flat ? 22 : 60,
          barCategoryGap: spec.touching ? "4%" : "35%",
          label: { show: flat, position: "right", color: token("ink"), formatter: ({ dataIndex }) => spec.bars[dataIndex].text },
          data: spec.bars.map((bar) => ({
            value: bar.value,
            itemStyle: { color: bar.here ? token("series-2") : token("series-1"), borderRadius: flat ? [0, 2, 2, 0] : [2, 2, 0, 0] },
          })),
        },
      ],
    };
    option.tooltip.formatter = ({ dataIndex }) => tip(spec.bars[dataIndex].title || categories[dataIndex], [spec.bars[dataIndex].text]);
    return { option, click: ({ dataIndex }) => go(spec.bars[dataIndex].href) };
  }

  const kinds = { map, lines, bars };

  async function draw(element) {
    const spec = JSON.parse(element.dataset.chart);
    const { option, click } = await kinds[spec.kind](spec, element);
    drawn.get(element)?.dispose();
    if (spec.kind === "bars" && spec.flat) element.style.height = `${Math.max(spec.bars.length * 30 + 40, 90)}px`;
    const chart = echarts.init(element, null, { renderer: "canvas" });
    chart.setOption(option);
    chart.on("click", click);
    drawn.set(element, chart);
    element.dataset.drawn = "yes";
  }

  function zoomable(panel) {
    const bar = panel.querySelector(".zoom");
    const element = panel.querySelector("[data-chart]");
    if (!bar || !element) return;
    bar.hidden = false;
    let zoom = 1;
    bar.addEventListener("click", (event) => {
      const factor = Number(event.target.dataset.zoom);
      if (Number.isNaN(factor)) return;
      zoom = factor === 0 ? 1 : Math.min(Math.max(zoom * factor, 1), 12);
      const first = { zoom, roam: zoom > 1 ? "move" : false, ...(zoom === 1 ? { center: null } : {}) };
      drawn.get(element)?.setOption({ series: [first] });
    });
  }

  const all = [...document.querySelectorAll("[data-chart]")];
  const redraw = () => Promise.all(all.map(draw));
  document.querySelectorAll(".panel").forEach(zoomable);
  redraw();
  dark.addEventListener("change", redraw);
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));
  all.forEach((element) => sizes.observe(element));
})();
