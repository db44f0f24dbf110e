#include "cdash/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

namespace perfbench {

namespace {

constexpr const char* kJournalFile = "submission.json";

Error journal_error(std::string what, const std::filesystem::path& where, std::string cause, std::string advice = {}) {
  return {.kind = ErrorKind::harness,
          .what = std::move(what),
          .where = where.string(),
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

}  // namespace

Journal::Journal(std::filesystem::path folder, StoreFile store, int lock)
    : folder_(std::move(folder)), store_(std::move(store)), lock_(lock) {}

Journal::Journal(Journal&& other) noexcept
    : folder_(std::move(other.folder_)),
      store_(std::move(other.store_)),
      lock_(std::exchange(other.lock_, -1)),
      accepted_(std::move(other.accepted_)) {}

Journal::~Journal() {
  if (lock_ >= 0) ::close(lock_);
}

Result<Journal> Journal::open(const std::filesystem::path& folder, StoreFile store) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const int lock = error ? -1 : ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) {
    return fail(journal_error("there is no place to keep what is sent", folder,
                              error ? error.message() : std::generic_category().message(errno),
                              "Name a folder that can be written to with --xml-dir."));
  }
  Journal journal(folder, std::move(store), lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return fail(journal_error("another perfbench submit is sending these results", folder, ""));
  }
  errno = 0;
  std::ifstream stream(folder / kJournalFile);
  if (!stream.is_open() && errno == ENOENT) return journal;
  if (!stream.is_open()) {
    return fail(
        journal_error("what was sent cannot be told", folder / kJournalFile, std::generic_category().message(errno)));
  }
  std::ostringstream text;
  text << stream.rdbuf();
  const auto json = nlohmann::json::parse(text.str(), nullptr, false);
  const auto damaged = [&] {
    return fail(journal_error("what was sent cannot be told", folder / kJournalFile, "the file is damaged",
                              "See on the dashboard what is there; then delete the file, and it is sent anew."));
  };
  if (!json.is_object() || !json.contains("accepted") || !json["accepted"].is_object()) return damaged();
  for (const auto& [document, id] : json["accepted"].items()) {
    if (!id.is_string()) return damaged();
    journal.accepted_[document] = id;
  }
  return journal;
}

std::string Journal::build_id(const std::string& document) const {
  const auto found = accepted_.find(document);
  return found == accepted_.end() ? "" : found->second;
}

Result<void> Journal::note(const std::string& document, const std::string& build_id) {
  accepted_[document] = build_id;
  return store_(folder_ / kJournalFile, nlohmann::json{{"accepted", accepted_}}.dump(2) + "\n");
}

}  // namespace perfbench
