// Rows of run figures, kept as one column of doubles for each figure that was ever measured: of the many figures there
// are, a run measures some.
#pragma once

#include <cstddef>
#include <vector>

#include "model/run_figures.h"

namespace perfbench {

class FigureColumns {
 public:
  void push_back(const RunFigures& figures);
  std::size_t size() const { return rows_; }

  RunFigures row(std::size_t row) const;
  Measured value(std::size_t row, Measured RunFigures::*member) const;

 private:
  // Beside its member; NaN where it was not measured. Absent at the end: not measured there.
  struct Column {
    Measured RunFigures::*member;
    std::vector<double> values;
  };
  Measured at(const Column& column, std::size_t row) const;

  std::vector<Column> columns_;
  std::size_t rows_ = 0;
};

}  // namespace perfbench
