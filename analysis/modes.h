// Whether values gather around one value or around two.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace perfbench {

// Hartigan & Hartigan's dip (The Dip Test of Unimodality, Annals of Statistics 13, 1985): the largest distance between
// the values' empirical distribution and the unimodal distribution nearest to it. From 1 / 2n, which is the least, to
// 1/4, of two equal heaps. `sorted` ascends; 0 of no values. In n log n at most.
double dip_of(std::span<const double> sorted);

struct TwoModes {
  double low = 0;  // median of the lower values
  double high = 0;
  std::size_t low_count = 0;
  std::size_t high_count = 0;
};

// Absent unless a dip speaks against one mode, at a level below 1 % for the uniform distribution, which is of all
// unimodal ones nearest to having two. Values are split where their squared distances from both halves' means are
// least. Of fewer than 12 values no dip tells.
std::optional<TwoModes> two_modes(std::vector<double> values);

}  // namespace perfbench
