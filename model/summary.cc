#include "model/summary.h"

#include <algorithm>

namespace perfbench {

const Figure* Summary::find(const FigurePath& path) const {
  const auto found = std::ranges::find(figures, path, &Figure::path);
  return found == figures.end() ? nullptr : &*found;
}

Measured Summary::value(const FigurePath& path) const {
  const Figure* figure = find(path);
  return figure == nullptr ? Measured{} : figure->value;
}

Measured Summary::value(std::string_view dotted_path) const {
  const auto path = parse_figure_path(dotted_path);
  return path ? value(*path) : Measured{};
}

}  // namespace perfbench
