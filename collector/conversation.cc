#include "collector/conversation.h"

#include <strings.h>

#include <algorithm>
#include <charconv>

#include "collector/endpoint.h"
#include "collector/inflater.h"

namespace perfbench::collector {

namespace {

constexpr std::size_t kBytesASecond = std::size_t{1} << 20;
constexpr std::size_t kHeadLimit = std::size_t{32} << 10;
constexpr std::size_t kPathLimit = 256;

constexpr std::string_view kBearer = "Bearer ";

std::string token_of(const httplib::Request& request) {
  if (request.has_header("x-perfbench-token")) return request.get_header_value("x-perfbench-token");
  const std::string authorization = request.get_header_value("Authorization");
  return authorization.starts_with(kBearer) ? authorization.substr(kBearer.size()) : "";
}

otlp::Encoding answer_encoding(const RequestHead& head) {
  return encoding_of(head.content_type).value_or(otlp::Encoding::json);
}

// Why it is not clear where the body ends; null when it is. cpp-httplib would take one of several lengths, and read to
// the end of the connection what is sent in an encoding that it does not know.
const char* unclear_length(const httplib::Request& request) {
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  const std::size_t encodings = request.get_header_value_count("Transfer-Encoding");
  if (lengths + encodings > 1) return "Content-Length or Transfer-Encoding, once";
  const std::string encoding = request.get_header_value("Transfer-Encoding");
  if (encodings > 0 && ::strcasecmp(encoding.c_str(), "chunked") != 0) return "Transfer-Encoding must be chunked";
  return nullptr;
}

struct ToldLength {
  std::size_t bytes = 0;
  bool is_number = true;
  bool is_beyond_reach = false;
};

ToldLength told_length(const httplib::Request& request) {
  const std::string text = request.get_header_value("Content-Length");
  ToldLength length;
  if (text.empty()) return length;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length.bytes);
  length.is_beyond_reach = error == std::errc::result_out_of_range;
  length.is_number = error != std::errc::invalid_argument && end == text.data() + text.size();
  return length;
}

bool is_closed_after(const httplib::Request& request) { return request.get_header_value("Connection") == "close"; }

}  // namespace

Conversation::Conversation(int socket, Receiver& receiver, BodyStore& bodies, Load& load,
                           const ConnectionLimits& limits, bool refuse_all)
    : stream_(socket), receiver_(receiver), bodies_(bodies), load_(load), limits_(limits), refuse_all_(refuse_all) {
  set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!answer_) return HandlerResponse::Unhandled;
    put(response);
    return HandlerResponse::Handled;
  });
  set_expect_100_continue_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!answer_) return 100;
    put(response);
    response.set_header("Content-Length", std::to_string(answer_->body.size()));
    return answer_->status;
  });
  // What cannot be read as a request is answered by cpp-httplib.
  set_error_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!examined_) response.set_header("Connection", "close");
  });
  Post(".*", [this](const httplib::Request&, httplib::Response& response, const httplib::ContentReader& read_content) {
    take_body(read_content);
    put(response);
  });
}

bool Conversation::await_request() {
  if (stream_.has_input()) return true;
  --load_.busy;
  const bool came = stream_.await_input(refuse_all_ ? limits_.idle_refused : limits_.idle);
  ++load_.busy;
  return came;
}

void Conversation::hold() {
  while (!ends_connection_ && await_request()) {
    examined_ = false;
    answer_.reset();
    stream_.begin_head(ConnectionStream::Clock::now() + limits_.head, kHeadLimit);
    bool closed_by_other = false;
    const bool answered =
        process_request(stream_, false, closed_by_other, [this](httplib::Request& request) { examine(request); });
    if (!stream_.flush() || !answered || !examined_ || closed_by_other) break;
  }
  stream_.linger();
}

void Conversation::examine(httplib::Request& request) {
  examined_ = true;
  head_ = {.method = request.method,
           .path = request.path,
           .content_type = request.get_header_value("Content-Type"),
           .token = token_of(request)};
  const std::string encoding = request.get_header_value("Content-Encoding");
  compressed_ = encoding == "gzip" || encoding == "deflate";
  is_chunked_ = request.has_header("Transfer-Encoding");
  // Without either cpp-httplib would read to the end of the connection.
  if (!is_chunked_ && !request.has_header("Content-Length")) request.set_header("Content-Length", "0");
  refuse_by_head(request);
  if (is_closed_after(request)) ends_connection_ = true;
  if (ends_connection_) {
    request.headers.erase("Connection");
    request.set_header("Connection", "close");
  }
  // What it says is done here, not by cpp-httplib, to which a cut gzip stream is a whole one.
  request.headers.erase("Content-Encoding");
  request.headers.erase("Accept-Encoding");
  const std::size_t may_come = std::min(content_length_, bodies_.limits().largest);
  stream_.begin_body(ConnectionStream::Clock::now() + limits_.body + std::chrono::seconds(may_come / kBytesASecond));
}

void Conversation::refuse_by_head(const httplib::Request& request) {
  const std::string encoding = request.get_header_value("Content-Encoding");
  const ToldLength length = told_length(request);
  content_length_ = length.bytes;
  if (refuse_all_) {
    refuse(503, "too many connections at once; try again");
    answer_->retry_after_sec = 1;
  } else if (head_.path.size() > kPathLimit) {
    refuse(404, "no such path");
  } else if (answer_ = receiver_.refuse(head_); answer_) {
    ends_connection_ = true;
  } else if (const char* reason = unclear_length(request)) {
    refuse(400, reason);
  } else if (!compressed_ && !encoding.empty() && encoding != "identity") {
    refuse(415, "Content-Encoding must be gzip, deflate or none");
  } else if (!length.is_number) {
    refuse(400, "Content-Length is no number");
  } else if (length.is_beyond_reach || content_length_ > bodies_.limits().largest) {
    refuse(413, "the body is larger than " + std::to_string(bodies_.limits().largest >> 20) + " MiB");
  }
}

// The body stays unread, so nothing can follow on this connection.
void Conversation::refuse(int status, std::string_view message) {
  answer_ = refused(status, answer_encoding(head_), message);
  ends_connection_ = true;
}

bool Conversation::append(Body& body, std::string_view bytes) {
  switch (body.reserve(body.size() + bytes.size())) {
    case BodyRoom::granted:
      body.append(bytes);
      return true;
    case BodyRoom::too_large:
      refuse(413, "the body is larger than " + std::to_string(bodies_.limits().largest >> 20) + " MiB");
      return false;
    case BodyRoom::no_memory_in_time:
      break;
  }
  refuse(503, "too much at once; try again");
  answer_->retry_after_sec = 1;
  return false;
}

// cpp-httplib takes a chunk without its end for the last one.
bool Conversation::is_whole(bool was_read) const { return was_read && (!is_chunked_ || stream_.is_at_blank_line()); }

void Conversation::read_body(const httplib::ContentReader& read_content, Body& body) {
  if (!compressed_) {
    body.expect(content_length_);
    const bool whole = read_content([&](const char* bytes, std::size_t size) { return append(body, {bytes, size}); });
    if (!is_whole(whole) && !answer_) refuse(stream_.timed_out() ? 408 : 400, "the body did not come whole");
    return;
  }
  Inflater inflater;
  const bool whole = read_content([&](const char* bytes, std::size_t size) {
    return inflater.feed({bytes, size}, [&](std::string_view expanded) { return append(body, expanded); });
  });
  if (answer_) return;
  if (!whole && stream_.timed_out()) return refuse(408, "the body did not come whole");
  if (!is_whole(whole) || !inflater.is_complete()) refuse(400, "the compressed body is broken or cut short");
}

void Conversation::take_body(const httplib::ContentReader& read_content) {
  Body body(bodies_, stream_.deadline());
  read_body(read_content, body);
  if (!answer_) answer_ = receiver_.take(head_, body);
}

void Conversation::put(httplib::Response& response) const {
  response.status = answer_->status;
  response.set_content(answer_->body, answer_->content_type);
  if (answer_->tells_allowed_method) response.set_header("Allow", "POST");
  if (answer_->retry_after_sec > 0) response.set_header("Retry-After", std::to_string(answer_->retry_after_sec));
  if (ends_connection_) response.set_header("Connection", "close");
}

}  // namespace perfbench::collector
