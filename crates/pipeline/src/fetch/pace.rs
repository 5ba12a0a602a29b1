//! One request at a time, and a pause behind each: from the end of an answer to the next request, so that no delay on the
//! way can bring two of them closer together where they arrive.

use std::{cell::Cell, time::Duration};

use ingest::Pace;
use tokio::time::{Instant, sleep_until};

use super::client::Reach;

/// When the last answer of a host was over.
#[derive(Debug, Default)]
pub struct Pacer {
    last: Cell<Option<Instant>>,
}

impl Pacer {
    /// Waits until a request may be sent.
    pub async fn wait(&self, interval: Duration) {
        if let Some(last) = self.last.get() {
            sleep_until(last + interval).await;
        }
    }

    /// An answer is over, good or bad.
    pub fn over(&self) {
        self.last.set(Some(Instant::now()));
    }
}

/// The pause that a source's rate asks for; a user may ask for a longer one. On loopback it is the user's alone.
pub fn interval(pace: Pace, wanted: Option<Duration>, reach: Reach) -> Duration {
    let own = Duration::from_secs(60) / pace.per_minute.max(1);
    match wanted {
        Some(wanted) if reach == Reach::Loopback => wanted,
        Some(wanted) => wanted.max(own),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use ingest::sources::SOURCES;

    use super::*;

    #[test]
    fn nobody_is_asked_more_often_than_it_says_whatever_the_user_wants() {
        for source in SOURCES {
            for wanted in [None, Some(Duration::ZERO), Some(Duration::from_millis(10))] {
                let pause = interval(source.pace, wanted, Reach::Network);
                assert!(pause * source.pace.per_minute >= Duration::from_secs(60), "{}", source.id);
            }
            assert_eq!(interval(source.pace, Some(Duration::from_secs(90)), Reach::Network), Duration::from_secs(90));
        }
        assert_eq!(
            interval(Pace { per_minute: 30, per_day: 1 }, Some(Duration::ZERO), Reach::Loopback),
            Duration::ZERO
        );
    }
}
