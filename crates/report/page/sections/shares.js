// Tokens and dollars week by week, as columns of the whole; below, what has no price.

function unpricedChart(width) {
  const priced = new Map(chosen("dollar_share", choice()).map((row) => [`${row.week_start_date} ${row.vendor}`, row]));
  // As the first picture has it: of a vendor with a price the part of its tokens that has none.
  const without = (row) => {
    const held = priced.get(`${row.week_start_date} ${row.vendor}`);
    return unpriced({ tokens: row.token_share, dollars: held?.dollar_share ?? null, coverage_share: held?.coverage_share });
  };
  const weeks = [...grouped(rows("token_share"))].map(([week, list]) => ({
    week, isWhole: list.every((row) => row.is_complete !== false), x1: date(week), x2: weekEnd(week), y1: 0, y2: sum(list, without),
  }));
  const label = "Part of the tokens without a price, by week.";
  const right = isNarrow(width) ? 8 : 112;
  // The scale ends with a mark, above the largest.
  const most = Math.max(0.2, ...weeks.map((week) => week.y2));
  const step = [0.05, 0.1, 0.25].find((one) => most / one <= 5) ?? 0.25;
  const ticks = Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => Number((at * step).toFixed(2)));
  const chart = plot(label, {
    width, height: 144, marginLeft: 46, marginRight: right, marginTop: 8, marginBottom: 36,
    x: weekAxis(weeks.map((week) => week.week), width), y: { domain: [0, ticks.at(-1)], tickFormat: "%", label: null, ticks },
    marks: [
      Plot.gridY(ticks),
      columnMark(weeks, { of: () => "rest", fill: "url(#rest)", room: width - 46 - right, count: weeks.length }),
      Plot.ruleY([0]),
    ],
  });
  const byWeek = new Map(weeks.map((week) => [week.week, week.y2]));
  const tell = (week) => ({ lines: [{ vendor: "others", text: "of all tokens of the week have no price", value: share(byWeek.get(week)) }], notes: [] });
  const last = weeks.filter((week) => week.isWhole).sort((one, other) => (one.week < other.week ? -1 : 1)).at(-1);
  const finding = last ? `In the last complete week, that of ${dayText(last.week)}: ${share(last.y2)} of all tokens that the chart shows.` : null;
  return { node: walked(chart, label, weeks.map((week) => week.week).sort(), tell), finding };
}

section("shares", (width) => {
  const parts = [];
  if (has("token_share")) {
    const list = rows("token_share");
    const { node, marks, vendors } = stackChart({ label: "Part of each vendor in the tokens, by week.", list, value: (row) => row.token_share, width, height: 350 });
    parts.push(figure({
      name: "tokens", title: "Part of the tokens", node, marks, of: { days: daysOf(list), vendors },
      note: "Tokens of upstream's own tokenizers: across vendors they compare to tens of percent at best.",
      tables: [tableOf("token_share", list, ["vendor", "week_start_date", "tokens", "token_share"])],
    }));
  }
  const dollars = chosen("dollar_share", choice());
  if (dollars.some((row) => row.dollar_share != null)) {
    const { node, marks, vendors } = stackChart({ label: `Part of each vendor in the implied dollars, by week; ${word(state.basis)}.`, list: dollars, value: (row) => row.dollar_share, range: (row) => (isWide(row) ? [row.dollar_share_low, row.dollar_share_high] : null), width, height: 350 });
    parts.push(figure({
      name: "dollars", title: `Part of the money: ${word(state.basis).toLowerCase()}`, node, marks, of: { days: daysOf(dollars), isPriced: true, isRuled: true, vendors },
      note: `Of the implied value of all vendors that have a price: tokens times a price, blind to discounts and private contracts.${dollars.some(isWide) ? " A week that is pointed at has, in brackets, between which ends each vendor's part of all dollars lies." : ""}`,
      tables: [tableOf("dollar_share", dollars, ["vendor", "week_start_date", "implied_usd", "dollar_share", "dollar_share_low", "dollar_share_high", "blended_usd_per_mtok", "coverage_share"])],
    }));
    if (has("token_share")) {
      parts.push(figure({ name: "unpriced", title: "Tokens without a price", ...unpricedChart(width), note: "Of all tokens of each week: those of others, of vendors without a price, and of a vendor with one as large a part as has none in the usage that weighs its prices, as in the first picture.", marks: new Set(["rest"]), of: { days: daysOf(rows("token_share")), isPriced: true, isRuled: true } }));
    }
  } else if (has("dollar_share")) parts.push(nothing("No week has dollars at this basis and rule."));
  return parts;
});
