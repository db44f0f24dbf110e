// A figure's name that is understood is the same when it is printed and read again.
#include "model/figure_path.h"

#include "model/figure_catalogue.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = parse_figure_path(fuzz::as_text(data, size));
  if (!path) {
    require(!path.error().what.empty(), "an error says what was wrong");
    return 0;
  }
  require(!path->segments.empty(), "a path has segments");
  const auto again = parse_figure_path(to_string(*path));
  require(again && *again == *path, "printed and read again it is the same");
  if (const auto figure = find_figure(*path)) require(figure->path == *path, "a figure that is found is the one meant");
  require(!nearest_figures(*path).empty(), "there is always a nearest figure");
  return 0;
}
