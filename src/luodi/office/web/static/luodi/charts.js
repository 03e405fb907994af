// Draws every [data-chart] from its data block. ECharts is fetched only by pages that have one.
(function () {
  "use strict";
  var luodi = window.luodi;
  var drawn = [];
  var loading = null;
  var LIGHTS = ["red", "yellow", "pale", "green", "blue", "grey"];

  function palette() {
    var style = getComputedStyle(document.documentElement);
    function value(name) { return style.getPropertyValue("--" + name).trim(); }
    var colours = {};
    [].concat.apply(["ink", "ink-2", "line", "line-strong", "surface", "raised", "sunken", "accent", "font"], LIGHTS.map(function (l) { return [l, l + "-soft", l + "-ink"]; })).forEach(function (n) { colours[n] = value(n); });
    return colours;
  }
  function library() {
    if (window.echarts) return Promise.resolve(window.echarts);
    if (!loading) {
      loading = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        script.src = luodi.meta("echarts");
        script.onload = function () { resolve(window.echarts); };
        script.onerror = reject;
        document.head.appendChild(script);
      });
    }
    return loading;
  }
  function short(text, length) { text = String(text); return text.length > length ? text.slice(0, length) + "…" : text; }

  function common(c, unit) {
    return {
      animation: false,
      textStyle: { fontFamily: c.font, color: c.ink },
      color: [c.accent, c["line-strong"], c.blue, c.yellow, c.green, c.red, c.pale],
      grid: { left: 8, right: 28, top: 40, bottom: 8, containLabel: true },
      legend: { top: 4, right: 0, itemWidth: 16, itemHeight: 10, icon: "roundRect", textStyle: { color: c["ink-2"] } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: c.raised, borderColor: c.line, textStyle: { color: c.ink, fontSize: 13 },
        valueFormatter: function (v) { return v === null || v === undefined ? "—" : v + (unit || ""); } }
    };
  }
  function axis(c, labels) {
    return { type: "category", data: labels.map(function (l) { return short(l, 12); }), axisLine: { lineStyle: { color: c["line-strong"] } }, axisTick: { show: false }, axisLabel: { color: c["ink-2"], hideOverlap: true } };
  }
  function values(c, unit) {
    return { type: "value", name: unit || "", nameTextStyle: { color: c["ink-2"], align: "right" }, axisLabel: { color: c["ink-2"] }, splitLine: { lineStyle: { color: c.line } } };
  }

  var kinds = {
    line: function (data, c) {
      var option = common(c, data.unit);
      option.xAxis = Object.assign(axis(c, data.x), { boundaryGap: !!data.inverse });
      option.yAxis = values(c, data.unit);
      if (data.inverse) Object.assign(option.yAxis, { inverse: true, min: 1, minInterval: 1 }); // places: the first stands on top
      option.series = data.series.map(function (s) {
        var colour = s.colour ? c[s.colour] : s.dashed ? c["ink-2"] : undefined;
        return { type: "line", name: s.name, data: s.values, symbol: "circle", symbolSize: s.dashed ? 0 : 5, showSymbol: !s.dashed, connectNulls: false, step: s.step || false,
          itemStyle: { color: colour }, lineStyle: { width: s.dashed ? 1.5 : 2.5, type: s.dashed ? "dashed" : "solid", color: colour },
          areaStyle: s.dashed || data.inverse ? undefined : { opacity: 0.08 } };
      });
      return option;
    },
    bars: function (data, c, stacked) {
      var option = common(c, data.unit);
      var across = data.across || data.x.length > 12; // many names read better one below the other
      option.tooltip.axisPointer = { type: "shadow" };
      option.xAxis = across ? values(c, data.unit) : axis(c, data.x);
      option.yAxis = across ? Object.assign(axis(c, data.x), { inverse: true }) : values(c, data.unit);
      option.series = data.series.map(function (s) {
        return { type: "bar", name: s.name, data: s.values, stack: stacked === true ? "all" : undefined, barMaxWidth: 32, itemStyle: { color: s.colour ? c[s.colour] : undefined, borderColor: c.surface, borderWidth: stacked === true ? 1 : 0 },
          label: { show: data.series.length === 1 || stacked === true, position: stacked === true ? "inside" : across ? "right" : "top", color: stacked === true ? c.surface : c["ink-2"], fontSize: 12 } };
      });
      if (data.series.length === 1) { option.legend.show = false; option.grid.top = 28; }
      return option;
    },
    stacked: function (data, c) { return kinds.bars(data, c, true); },
    // from–to for each label, with a mark in between: data.ranges = [[low, high, mark]…] in the order of data.x, data.words = [what low～high is, what the mark is]
    ranges: function (data, c) {
      var option = common(c, data.unit);
      option.legend.show = false;
      option.grid.top = 28;
      option.tooltip = Object.assign(option.tooltip, { trigger: "axis", axisPointer: { type: "shadow" }, formatter: function (items) {
        var r = data.ranges[items[0].dataIndex];
        return data.x[items[0].dataIndex] + "\n" + data.words[0] + r[0] + "～" + r[1] + "\n" + data.words[1] + r[2];
      } });
      option.xAxis = Object.assign(values(c, data.unit), { min: 1, minInterval: 1, position: "top" });
      option.yAxis = Object.assign(axis(c, data.x), { inverse: true });
      option.series = [
        { type: "bar", stack: "range", silent: true, data: data.ranges.map(function (r) { return r[0]; }), itemStyle: { color: "transparent" }, barMaxWidth: 14 },
        { type: "bar", stack: "range", data: data.ranges.map(function (r) { return Math.max(r[1] - r[0], 0.12); }), itemStyle: { color: c.accent, opacity: 0.45, borderRadius: 3 }, barMaxWidth: 14 },
        { type: "scatter", data: data.ranges.map(function (r, i) { return [r[2], i]; }), symbol: "diamond", symbolSize: 10, itemStyle: { color: c.ink } }
      ];
      return option;
    },
    matrix: function (data, c) {
      var option = common(c);
      var top = data.cells.reduce(function (most, cell) { return Math.max(most, Number(cell[2]) || 0); }, 1);
      option.legend.show = false;
      option.grid.top = 8;
      option.tooltip = Object.assign(option.tooltip, { trigger: "item", formatter: function (p) {
        var cell = data.cells[p.dataIndex];
        return short(data.y[cell[1]], 40) + " · " + short(data.x[cell[0]], 40) + "\n" + (cell[3] ? cell[3] + "　" : "") + (cell[2] === null ? "—" : cell[2]);
      } });
      option.xAxis = Object.assign(axis(c, data.x), { position: "top", axisLine: { show: false }, axisLabel: { color: c["ink-2"], interval: 0, fontSize: 12, width: 60, overflow: "break" } });
      option.yAxis = Object.assign(axis(c, data.y), { inverse: true, axisLine: { show: false } });
      option.series = [{ type: "heatmap", data: data.cells.map(function (cell) {
        return { value: [cell[0], cell[1], cell[2]], itemStyle: { color: cell[4] ? c[cell[4] + "-soft"] : c.accent, opacity: cell[4] ? 1 : 0.15 + 0.85 * (Number(cell[2]) || 0) / top, borderColor: c.surface, borderWidth: 2, borderRadius: 3 },
          label: { color: cell[4] ? c[cell[4] + "-ink"] : c.ink } };
      }), label: { show: true, formatter: function (p) { var v = data.cells[p.dataIndex]; return (v[2] === null ? "" : String(v[2])) + (v[3] ? "\n" + short(v[3], 5) : ""); }, fontSize: 11, lineHeight: 15 }, emphasis: { itemStyle: { borderColor: c.ink } } }];
      // a heat map insists on a scale; the cells carry their own colours
      option.visualMap = { show: false, min: 0, max: top, inRange: { color: [c.sunken, c.accent] }, seriesIndex: [] };
      return option;
    }
  };

  function draw(place) {
    if (place.luodiChart) return;
    var source = document.getElementById(place.dataset.chartSource);
    var kind = kinds[place.dataset.chart];
    if (!source || !kind) return;
    var data = JSON.parse(source.textContent);
    place.style.height = (parseInt(place.dataset.chartHeight, 10) || 280) + "px";
    library().then(function (echarts) {
      var chart = echarts.init(place, null, { renderer: "canvas" });
      place.luodiChart = chart;
      function paint() { chart.setOption(kind(data, palette()), true); }
      paint();
      drawn.push({ place: place, chart: chart, paint: paint });
      chart.on("click", function (event) {
        var cell = data.cells ? data.cells[event.dataIndex] : null;
        var href = cell ? cell[5] : data.hrefs ? data.hrefs[event.dataIndex] : null;
        if (typeof href === "string" && /^[/?](?![/\\])/.test(href)) location.assign(href);
      });
      if (window.ResizeObserver) new ResizeObserver(function () { chart.resize(); }).observe(place);
    }).catch(function () {
      // no library: the table below says the same
      place.style.height = "";
      var table = place.parentNode.querySelector(".chart-table");
      if (table) table.open = true;
    });
  }
  function all(part) { part.querySelectorAll("[data-chart]").forEach(draw); }
  function repaint() {
    drawn = drawn.filter(function (d) {
      if (document.contains(d.place)) return true;
      d.chart.dispose();
      return false;
    });
    drawn.forEach(function (d) { d.paint(); });
  }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
  document.addEventListener("luodi:theme", repaint);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
})();
