// What a server has taken of a submission, kept beside the documents: a second call sends what is left.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// Writes a file, whole or not at all.
using StoreFile = std::function<Result<void>(const std::filesystem::path& file, std::string_view bytes)>;

class Journal {
 public:
  // Reads <folder>/submission.json, if there is one, and holds the folder for itself until the journal goes. Errors
  // (harness): the folder cannot be made; another process holds it; the file is none of a journal.
  static Result<Journal> open(const std::filesystem::path& folder, StoreFile store);
  ~Journal();
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;

  // The build id that the server gave for a document that it took; empty: it has not taken it.
  std::string build_id(const std::string& document) const;
  // Errors (harness): it cannot be written.
  Result<void> note(const std::string& document, const std::string& build_id);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  Journal(std::filesystem::path folder, StoreFile store, int lock);

  std::filesystem::path folder_;
  StoreFile store_;
  int lock_;
  std::map<std::string, std::string> accepted_;  // document -> build id
};

}  // namespace perfbench
