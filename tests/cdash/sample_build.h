// A build with tests, for the tests of documents and submissions.
#pragma once

#include <vector>

#include "cdash/documents.h"

namespace perfbench::samples {

CdashBuild build();
// One that passed and one that failed, with every kind of measurement and file.
std::vector<CdashTest> tests();

// All texts full of markup, control characters, escape sequences and bytes that are no UTF-8.
CdashBuild hostile_build();
std::vector<CdashTest> hostile_tests();

}  // namespace perfbench::samples
