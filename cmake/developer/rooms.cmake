# A room is one folder of the tree, built as one static library. Its headers are reachable as "<room>/<file>.h" through an
# include directory of its own, so that a room sees only those that it links: the direction of the includes is enforced by
# the build.

# perfbench_target_flags(<target>): language level and warnings of our own code. What is to run under a sanitizer calls
# perfbench_target_sanitizers() as well.
function(perfbench_target_flags target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    $<$<BOOL:${PERFBENCH_WARNINGS_AS_ERRORS}>:-Werror>)
  # At -O3, GCC 12 sees overlapping copies in std::string where there are none (its bug 105651).
  target_compile_options(${target} PRIVATE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
endfunction()

function(perfbench_target_sanitizers target)
  if(NOT PERFBENCH_SANITIZE)
    return()
  endif()
  foreach(sanitizer IN LISTS PERFBENCH_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${sanitizer})
    target_link_options(${target} PRIVATE -fsanitize=${sanitizer})
  endforeach()
  target_compile_options(${target} PRIVATE -fno-omit-frame-pointer -fno-sanitize-recover=all)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE" AND NOT "fuzzer-no-link" IN_LIST PERFBENCH_SANITIZE)
    target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/developer/sanitizer_options.cc")
    target_compile_definitions(${target} PRIVATE PERFBENCH_SANITIZER_REPORTS="${PERFBENCH_SANITIZER_REPORTS}")
  endif()
endfunction()

# perfbench_add_room(<room> SOURCES <file>... [LINK <room>...] [PRIVATE_LINK <target>...])
function(perfbench_add_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;PRIVATE_LINK")
  set(target perfbench_${room})
  set(include_root "${PROJECT_BINARY_DIR}/rooms/${room}")
  file(MAKE_DIRECTORY "${include_root}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${include_root}/${room}" SYMBOLIC)
  add_library(${target} STATIC ${arg_SOURCES})
  target_include_directories(${target} PUBLIC "${include_root}")
  perfbench_target_flags(${target})
  perfbench_target_sanitizers(${target})
  foreach(other IN LISTS arg_LINK)
    target_link_libraries(${target} PUBLIC perfbench_${other})
  endforeach()
  target_link_libraries(${target} PRIVATE ${arg_PRIVATE_LINK})
endfunction()
