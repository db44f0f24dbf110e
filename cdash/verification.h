// Whether a dashboard shows what it was sent: CDash says yes to a document before it reads it.
#pragma once

#include <string>

#include "cdash/submission.h"

namespace perfbench {

// Whether a build has all tests of the submission. False where the server does not tell.
bool has_tests(const CdashServer& server, const Submission& submission, const std::string& build_id, const Ask& ask);

// Reads the numbers of each test back (REST; a private project needs a token that may read). False while they are
// not all there. Errors (harness): a number is another one, a test is there twice, the server's refusal.
Result<bool> shows_all(const CdashServer& server, const Submission& submission, const std::string& build_id,
                       const Ask& ask);

}  // namespace perfbench
