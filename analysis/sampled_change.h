// Whether a number of samples changed, or is another number by chance.
//
// Samples of a function are taken for Poisson counts: b at an exposure of t_b, n at t_n, rho = t_n / t_b. By Huffman's
// variance stabilising test of two rates (M. D. Huffman, An Improved Approximate Two-Sample Poisson Test, Applied
// Statistics 33, 1984), z = 2 (sqrt(n + 3/8) - sqrt(rho (b + 3/8))) / sqrt(1 + rho) is about standard normal where
// nothing changed.
//
// Two runs of the same program differ as a whole, too: clock rates, neighbours. The rate of each function may drift by
// kDrift (one standard deviation), which adds kDrift^2 m to the variance 1 + rho, m = (n + rho b) / 2. So of many
// samples a change of about 10 % can be told, never one of 1 %.
#pragma once

namespace perfbench {

inline constexpr double kDrift = 0.03;

// Exposure: how many samples there are of a function that takes 1 ms a run, which is the runs' number times the rate of
// sampling.
struct SampleCounts {
  double before = 0;
  double now = 0;
  double exposure_before = 1;
  double exposure_now = 1;
};

// Above 0 where there is more now.
double sampled_change_z(const SampleCounts& counts);

// Whether one of `tested` functions changed: there is about 1 % of chance that any of them all is told wrongly
// (Bonferroni). By the exact probabilities it is 1.2 % at most of one function, and of a thousand 5 % at most, where
// all have 10 samples on one side and ten times the exposure on the other.
bool is_significant(double z, double tested);

}  // namespace perfbench
