// The fields of a protobuf message, one after the other. Stricter than protozero::pbf_reader, which cuts field numbers
// and lengths to 32 bits and reads a bool behind the message's end; its varints are protozero's. Throws Malformed.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <protozero/varint.hpp>
#include <string_view>

#include "otlp/scratch.h"

namespace perfbench::otlp {

enum class WireType : std::uint32_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

// A field as it is announced in a message: number and wire type.
constexpr std::uint32_t field(std::uint32_t number, WireType type) {
  return number << 3 | static_cast<std::uint32_t>(type);
}

// A set of field numbers below 64.
template <class... Number>
constexpr std::uint64_t numbers(Number... number) {
  return ((std::uint64_t{1} << number) | ...);
}

inline std::uint64_t load_fixed64(const char* at) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, at, sizeof bits);
  if constexpr (std::endian::native == std::endian::big) bits = __builtin_bswap64(bits);
  return bits;
}

class WireReader {
 public:
  explicit WireReader(std::string_view message) : at_(message.data()), end_(message.data() + message.size()) {}

  // Each field that next() finds is then read, or skipped, by one of the others.
  bool next() {
    if (at_ == end_) return false;
    begin_ = at_;
    const std::uint64_t announced = varint();
    if (announced < 8 || announced > UINT32_MAX) fail(begin_, "a field's number is none");
    field_ = static_cast<std::uint32_t>(announced);
    return true;
  }

  std::uint32_t field() const { return field_; }

  // Where the field begins, with its number.
  const char* begin() const { return begin_; }

  // For a row of numbers, which has no fields.
  bool at_end() const { return at_ == end_; }

  std::uint64_t varint() {
    if (at_ != end_ && static_cast<signed char>(*at_) >= 0) return static_cast<std::uint64_t>(*at_++);
    return long_varint();
  }

  std::uint64_t fixed64() {
    need(8);
    const std::uint64_t bits = load_fixed64(at_);
    at_ += 8;
    return bits;
  }

  double number() { return std::bit_cast<double>(fixed64()); }

  std::string_view bytes() {
    const std::uint64_t size = varint();
    need(size);
    const std::string_view bytes(at_, size);
    at_ += size;
    return bytes;
  }

  // Instead of reading the field: passes over it and what follows, if these are the bytes. They have to be whole
  // fields.
  bool pass(std::string_view fields) {
    const auto left = static_cast<std::size_t>(end_ - begin_);
    if (left < fields.size() || std::memcmp(begin_, fields.data(), fields.size()) != 0) return false;
    at_ = begin_ + fields.size();
    return true;
  }

  // A field that none of the message's cases takes. One of the numbers that are `known` is there with a wire type that
  // is not its own.
  void skip(std::uint64_t known) {
    const std::uint32_t number = field_ >> 3;
    if (number < 64 && (known >> number & 1) != 0) fail(begin_, "a field has another wire type than its own");
    skip_value();
  }

  void skip_value() {
    switch (static_cast<WireType>(field_ & 7)) {
      case WireType::varint:
        varint();
        return;
      case WireType::fixed64:
        skip_bytes(8);
        return;
      case WireType::bytes:
        bytes();
        return;
      case WireType::fixed32:
        skip_bytes(4);
        return;
    }
    fail(begin_, "a field's wire type is none");
  }

 private:
  void need(std::uint64_t size) const {
    if (static_cast<std::uint64_t>(end_ - at_) < size) fail(begin_, "a field goes beyond its message");
  }

  void skip_bytes(std::uint64_t size) {
    need(size);
    at_ += size;
  }

  [[gnu::noinline]] std::uint64_t long_varint() {
    try {
      return protozero::decode_varint(&at_, end_);
    } catch (const protozero::end_of_buffer_exception&) {
      fail(at_, "a number goes beyond its message");
    } catch (const protozero::exception&) {
      fail(at_, "a number is longer than ten bytes");
    }
  }

  const char* at_;
  const char* end_;
  const char* begin_ = nullptr;
  std::uint32_t field_ = 0;
};

}  // namespace perfbench::otlp
