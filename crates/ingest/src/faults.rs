//! All that is wrong in a list, counted, the first few told: whoever has to look at upstream's answer, or at a parser,
//! sees at once whether one value is odd or all are.

use crate::IngestError;

/// How many are told in full.
const TOLD: usize = 5;

/// What was wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    told: Vec<IngestError>,
    count: usize,
}

impl Faults {
    /// The value that was read; nothing, and a fault more, if it could not be.
    pub(crate) fn kept<T>(&mut self, read: Result<T, IngestError>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    /// What is several already is counted as such.
    fn add(&mut self, error: IngestError) {
        let (told, count) = match error {
            IngestError::Several { told, count } => (told, count),
            one => (vec![one], 1),
        };
        self.count += count;
        let room = TOLD.saturating_sub(self.told.len());
        self.told.extend(told.into_iter().take(room));
    }

    /// Goes on if nothing was wrong.
    ///
    /// # Errors
    /// The fault where there was one, [`IngestError::Several`] where there were more.
    pub(crate) fn none(mut self) -> Result<(), IngestError> {
        match self.count {
            0 => Ok(()),
            1 => self.told.pop().map_or(Ok(()), Err),
            count => Err(IngestError::Several { told: self.told, count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn fault(index: usize) -> Result<usize, IngestError> {
        let (expected, found) = ("a number".to_owned(), "`x`".to_owned());
        Err(IngestError::Value { path: format!("$.data[{index}]"), expected, found })
    }

    fn said(reads: impl IntoIterator<Item = Result<usize, IngestError>>) -> String {
        let mut faults = Faults::default();
        for read in reads {
            let _ = faults.kept(read);
        }
        faults.none().map_or_else(|error| error.to_string(), |()| "none".to_owned())
    }

    #[test]
    fn faults_of_faults_are_faults() {
        let mut inner = Faults::default();
        for index in 0..9 {
            let _ = inner.kept(fault(index));
        }
        let mut outer = Faults::default();
        let _ = outer.kept(fault(100));
        let _ = outer.kept(inner.none());
        expect![[r#"
            10 problems
            - `$.data[100]`: expected a number, found `x`
            - `$.data[0]`: expected a number, found `x`
            - `$.data[1]`: expected a number, found `x`
            - `$.data[2]`: expected a number, found `x`
            - `$.data[3]`: expected a number, found `x`
            and 5 more"#]]
        .assert_eq(&outer.none().map_or_else(|error| error.to_string(), |()| "none".to_owned()));
    }

    #[test]
    fn one_is_told_alone_and_many_are_counted() {
        assert_eq!(said([Ok(1)]), "none");
        expect!["`$.data[3]`: expected a number, found `x`"].assert_eq(&said([Ok(1), fault(3)]));
        expect![[r#"
            2 problems
            - `$.data[0]`: expected a number, found `x`
            - `$.data[1]`: expected a number, found `x`"#]]
        .assert_eq(&said((0..2).map(fault)));
        expect![[r#"
            1000 problems
            - `$.data[0]`: expected a number, found `x`
            - `$.data[1]`: expected a number, found `x`
            - `$.data[2]`: expected a number, found `x`
            - `$.data[3]`: expected a number, found `x`
            - `$.data[4]`: expected a number, found `x`
            and 995 more"#]]
        .assert_eq(&said((0..1000).map(fault)));
    }
}
