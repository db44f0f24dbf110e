// Integers of JSON, which tells them as numbers of any size or kind.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace perfbench::link {

// Throws std::out_of_range where the value is no integer, or none that the type can hold.
template <class Integer>
void read_integer(const nlohmann::json& object, const char* key, Integer& target) {
  const nlohmann::json& value = object.at(key);
  if (value.is_number_unsigned() && std::in_range<Integer>(value.get<std::uint64_t>())) {
    target = static_cast<Integer>(value.get<std::uint64_t>());
  } else if (value.is_number_integer() && !value.is_number_unsigned() &&
             std::in_range<Integer>(value.get<std::int64_t>())) {
    target = static_cast<Integer>(value.get<std::int64_t>());
  } else {
    throw std::out_of_range(std::string(key) + " is not an integer of its range");
  }
}

}  // namespace perfbench::link
