#include "otlp_export/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>

#include "model/clean_text.h"
#include "model/utf8.h"

namespace perfbench::otlp_export {

namespace {

constexpr std::size_t kMostWords = 300;

enum ResponseField : unsigned { kPartialSuccess = 1 };
enum PartialSuccessField : unsigned { kRejected = 1, kErrorMessage = 2 };
enum StatusMessageField : unsigned { kStatusMessage = 2 };

std::string shortened(std::string_view text) {
  std::string line = clean_line(text.substr(0, kMostWords));
  return text.size() > kMostWords ? line + " ..." : line;
}

// Of a google.rpc.Status; nothing where the body is none.
std::optional<std::string> message_of_status(const std::string& body) {
  std::optional<std::string> message;
  try {
    protozero::pbf_reader status(body);
    while (status.next()) {
      if (status.tag_and_type() ==
          protozero::tag_and_type(kStatusMessage, protozero::pbf_wire_type::length_delimited)) {
        message = status.get_string();
      } else {
        status.skip();
      }
    }
  } catch (const protozero::exception&) {
    return std::nullopt;
  }
  return message;
}

std::string partial_success(std::string_view message) {
  std::int64_t rejected = 0;
  std::string words;
  protozero::pbf_reader partial(message.data(), message.size());
  while (partial.next()) {
    if (partial.tag_and_type() == protozero::tag_and_type(kRejected, protozero::pbf_wire_type::varint)) {
      rejected = partial.get_int64();
    } else if (partial.tag_and_type() ==
               protozero::tag_and_type(kErrorMessage, protozero::pbf_wire_type::length_delimited)) {
      words = partial.get_string();
    } else {
      partial.skip();
    }
  }
  if (rejected <= 0 && words.empty()) return "";
  const std::string said = words.empty() ? "" : ": " + shortened(words);
  return rejected > 0 ? fmt::format("the backend left out {} of the points or spans{}", rejected, said)
                      : "the backend took it, and says" + said;
}

Error refused_by(const HttpResponse& response) {
  std::string advice;
  if (response.status == 401 || response.status == 403) {
    advice = "Put what authenticates you into the variable OTEL_EXPORTER_OTLP_HEADERS, as api-key=...";
  } else if (response.status == 404) {
    advice =
        "See that the address is the base, in front of /v1/metrics and /v1/traces. A backend without one of the "
        "signals is spared it by OTEL_TRACES_EXPORTER=none or OTEL_METRICS_EXPORTER=none.";
  } else if (!response.location.empty()) {
    advice = "It redirects, which is not followed: give the address that it redirects to.";
  }
  const std::string words = shortened(message_of_status(response.body).value_or(response.body));
  return {.kind = ErrorKind::harness,
          .what = fmt::format("the backend answered HTTP {}", response.status),
          .where = "",
          .cause = words,
          .advice = advice};
}

}  // namespace

bool may_pass(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

Result<std::string> read_answer(const HttpResponse& response) {
  constexpr int kGood = 2;
  if (response.status / 100 != kGood) return fail(refused_by(response));
  std::string note;
  try {
    protozero::pbf_reader answer(response.body);
    while (answer.next()) {
      if (answer.tag_and_type() ==
          protozero::tag_and_type(kPartialSuccess, protozero::pbf_wire_type::length_delimited)) {
        const auto message = answer.get_view();
        note = partial_success({message.data(), message.size()});
      } else {
        answer.skip();
      }
    }
  } catch (const protozero::exception&) {
    return "";  // it took the request, whatever it has to say
  }
  return note;
}

}  // namespace perfbench::otlp_export
