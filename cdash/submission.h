// A build's documents on their way to a server.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cdash/documents.h"
#include "cdash/journal.h"
#include "cdash/server.h"
#include "http/http.h"
#include "model/error.h"

namespace perfbench {

struct Submission {
  CdashBuild build;
  std::vector<CdashTest> tests;
};

struct Submitted {
  std::string build_id;
  bool before = false;  // an earlier call had sent all of it
};

// A request that is answered, in the end.
using Ask = std::function<Result<HttpResponse>(const HttpRequest& request)>;

// Told of each document before it goes.
using Sending = std::function<void(const std::string& document, std::size_t bytes)>;

// Writes Build.xml, Test.xml and Done.xml, which lacks the id that a server would give, into `folder`; sends nothing.
Result<void> write_documents(const Submission& submission, const std::filesystem::path& folder, const StoreFile& store);

// Sends Build.xml, Test.xml and Done.xml, which stay in `folder`, but for those that the journal there says the server
// has taken: CDash doubles the rows of a document that comes twice. Where the answer to Test.xml was lost, the
// server is asked whether it has the tests. Errors (harness): the first document that was not
// taken.
Result<Submitted> submit(const Submission& submission, const CdashServer& server, const std::filesystem::path& folder,
                         const StoreFile& store, const Ask& ask, const Sending& sending);

}  // namespace perfbench
