//! Mann and Whitney's test (1947): whether one of two samples tends to be larger. It looks at ranks alone, so that a
//! pause of a busy machine counts no more than any other slow call.

/// The probability of samples that differ at least so much where nothing differs, two-sided, by the normal
/// approximation with ties corrected: for samples of 20 and more.
pub(crate) fn p_value(first: &[f64], second: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        first.iter().map(|value| (*value, true)).chain(second.iter().map(|value| (*value, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rank_sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for equal in all.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let count = float(equal.len());
        let rank = before + f64::midpoint(count, 1.0);
        rank_sum += rank * float(equal.iter().filter(|(_, of_first)| *of_first).count());
        ties += count.powi(3) - count;
        before += count;
    }
    let (m, n) = (float(first.len()), float(second.len()));
    let u = rank_sum - m * (m + 1.0) / 2.0;
    let variance = m * n / 12.0 * (m + n + 1.0 - ties / ((m + n) * (m + n - 1.0)));
    let z = ((u - m * n / 2.0).abs() - 0.5).max(0.0) / variance.sqrt();
    two_tails(z)
}

/// The middle value.
pub(crate) fn median(sample: &[f64]) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2])
}

/// `erfc(z / √2)`, by Abramowitz and Stegun 7.1.26: no further off than 1.5 × 10⁻⁷.
fn two_tails(z: f64) -> f64 {
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let polynomial = series.into_iter().fold(0.0, |sum, factor| (sum + factor) * t);
    (polynomial * (-x * x).exp()).clamp(0.0, 1.0)
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

#[test]
fn the_statistic_is_the_one_of_the_books() {
    // The quantiles of the normal distribution.
    for (z, p) in [(0.0, 1.0), (1.959_964, 0.05), (2.575_829, 0.01), (3.290_527, 0.001)] {
        assert!((two_tails(z) - p).abs() < 1e-6, "{z}");
    }
    let evens: Vec<f64> = (0..40).map(|number| f64::from(number) * 2.0).collect();
    let odds: Vec<f64> = (0..40).map(|number| f64::from(number) * 2.0 + 1.0).collect();
    // U = 780 by hand: each even number lies above as many odd ones as it has predecessors.
    assert!((p_value(&evens, &odds) - 0.851_16).abs() < 1e-4, "{}", p_value(&evens, &odds));
    let later: Vec<f64> = evens.iter().map(|value| value + 40.0).collect();
    assert!(p_value(&evens, &later) < 1e-5);
    assert!((median(&[3.0, 1.0, 2.0, 10.0]) - 2.5).abs() < f64::EPSILON);
}
