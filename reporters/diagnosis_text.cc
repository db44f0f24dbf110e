#include "reporters/diagnosis_text.h"

#include <fmt/format.h>

#include <filesystem>

namespace perfbench {

std::string diagnosis_basis(const Diagnosis& diagnosis) {
  if (diagnosis.compared_with.empty()) return "where the time goes";
  constexpr std::size_t kShortCommit = 12;
  const std::string folder = std::filesystem::path(diagnosis.compared_with).filename().string();
  const std::string commit =
      diagnosis.good_commit.empty() ? "" : fmt::format(" (commit {})", diagnosis.good_commit.substr(0, kShortCommit));
  return fmt::format("compared with the good run {}{}", folder, commit);
}

std::string diagnosis_lines(const Diagnosis& diagnosis) {
  std::string text = "diagnosis, " + diagnosis_basis(diagnosis) + ":\n";
  int number = 0;
  for (const Finding& finding : diagnosis.findings) text += fmt::format("  {}. {}\n", ++number, finding.text);
  for (const std::string& gap : diagnosis.gaps) text += fmt::format("  - {}\n", gap);
  return text;
}

}  // namespace perfbench
