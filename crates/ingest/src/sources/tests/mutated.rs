//! Ten thousand answers that something went wrong with: none of them takes the program down, and each says the same
//! twice. The seed is fixed, so that a failure is one on every machine.

use super::{fixture_bytes, parse, shown};

const CASES: usize = 10_000;
const LONGEST_EXCERPT: usize = 16 * 1024;
const SEEDS: &[&str] = &[
    "rankings_page/stream/happy.rsc",
    "rankings_page/page/happy.html",
    "apps/page/happy.rsc",
    "frontend/market-share/happy.json",
    "frontend/model-rankings-chart/inner.json",
    "frontend/models-month/happy.json",
    "frontend/apps/happy.json",
    "frontend/task-spend/happy.json",
    "frontend/effective-pricing/happy.json",
    "exports/rankings-daily/happy.csv",
    "exports/index/happy.json",
    "exports/manifest/happy.json",
    "data_api/rankings-daily/happy.json",
    "data_api/app-rankings/happy.json",
    "data_api/task-classification/happy.json",
    "catalog/models/happy.json",
    "catalog/models/conditions.json",
    "endpoints/prices/happy.json",
    "eci/scores/happy.csv",
    "arena/text/happy.json",
    "models_dev/models/happy.json",
    "vercel_gateway/labs/happy.json",
    "archive/vendor-weeks/happy.csv",
    "archive/model-weeks/happy.json",
    "archive/app-weeks/happy.json",
    "archive/site-weeks/happy.csv",
];
/// What has gone wrong in real files, and what parsers like least.
const SPLINTERS: &[&[u8]] = &[
    b"-1",
    b"1e999",
    b"1.5",
    b"\"",
    b"{",
    b"]}",
    b"\\u0000",
    b"$L1",
    b"$1:x",
    b"\n",
    b"\0",
    b"\xff",
    b"\xe2\x80",
    b"null",
    b"9223372036854775808",
    b"2026-02-30",
    b"others",
    b"1:T5,",
    b",",
    b":",
    b"<script>",
];

/// A sequence that is the same on every machine (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides.max(1) as u64).unwrap()
    }
}

/// An excerpt of an answer with one to four things gone wrong in it.
fn mutated(answer: &[u8], dice: &mut Dice) -> Vec<u8> {
    let start = if dice.roll(4) == 0 { dice.roll(answer.len()) } else { 0 };
    let mut bytes = answer[start..answer.len().min(start + LONGEST_EXCERPT)].to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len());
        let until = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(5) {
            0 => drop(bytes.splice(at..at, SPLINTERS[dice.roll(SPLINTERS.len())].iter().copied())),
            1 => drop(bytes.splice(at..until, SPLINTERS[dice.roll(SPLINTERS.len())].iter().copied())),
            2 => drop(bytes.drain(at..until)),
            3 => bytes.extend_from_within(at..until),
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

#[test]
fn ten_thousand_broken_answers() {
    let answers: Vec<_> = SEEDS.iter().map(|seed| (*seed, fixture_bytes(seed))).collect();
    let (mut dice, mut accepted) = (Dice(20_260_414), 0);
    for case in 0..CASES {
        let (seed, answer) = &answers[case % answers.len()];
        let bytes = mutated(answer, &mut dice);
        let outcome = parse(seed, &bytes, &[]);
        accepted += usize::from(outcome.is_ok());
        if case % 10 == 0 {
            assert_eq!(shown(&outcome), shown(&parse(seed, &bytes, &[])), "{seed}, case {case}");
        }
    }
    // Most are refused, and not all: else the mutations would test one line of each parser.
    println!("{accepted} of {CASES} broken answers were still answers");
    assert!((100..CASES / 2).contains(&accepted), "{accepted} of {CASES} accepted");
}
