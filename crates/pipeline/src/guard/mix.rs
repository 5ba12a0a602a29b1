//! What the tokens of a table are made of, in all.

/// The parts of its tokens, of rows that name them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mix {
    prompt: f64,
    completion: f64,
    /// Of rows that say how much of it was cached, and how much that is.
    prompt_of_cached: f64,
    cached: f64,
}

impl Mix {
    #[expect(clippy::cast_precision_loss, reason = "a ratio for a bound, not for a table")]
    pub(super) fn add(&mut self, prompt: i64, completion: i64, cached: Option<i64>) {
        self.prompt += prompt as f64;
        self.completion += completion as f64;
        if let Some(cached) = cached {
            self.prompt_of_cached += prompt as f64;
            self.cached += cached as f64;
        }
    }

    /// Both in words.
    pub(super) fn told(&self, before: &Self) -> String {
        let [[output, cached], [old_output, old_cached]] = [self, before].map(Self::parts);
        format!(
            "output {output:.4} of the prompt tokens, {old_output:.4} before; cached {cached:.4} of them, {old_cached:.4} \
             before"
        )
    }

    /// Output and cached tokens over the prompt tokens that they came with. What nobody names any more is 0.
    fn parts(&self) -> [f64; 2] {
        let over = |part: f64, prompt: f64| if prompt > 0.0 { part / prompt } else { 0.0 };
        [over(self.completion, self.prompt), over(self.cached, self.prompt_of_cached)]
    }

    /// Output and cached tokens over the prompt tokens that they came with, beside the same before: the smaller over the larger,
    /// of whichever changed more.
    pub(super) fn beside(&self, before: &Self) -> Option<f64> {
        let alike = |(now, before): (f64, f64)| (before > 0.0).then(|| now.min(before) / now.max(before));
        self.parts().into_iter().zip(before.parts()).filter_map(alike).reduce(f64::min)
    }
}
