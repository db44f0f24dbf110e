#include "plot_pictures.h"

#include <gtest/gtest.h>

#include <chrono>
#include <pugixml.hpp>

#include "reporters/filter_process.h"

namespace perfbench {

Drawing drawn(std::string script) {
  const std::string terminal = "set terminal pngcairo size 1000,700 noenhanced";
  const std::size_t at = script.find(terminal);
  if (at == std::string::npos) {
    ADD_FAILURE() << "the script sets another terminal";
    return {};
  }
  script.replace(at, terminal.size(), "set terminal svg size 1000,700 noenhanced");
  const auto run = run_filter({.program = "/usr/bin/env",
                               .argv = {"env", "gnuplot", "-d"},
                               .environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"}},
                              script, {std::chrono::seconds(30), std::size_t{1} << 28});
  if (!run || run->ending != FilterEnding::success) {
    ADD_FAILURE() << (run ? run->words : to_string(run.error()));
    return {};
  }
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(run->output.c_str()));
  Drawing drawing{.texts = {}, .words = run->words};
  for (const pugi::xpath_node& text : document.select_nodes("//text")) {
    drawing.texts.emplace_back(text.node().text().get());
  }
  return drawing;
}

std::string size_of_png(const std::string& png) {
  constexpr std::size_t kWidthAt = 16;  // behind the signature, and length and name of the first part, IHDR
  if (png.size() < kWidthAt + 8 || png.substr(0, 8) != "\x89PNG\r\n\x1a\n" || png.substr(12, 4) != "IHDR") return "";
  const auto number_at = [&](std::size_t at) {
    unsigned number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(png[at + i]);
    return std::to_string(number);
  };
  return number_at(kWidthAt) + "x" + number_at(kWidthAt + 4);
}

}  // namespace perfbench
