// Columns of text aligned on a terminal.
#pragma once

#include <string>
#include <vector>

#include "reporters/terminal.h"

namespace perfbench {

struct Cell {
  std::string text;
  Ink ink = Ink::plain;
};

enum class Align { left, right };

class TerminalTable {
 public:
  explicit TerminalTable(std::vector<Align> columns) : columns_(std::move(columns)) {}

  // At most as many cells as there are columns.
  void add_row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  // A row of one cell that takes no part in the columns' widths.
  void add_heading(Cell cell) { rows_.push_back({std::move(cell)}); }

  int width(int gap) const;
  // One line a row, without blanks at its end.
  std::string render(const Terminal& terminal, int indent, int gap) const;

 private:
  std::vector<int> column_widths() const;

  std::vector<Align> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace perfbench
