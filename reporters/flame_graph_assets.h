// The page of a flame graph without its data: reporters/flame_graph/*, put into the program by CMake
// (perfbench_embed()).
#pragma once

#include <string_view>

namespace perfbench {

// Holds @TITLE@, @POLICY@, @STYLE@, @DATA@ and @SCRIPT@ once each.
std::string_view flame_graph_page();
std::string_view flame_graph_style();
std::string_view flame_graph_script();

// "sha256-...", as a Content-Security-Policy names them.
std::string_view flame_graph_page_sha256();
std::string_view flame_graph_style_sha256();
std::string_view flame_graph_script_sha256();

}  // namespace perfbench
