// The claims of the published analysis: what fails first, then what holds, then what nobody can tell.

const VERDICTS = { fails: ["✗", "Fails"], holds: ["✓", "Holds"], cannot_be_tested: ["?", "Cannot be tested"] };

// At most two decimals: a published figure gets no digits that it never had.
const trimmed = (value) => String(Number(value.toFixed(2))).replace("-", "−");

function claimValue(value, unit) {
  if (value == null) return NONE;
  switch (unit) {
    case "share": return share(value);
    case "tokens": return scaled(value);
    case "usd": return usd(value);
    case "usd_per_mtok": return `${price(value)}/M`;
    case "ratio": return `${trimmed(value)}×`;
    default: return `${trimmed(value)}${unit && !["count", "rank", "correlation"].includes(unit) ? ` ${unit}` : ""}`;
  }
}

function claimCard(row) {
  const [sign, name] = VERDICTS[row.verdict] ?? ["?", row.verdict];
  const isMade = row.value_origin === "made" || row.value_origin === "reconstructed";
  return element("li", { class: `claim ${row.verdict}${isMade ? " unobserved" : ""}`, id: `claim-${row.claim_id}` },
    element("p", { class: "verdict" }, element("span", { "aria-hidden": "true" }, sign), ` ${name}`),
    element("p", { class: "claim-text" }, `“${brief(row.claim_text, 300)}”`),
    row.published_value == null && row.our_value == null ? null
      : element("p", { class: "claim-values" }, "published ", element("b", {}, claimValue(row.published_value, row.value_unit)), " · ours ", element("b", {}, claimValue(row.our_value, row.value_unit))),
    element("p", { class: "because" }, brief(row.because.replaceAll("`", ""), 500)),
    isMade ? element("p", { class: "origin" }, `rests on values that were ${WORDS[row.value_origin]}`) : null);
}

section("claims", () => {
  const weeks = distinct(rows("claim"), (row) => row.week_start_date).sort();
  const list = rows("claim").filter((row) => row.week_start_date === weeks.at(-1));
  const of = (verdict) => list.filter((row) => row.verdict === verdict);
  const verb = { fails: ["fails", "fail"], holds: ["holds", "hold"], cannot_be_tested: ["cannot be tested", "cannot be tested"] };
  const counted = (verdict) => `${of(verdict).length} ${verb[verdict][of(verdict).length === 1 ? 0 : 1]}`;
  const finding = Object.keys(VERDICTS).map(counted).join(" · ");
  return [
    element("p", { class: "finding" }, `${list.length} claims: ${finding}.`),
    ...Object.keys(VERDICTS).filter((verdict) => of(verdict).length > 0).flatMap((verdict) => [
      element("h3", {}, VERDICTS[verdict][1]), element("ul", { class: "claims" }, ...of(verdict).map(claimCard))]),
    tableOf("claim", list, ["claim_id", "verdict", "published_value", "our_value", "value_unit", "claim_text", "because"]),
  ];
});
