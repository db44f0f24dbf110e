# The libraries PerfBench is built with, found in Debian's packages. A missing one is named with the command that installs it.
function(perfbench_require package debian_package)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR
      "PerfBench needs ${package}, which was not found.\n"
      "On Debian 12: apt-get install ${debian_package}   (scripts/setup installs everything that is missing)")
  endif()
endfunction()

perfbench_require(Boost libboost1.81-dev 1.81)
perfbench_require(nlohmann_json nlohmann-json3-dev)
perfbench_require(CLI11 libcli11-dev)
perfbench_require(fmt libfmt-dev)
perfbench_require(pugixml libpugixml-dev)
perfbench_require(tl-expected libexpected-dev)
perfbench_require(OpenSSL libssl-dev)
perfbench_require(LibArchive libarchive-dev)
perfbench_require(simdjson libsimdjson-dev)
perfbench_require(tomlplusplus libtomlplusplus-dev)
# Of its headers alone: each shared library costs every run time.
add_library(perfbench_tomlplusplus INTERFACE)
target_include_directories(perfbench_tomlplusplus SYSTEM INTERFACE
  $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)
perfbench_require(ZLIB zlib1g-dev)
find_package(Threads REQUIRED)
# These bring a pkg-config file only.
find_package(PkgConfig QUIET)
foreach(package IN ITEMS cpp-httplib:libcpp-httplib-dev libxxhash:libxxhash-dev)
  string(REPLACE ":" ";" package ${package})
  list(POP_FRONT package name)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(${name} QUIET IMPORTED_TARGET ${name})
  endif()
  if(NOT TARGET PkgConfig::${name})
    message(FATAL_ERROR
      "PerfBench needs ${name}, which was not found.\n"
      "On Debian 12: apt-get install pkg-config ${package}   (scripts/setup installs everything that is missing)")
  endif()
endforeach()
# Of its header alone, for a program that is to start fast.
add_library(perfbench_xxhash INTERFACE)
target_include_directories(perfbench_xxhash SYSTEM INTERFACE
  $<TARGET_PROPERTY:PkgConfig::libxxhash,INTERFACE_INCLUDE_DIRECTORIES>)
# This one is headers alone.
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp)
if(NOT PROTOZERO_INCLUDE_DIR)
  message(FATAL_ERROR
    "PerfBench needs protozero, which was not found.\n"
    "On Debian 12: apt-get install libprotozero-dev   (scripts/setup installs everything that is missing)")
endif()
add_library(perfbench_protozero INTERFACE)
target_include_directories(perfbench_protozero SYSTEM INTERFACE "${PROTOZERO_INCLUDE_DIR}")
if(PERFBENCH_BUILD_TESTS)
  perfbench_require(GTest "libgtest-dev libgmock-dev")
  # What the clients of the collector in its tests run with.
  foreach(program IN ITEMS node:nodejs npm:npm curl:curl)
    string(REPLACE ":" ";" package ${program})
    list(POP_FRONT package name)
    string(TOUPPER PERFBENCH_${name} variable)
    find_program(${variable} ${name})
    if(NOT ${variable})
      message(FATAL_ERROR
        "PerfBench's tests need ${name}, which was not found.\n"
        "On Debian 12: apt-get install ${package}   (scripts/setup --tests installs everything that is missing)")
    endif()
  endforeach()
endif()
