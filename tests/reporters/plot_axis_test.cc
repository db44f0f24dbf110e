#include "reporters/plot_axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace perfbench {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

double share_of(const PlotAxis& axis, double low, double high) { return axis.position(high) - axis.position(low); }

TEST(PlotAxis, HoldsItsValuesWithRoomAround) {
  for (const auto& [low, high] : {std::pair(1.0, 2.0), {0.05, 100'000.0}, {-3.0, 4.0}, {0.0, 9.0}, {1e-9, 2e-9}}) {
    const PlotAxis axis = axis_for(low, high);
    EXPECT_GT(share_of(axis, low, high), 0.7) << low << " " << high;
    EXPECT_GE(axis.position(low), 0) << low;
    EXPECT_LT(axis.position(high), 1) << high;
  }
}

TEST(PlotAxis, IsLogarithmicWhereValuesAreFarApart) {
  EXPECT_FALSE(axis_for(1, 20).logarithmic);
  EXPECT_TRUE(axis_for(1, 50).logarithmic);
  EXPECT_FALSE(axis_for(0, 50).logarithmic);
  EXPECT_FALSE(axis_for(-1, 50).logarithmic);
}

TEST(PlotAxis, OfDurationsDoesNotGoBelowZero) {
  EXPECT_EQ(axis_for(0, 5).low, 0);
  EXPECT_GE(axis_for(0.1, 2).low, 0);
  const std::vector<double> limits = {1};
  EXPECT_GE(axis_for(190, 250, limits).low, 0);
}

TEST(PlotAxis, EqualValuesAreInItsMiddle) {
  for (const double value : {5.0, 0.05, -7.0, 1e9}) {
    const PlotAxis axis = axis_for(value, value);
    EXPECT_NEAR(axis.position(value), 0.5, 1e-6);
    EXPECT_GT(axis.high - axis.low, std::abs(value) * 0.1);
  }
  EXPECT_TRUE(axis_for(0, 0).holds(0));
}

TEST(PlotAxis, NoiseOfAThousandthLooksLikeNoise) { EXPECT_LT(share_of(axis_for(1000, 1001), 1000, 1001), 0.02); }

TEST(PlotAxis, HoldsALimitThatIsNear) {
  const std::vector<double> limits = {250};
  EXPECT_TRUE(axis_for(190, 210, limits).holds(250));
  EXPECT_TRUE(axis_for(0.1, 100, limits).holds(250));
}

TEST(PlotAxis, ALimitFarAwayDoesNotSquashTheValues) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (const auto& [low, high, limit] : {std::tuple(190.0, 210.0, 60'000.0),
                                         {190.0, 210.0, 0.001},
                                         {190.0, 210.0, -5.0},
                                         {5.0, 5.0, 60'000.0},
                                         {190.0, 210.0, kInfinite},
                                         {0.1, 100.0, 1e30},
                                         {0.1, 100.0, -1.0},
                                         {0.1, 100.0, kInfinite}}) {
    const std::vector<double> limits = {limit};
    const PlotAxis axis = axis_for(low, high, limits);
    EXPECT_FALSE(axis.holds(limit));
    EXPECT_EQ(share_of(axis, low, high), share_of(axis_for(low, high), low, high));
  }
}

TEST(PlotAxis, TheNearestOfSeveralLimitsAreTaken) {
  const std::vector<double> limits = {60'000, 240, 250, 1};
  const PlotAxis axis = axis_for(190, 210, limits);
  EXPECT_TRUE(axis.holds(240) && axis.holds(250));
  EXPECT_FALSE(axis.holds(60'000) || axis.holds(1));
}

TEST(PlotAxis, PlacesAndValuesAreOneAnothersInverse) {
  for (const PlotAxis axis : {PlotAxis{2, 4, false}, PlotAxis{0.1, 1000, true}}) {
    for (const double place : {0.0, 0.25, 1.0}) EXPECT_NEAR(axis.position(axis.value_at(place)), place, 1e-12);
  }
  EXPECT_LT((PlotAxis{0.1, 1000, true}.position(0)), 0);
}

TEST(PlotAxis, MarksOfALogarithmicAxisAreRoundAndNeitherFewNorMany) {
  EXPECT_THAT(axis_settings("y", {1, 80, true}), HasSubstr("set ytics (1,2,5,10,20,50)\n"));
  EXPECT_THAT(axis_settings("y", {0.04, 90'000, true}), HasSubstr("set ytics (0.1,1,10,100,1000,10000)\n"));
}

TEST(PlotAxis, CountsHaveWholeMarks) {
  EXPECT_THAT(counting_axis_settings("x", 0.5, 1.5), HasSubstr("set xtics 1\n"));
  EXPECT_THAT(counting_axis_settings("x", 0.5, 20.5), HasSubstr("set xtics 2\n"));
  EXPECT_THAT(counting_axis_settings("x", 0, 101'000), HasSubstr("set xtics 20000\n"));
}

TEST(RoundStep, IsOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_DOUBLE_EQ(round_step(1), 1);
  EXPECT_DOUBLE_EQ(round_step(1.1), 2);
  EXPECT_DOUBLE_EQ(round_step(0.03), 0.05);
  EXPECT_DOUBLE_EQ(round_step(600), 1000);
}

TEST(Spread, WhatIsApartStaysWhereItIs) {
  EXPECT_THAT(spread({0.9, 0.1, 0.5}, 0.1), ElementsAre(DoubleEq(0.9), DoubleEq(0.1), DoubleEq(0.5)));
}

TEST(Spread, WhatIsTooNearMovesApartInItsOrderAndStaysInside) {
  const std::vector<std::vector<double>> crowds = {
      {0.5, 0.51, 0.49}, {1, 1, 1}, {0, 0}, {7, -3, 0.99, 1.5}, std::vector<double>(50, 0.3)};
  for (const std::vector<double>& wanted : crowds) {
    const std::vector<double> places = spread(wanted, 0.1);
    const double gap = std::min(0.1, 1 / static_cast<double>(wanted.size() - 1));
    ASSERT_EQ(places.size(), wanted.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      EXPECT_GE(places[i], -1e-9);
      EXPECT_LE(places[i], 1 + 1e-9);
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_GE(std::abs(places[i] - places[j]), gap - 1e-9);
        EXPECT_TRUE(wanted[i] == wanted[j] || (places[i] < places[j]) == (wanted[i] < wanted[j]));
      }
    }
  }
  EXPECT_THAT(spread({}, 0.1), ElementsAre());
}

TEST(Plottable, IsWhatAnAxisCanHold) {
  for (const double good : {0.0, -0.0, 1.0, -1e50, 1e-50}) EXPECT_TRUE(can_be_plotted(good)) << good;
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity(), 1e300, -1e300, 1e-300}) {
    EXPECT_FALSE(can_be_plotted(bad)) << bad;
  }
}

}  // namespace
}  // namespace perfbench
