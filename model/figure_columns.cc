#include "model/figure_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace perfbench {

void FigureColumns::push_back(const RunFigures& figures) {
  for (Measured RunFigures::*member : run_figure_members()) {
    const Measured& value = figures.*member;
    if (!value) continue;
    auto column = std::ranges::find(columns_, member, &Column::member);
    if (column == columns_.end()) column = columns_.insert(columns_.end(), {member, {}});
    column->values.resize(rows_, std::numeric_limits<double>::quiet_NaN());
    column->values.push_back(*value);
  }
  ++rows_;
}

RunFigures FigureColumns::row(std::size_t row) const {
  RunFigures figures;
  for (const Column& column : columns_) figures.*column.member = at(column, row);
  return figures;
}

Measured FigureColumns::value(std::size_t row, Measured RunFigures::*member) const {
  const auto column = std::ranges::find(columns_, member, &Column::member);
  return column == columns_.end() ? Measured{} : at(*column, row);
}

Measured FigureColumns::at(const Column& column, std::size_t row) const {
  if (row >= column.values.size() || std::isnan(column.values[row])) return std::nullopt;
  return column.values[row];
}

}  // namespace perfbench
