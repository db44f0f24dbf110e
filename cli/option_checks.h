// Checks of options' values. What they allow is told by the error of a value that they refuse; in the help it would be
// noise.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace perfbench {

template <class T>
CLI::Validator in_range(T least, T most) {
  const auto check = [least, most](const std::string& text) {
    T value{};
    if (CLI::detail::lexical_cast(text, value) && value >= least && value <= most) return std::string();  // no NaN
    const char* kind = std::is_integral_v<T> ? "whole number" : "number";
    return fmt::format("'{}' is not a {} from {} to {}", text, kind, least, most);
  };
  return {check, ""};
}

inline CLI::Validator one_of(const std::vector<std::string>& names) {
  CLI::IsMember member(names);
  member.description("");
  return member;
}

}  // namespace perfbench
