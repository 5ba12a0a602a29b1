//! The claims about single models: on the app board, of which the page speaks, and on the site's where the claim is of both or
//! no app page says anything.

use schema::{Board, Verdict};

use super::{
    Measured, Stated,
    evidence::Ranked,
    hidden::Span,
    measure::{ASSUMED, percent},
    witness::Witness,
};

/// What the text calls Claude Opus 4.6, MiMo-V2-Pro and Qwen3.6 Plus.
const OPUS: &str = "anthropic/claude-4.6-opus-20260205";
const MIMO: &str = "xiaomi/mimo-v2-pro-20260318";
const QWEN36: &str = "qwen/qwen3.6-plus-04-02";
/// How much cheaper the sentence has it.
const TIMES_CHEAPER: f64 = 20.0;
const NO_MODEL: &str = "this run has no board with this model for that week";
const MAY_HIDE: &str = "with what weeks that do not name a model may hide";
const PERHAPS_WORSE: &str = "or worse: what models cost that no week names, or that have no price, nobody knows";
const NO_APPS: &str = "this run has no app pages of that week, and the site counts other traffic";

pub(super) fn top_model_by_dollars(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let opus =
        ranked(witness, OPUS).and_then(|(opus, board)| Some((opus.usd?, opus.dollar_rank?, opus.app_count, board)));
    match opus {
        None => Measured::cannot(NO_MODEL),
        Some((usd, rank, Some(apps), Board::Apps)) => {
            let near = Measured::near(stated, usd, format!("rank {rank} by dollars, in {apps} apps, on the app board"));
            let judged = if rank == 1 { near } else { Measured::judged(usd, Verdict::Fails, near.because) };
            of_month(witness, Board::Apps, judged)
        }
        // Who is not first is not first, whatever apps say.
        Some((usd, rank, _, board)) => {
            let span = witness.span_of_dollars(OPUS);
            let best = span.map_or(rank, |span| span.ranks.0);
            let within = span.map_or_else(String::new, |span| by_dollars_within(span, usd));
            let said = format!("rank {rank} by dollars on the site board{within}; {NO_APPS}");
            let judged = if best == 1 { Measured::cannot(said) } else { Measured::judged(usd, Verdict::Fails, said) };
            of_month(witness, board, judged)
        }
    }
}

/// Between which dollars and ranks a model stands that has so many at least. What weeks hide of one that they name elsewhere they
/// may hide of one that none names, too: the worst rank is that among those whose dollars are known.
fn by_dollars_within(span: Span, usd: f64) -> String {
    let [least, most] = [usd, span.most].map(|usd| format!("${:.2}M", usd / 1e6));
    let ranks = match span.ranks {
        (best, worst) if best == worst => best.to_string(),
        (best, worst) => format!("{best} to {worst}"),
    };
    format!(", at least {least} and up to {most} {MAY_HIDE}, rank {ranks}, {PERHAPS_WORSE}")
}

pub(super) fn top_model_apps(witness: &Witness<'_>, stated: &Stated) -> Measured {
    apps(witness, stated, OPUS)
}

pub(super) fn qwen36_apps(witness: &Witness<'_>, stated: &Stated) -> Measured {
    apps(witness, stated, QWEN36)
}

#[expect(clippy::cast_precision_loss, reason = "a count of apps")]
fn apps(witness: &Witness<'_>, stated: &Stated, model: &str) -> Measured {
    match ranked(witness, model) {
        Some((Ranked { app_count: Some(count), .. }, Board::Apps)) => {
            let near = Measured::near(stated, *count as f64, "public app pages in whose chart it has tokens");
            of_month(witness, Board::Apps, near)
        }
        Some(_) => Measured::cannot(NO_APPS),
        None => Measured::cannot(NO_MODEL),
    }
}

/// A rank on one board, and the best and the worst that it can be.
struct Place {
    rank: i64,
    board: &'static str,
    span: Option<Span>,
}

impl Place {
    fn of(witness: &Witness<'_>, board: Board) -> Option<Self> {
        let rank = witness.model(board, ASSUMED, OPUS)?.token_rank?;
        Some(match board {
            Board::Apps => Self { rank, board: "app board", span: None },
            Board::Site => Self { rank, board: "site board", span: witness.span_of_tokens(OPUS) },
        })
    }

    /// Whether it is what was said wherever it lies within its bounds; none where it may be or not.
    #[expect(clippy::cast_precision_loss, reason = "a rank")]
    fn is_near(&self, stated: &Stated) -> Option<bool> {
        let (best, worst) = self.span.map_or((self.rank, self.rank), |span| span.ranks);
        let (best, worst) = (best as f64, worst as f64);
        match Measured::near_within(stated, (best, worst), "").verdict {
            Verdict::Holds => Some(true),
            Verdict::Fails => Some(false),
            Verdict::CannotBeTested => None,
        }
    }

    fn said(&self, tokens: Option<f64>) -> String {
        let within = self.span.zip(tokens).map_or_else(String::new, |(span, least)| {
            let [least, most] = [least, span.most].map(|tokens| format!("{:.2}T", tokens / 1e12));
            format!(" ({} to {}, {least} to {most}, {MAY_HIDE})", span.ranks.0, span.ranks.1)
        });
        format!("rank {} on the {}{within}", self.rank, self.board)
    }
}

/// The claim names both boards: it holds where it does on each that there is, fails where on one of them it can't, and can't be
/// told where weeks hide enough for either.
#[expect(clippy::cast_precision_loss, reason = "a rank")]
pub(super) fn top_model_token_rank(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let found = [Board::Apps, Board::Site].into_iter().filter_map(|board| Some((board, Place::of(witness, board)?)));
    let (mut places, mut short) = (Vec::new(), Vec::new());
    for (board, place) in found {
        match witness.short_board(board) {
            Some(why) => short.push(why),
            None => places.push(place),
        }
    }
    // Of two boards the one that is farther from what was said.
    let away = |rank: i64| stated.number().map_or(0.0, |said| (rank as f64 - said).abs());
    let farthest = places.iter().rev().max_by(|one, other| away(one.rank).total_cmp(&away(other.rank)));
    let Some(farthest) = farthest.map(|place| place.rank as f64) else {
        return Measured::cannot(if short.is_empty() { NO_MODEL.to_owned() } else { short.join("; ") });
    };
    let near: Vec<Option<bool>> = places.iter().map(|place| place.is_near(stated)).collect();
    let tokens = witness.model(Board::Site, ASSUMED, OPUS).map(|opus| opus.tokens);
    let said = |(place, is_near): (&Place, &Option<bool>)| {
        let is_other = near.contains(&Some(true)) && *is_near == Some(false);
        let not = if is_other { ", and the claim is held against each board" } else { "" };
        format!("{}{not}", place.said(tokens))
    };
    let because = places.iter().zip(&near).map(said).chain(short).collect::<Vec<_>>().join("; ");
    if near.contains(&Some(false)) {
        return Measured::judged(farthest, Verdict::Fails, because);
    }
    if near.contains(&None) {
        return Measured { value: Some(farthest), ..Measured::cannot(because) };
    }
    Measured::judged(farthest, Verdict::Holds, because)
}

pub(super) fn top_model_tokens(witness: &Witness<'_>, stated: &Stated) -> Measured {
    tokens(witness, stated, OPUS, "on the app board; the page cuts where we round")
}

pub(super) fn mimo_tokens(witness: &Witness<'_>, stated: &Stated) -> Measured {
    tokens(witness, stated, MIMO, "on the app board")
}

fn tokens(witness: &Witness<'_>, stated: &Stated, model: &str, because: &str) -> Measured {
    match ranked(witness, model) {
        Some((model, Board::Apps)) => of_month(witness, Board::Apps, Measured::near(stated, model.tokens, because)),
        Some((model, Board::Site)) => {
            Measured::cannot(format!("{:.2}T on the site board; {NO_APPS}", model.tokens / 1e12))
        }
        None => Measured::cannot(NO_MODEL),
    }
}

pub(super) fn mimo_price(witness: &Witness<'_>, stated: &Stated) -> Measured {
    match ranked(witness, MIMO).and_then(|(model, _)| model.price) {
        Some(price) => Measured::near(stated, price, "at the assumed 3:1 mix"),
        None => Measured::cannot(NO_MODEL),
    }
}

pub(super) fn opus_run_fraction(witness: &Witness<'_>, _: &Stated) -> Measured {
    let price = |model| ranked(witness, model).and_then(|(model, _)| model.price);
    match price(MIMO).zip(price(OPUS)) {
        Some((mimo, opus)) => Measured {
            value: Some(mimo / opus),
            ..Measured::cannot(format!(
                "`tiny` names no number: a token of MiMo-V2-Pro costs {} of one of Opus 4.6 at the assumed mix",
                percent(mimo / opus)
            ))
        },
        None => Measured::cannot(NO_MODEL),
    }
}

/// Most tokens are of models so much cheaper than Opus, wherever those without a price belong.
pub(super) fn twenty_times_cheaper(witness: &Witness<'_>, stated: &Stated) -> Measured {
    let on = witness.board();
    let opus = witness.model(on, ASSUMED, OPUS).and_then(|opus| opus.price);
    let (Some(opus), Some(half)) = (opus, stated.bound()) else { return Measured::cannot(NO_MODEL) };
    // A twentieth belongs to it, whatever rounding adds.
    let cheapest = opus / TIMES_CHEAPER * (1.0 + 1e-9);
    let (mut all, mut priced, mut cheap) = (0.0, 0.0, 0.0);
    for (_, model) in witness.models(on, ASSUMED) {
        let covered = model.tokens * model.coverage.unwrap_or(0.0);
        all += model.tokens;
        priced += if model.price.is_some() { covered } else { 0.0 };
        cheap += if model.price.is_some_and(|price| price <= cheapest) { covered } else { 0.0 };
    }
    if priced <= 0.0 {
        return Measured::cannot(NO_MODEL);
    }
    let (share, least, most) = (cheap / priced, cheap / all, (cheap + all - priced) / all);
    let of = if on == Board::Apps { "" } else { " on the site board" };
    let because = format!(
        "{} of the tokens with a price are of models at a twentieth of Opus 4.6 or less, {} to {} of all{of}",
        percent(share),
        percent(least),
        percent(most)
    );
    of_month(witness, on, Measured::above(half, share, (least, most), because))
}

/// What a board says, unless it is of too few days for what is said of a month.
fn of_month(witness: &Witness<'_>, board: Board, measured: Measured) -> Measured {
    witness.short_board(board).map_or(measured, Measured::cannot)
}

/// A model on the app board, or where no app says anything on the site's.
fn ranked<'evidence>(witness: &Witness<'evidence>, model: &str) -> Option<(&'evidence Ranked, Board)> {
    let board = witness.board();
    witness.model(board, ASSUMED, model).map(|model| (model, board))
}
