#include "reporters/terminal_table.h"

#include <algorithm>
#include <numeric>

#include "model/utf8.h"

namespace perfbench {

namespace {

std::string blanks(int count) { return std::string(static_cast<std::size_t>(std::max(count, 0)), ' '); }

}  // namespace

std::vector<int> TerminalTable::column_widths() const {
  std::vector<int> widths(columns_.size(), 0);
  for (const std::vector<Cell>& row : rows_) {
    if (row.size() == 1) continue;
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i].text));
  }
  return widths;
}

int TerminalTable::width(int gap) const {
  const std::vector<int> widths = column_widths();
  return std::accumulate(widths.begin(), widths.end(), gap * static_cast<int>(widths.size() - 1));
}

std::string TerminalTable::render(const Terminal& terminal, int indent, int gap) const {
  const std::vector<int> widths = column_widths();
  std::string out;
  for (const std::vector<Cell>& row : rows_) {
    int owed = indent;  // blanks, written only before more text
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int padding = row.size() == 1 ? 0 : widths[i] - columns_of(row[i].text);
      if (columns_[i] == Align::right) owed += padding;
      if (!row[i].text.empty()) {
        out += blanks(owed) + terminal.paint(row[i].ink, row[i].text);
        owed = 0;
      }
      owed += columns_[i] == Align::left ? padding + gap : gap;
    }
    out += '\n';
  }
  return out;
}

}  // namespace perfbench
