//! One colour for each vendor, the same in every chart of every report: who comes or goes changes nobody's.
//!
//! It is a list of this crate's and no reference data: files of `data/reference` are inputs of a run, and no colour changes
//! a figure.

use serde_json::{Map, Value};

const COLOURS: &str = include_str!("../../page/vendor_colours.csv");

/// Vendor and its colour on light and on dark paper, in the order in which charts stack vendors. On dark paper a dark colour
/// is lighter, so that its lines can be seen.
pub(super) fn colours() -> impl Iterator<Item = (&'static str, [&'static str; 2])> {
    COLOURS.lines().skip(1).filter_map(|line| {
        let (vendor, colours) = line.split_once(',')?;
        let (light, dark) = colours.split_once(',')?;
        Some((vendor, [light, dark]))
    })
}

/// The same for the page.
pub(super) fn json() -> Value {
    Value::Object(
        colours().map(|(vendor, papers)| (vendor.to_owned(), Value::from(papers.to_vec()))).collect::<Map<_, _>>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How people see light: as most do, and without red, green or blue (Machado, Oliveira and Fernandes 2009, severity 1).
    const EYES: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ];
    /// Differences in `OKLab`, times 100: 2 is what an eye just sees.
    const LEAST_OF_ANY: [f64; 2] = [6.0, 4.5];
    const LEAST_OF_NEIGHBOURS: [f64; 2] = [9.0, 8.0];
    /// The page in the dark, and what marks need to be seen on it (WCAG 2.2, 1.4.11).
    const DARK_PAPER: &str = "#14161a";
    const LEAST_CONTRAST: f64 = 3.0;

    fn light(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(matrix: [[f64; 3]; 3], by: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(by).map(|(one, other)| one * other).sum())
    }

    fn oklab(light: [f64; 3]) -> [f64; 3] {
        let cones = times(
            [
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            light,
        );
        times(
            [
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        )
    }

    /// How far two colours are apart for the eye that tells them apart worst.
    fn apart(one: &str, other: &str) -> f64 {
        let seen = |colour, eye| oklab(times(eye, light(colour)).map(|part| part.clamp(0.0, 1.0)));
        let differ = |eye| {
            let pairs = seen(one, eye).into_iter().zip(seen(other, eye));
            100.0 * pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        };
        EYES.map(differ).into_iter().fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn marks_can_be_seen_in_the_dark() {
        assert!(include_str!("../../page/style.css").contains(&format!("--paper: {DARK_PAPER};")));
        let luminance =
            |colour| light(colour).iter().zip([0.2126, 0.7152, 0.0722]).map(|(one, part)| one * part).sum::<f64>();
        for (vendor, [_, dark]) in colours() {
            let contrast = (luminance(dark) + 0.05) / (luminance(DARK_PAPER) + 0.05);
            assert!(contrast >= LEAST_CONTRAST, "{vendor}: {contrast:.1}");
        }
    }

    #[test]
    fn every_eye_tells_vendors_apart() {
        let all: Vec<_> = colours().collect();
        assert!(all.len() >= 16);
        for (place, (vendor, papers)) in all.iter().enumerate() {
            for (other_place, (other, other_papers)) in all.iter().enumerate().take(place) {
                for paper in 0..2 {
                    let least = if place - other_place == 1 { LEAST_OF_NEIGHBOURS } else { LEAST_OF_ANY }[paper];
                    let apart = apart(papers[paper], other_papers[paper]);
                    assert!(apart >= least, "{vendor} and {other}: {apart:.1}, expected {least}");
                }
            }
        }
        assert!(apart("#2ca02c", "#d62728") < LEAST_OF_NEIGHBOURS[0], "green and red are one colour to many");
    }
}
