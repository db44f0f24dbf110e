// A diagnosis in words that every reporter uses.
#pragma once

#include <string>
#include <vector>

#include "model/diagnosis.h"

namespace perfbench {

// What it is compared with: "compared with the good run in FOLDER (commit 1a2b3c4)"; or that there is none.
std::string diagnosis_basis(const Diagnosis& diagnosis);

// As lines of plain text: the basis, the findings, the gaps.
std::string diagnosis_lines(const Diagnosis& diagnosis);

}  // namespace perfbench
