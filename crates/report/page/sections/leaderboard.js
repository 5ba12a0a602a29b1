// Models ranked twice: by tokens, and by dollars.

const MOST_RANKS = 20;

const placesText = (places) => (places === 0 ? "the same" : `${Math.abs(places)} ${places > 0 ? "higher" : "lower"}`);

// A rank that is null is none.
const isFirst = (rank) => rank != null && rank <= MOST_RANKS;

// Lines from a model's place by tokens to its place by dollars; who is not among the first on one side ends at the edge.
function rankChart(list, width) {
  const narrow = isNarrow(width);
  // On the narrowest screens names give way, so that lines can still be told apart.
  const room = narrow ? Math.min(112, Math.round(width * 0.29)) : 210;
  const row = narrow ? 30 : 21;
  const height = 34 + row * (MOST_RANKS + 1);
  const label = `Rank by tokens against rank by dollars. ${list.filter((r) => r.dollar_rank != null && r.dollar_rank <= 3).sort((a, b) => a.dollar_rank - b.dollar_rank).map((r) => `${modelName(r.model)}: ${r.token_rank} by tokens, ${r.dollar_rank} by dollars`).join("; ")}.`;
  const svg = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "plot" });
  const lines = (model) => (narrow ? twoLines(modelName(model), room - 12) : [fitted(modelName(model), room - 12)]);
  const names = (model) => lines(model).map((line) => shortened(line, brief(model, 80)));
  const at = (rank) => 34 + row * (Math.min(rank, MOST_RANKS + 1) - 0.5);
  svg.append(
    shape("text", { x: room, y: 18, class: "bar-name", "text-anchor": "end" }, "by tokens"),
    shape("text", { x: width - room, y: 18, class: "bar-name" }, "by dollars"));
  for (const held of list) {
    const group = shape("g", { class: "rank" });
    const [x0, x1, y0, y1] = [room + 26, width - room - 26, at(held.token_rank ?? 99), at(held.dollar_rank ?? 99)];
    const mid = (x0 + x1) / 2;
    const isOff = !isFirst(held.token_rank) || !isFirst(held.dollar_rank);
    if (held.dollar_rank != null) {
      group.append(shape("path", { d: `M${x0},${y0} C${mid},${y0} ${mid},${y1} ${x1},${y1}`, stroke: colour(held.vendor), class: isOff ? "rank-line off" : "rank-line" }));
    }
    const end = (x, y, rank, anchor) => {
      if (!isFirst(rank)) return;
      const side = anchor === "end" ? -1 : 1;
      group.append(
        shape("circle", { cx: x, cy: y, r: 6, fill: colour(held.vendor) }),
        shape("text", { x: x + 12 * side, y: y + 4, "text-anchor": anchor, class: "rank-number" }, String(rank)),
        unobserved(held) ? shape("circle", { cx: x, cy: y, r: 6, fill: dotPatternOf(held) }) : "",
        held.dollar_rank == null ? shape("circle", { cx: x, cy: y, r: 3, class: "hole" }) : "",
        ...names(held.model).map((line, at, lines) =>
          shape("text", { x: x + 36 * side, y: y + 4 + 12 * (at - (lines.length - 1) / 2), "text-anchor": anchor, class: "rank-name" }, line)));
    };
    end(x0, y0, held.token_rank, "end");
    end(x1, y1, held.dollar_rank, "start");
    svg.append(tipped(group, brief(held.model, 60), [
      { vendor: held.vendor, text: "tokens", value: `${scaled(held.tokens)}, rank ${held.token_rank ?? NONE}` },
      { vendor: held.vendor, text: "implied value", value: held.implied_usd == null ? "no price" : `${usd(held.implied_usd)}, rank ${held.dollar_rank}` },
      { text: "per million tokens", value: signedPrice(held) },
      held.dollar_places_gained == null ? null : { text: "place by dollars against place by tokens, of models with a price", value: placesText(held.dollar_places_gained) },
      held.app_count == null ? null : { text: "apps", value: String(held.app_count) },
    ].filter(Boolean), held.reason ? [brief(held.reason, 160)] : []));
  }
  named_picture(svg, label);
  return svg;
}

section("leaderboard", (width) => {
  const all = chosen("model_leaderboard", { price_basis: state.basis });
  const boards = distinct(all, (row) => row.board).sort().reverse();
  if (boards.length === 0) return [nothing("No board at this basis.")];
  return boards.map((board) => {
    const list = all.filter((row) => row.board === board);
    const title = BOARD_NAMES[board] ?? brief(board);
    const byRank = [...list].sort((one, other) => (one.token_rank ?? 1e6) - (other.token_rank ?? 1e6));
    const first = byRank.filter((row) => (isFirst(row.token_rank) || isFirst(row.dollar_rank)) && !state.hidden.has(row.vendor));
    const tables = [tableOf("model_leaderboard", byRank, ["model", "token_rank", "dollar_rank", "tokens", "implied_usd", "blended_usd_per_mtok", "app_count"], first)];
    if (first.every((row) => row.dollar_rank == null)) {
      tables.forEach((table) => entitle(table, `chart-board-${board}`, title));
      return element("div", {}, element("h3", {}, title), nothing(`No model of this board has dollars at this basis${first[0]?.reason ? `: ${brief(first[0].reason, 200)}` : ""}.`), ...tables);
    }
    const marks = unobservedOf(first);
    const top = first.find((row) => row.dollar_rank === 1);
    const origin = marks.has("made") ? " Usage of this board was made up for demonstration; prices were not." : "";
    return figure({
      of: { days: daysOf(first), isPriced: true, vendors: first.map((row) => row.vendor) },
      name: `board-${board}`, title,
      finding: top ? `${modelName(top.model)} is first by dollars (${usd(top.implied_usd)}) and number ${top.token_rank} by tokens, ${dayText(top.window_start_date)} to ${dayText(top.window_end_date)}.${origin}` : null,
      node: rankChart(first, width), marks,
      note: "Both places are of the same days: a line that climbs is a model whose tokens are dear, not one that rose over time. Open dots have no price. Thin lines lead to or from beyond the first twenty.",
      tables,
    });
  });
});
