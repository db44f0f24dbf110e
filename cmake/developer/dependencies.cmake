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
find_package(Threads REQUIRED)
# It brings a pkg-config file only.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(cpp-httplib QUIET IMPORTED_TARGET cpp-httplib)
endif()
if(NOT TARGET PkgConfig::cpp-httplib)
  message(FATAL_ERROR
    "PerfBench needs cpp-httplib, which was not found.\n"
    "On Debian 12: apt-get install pkg-config libcpp-httplib-dev   (scripts/setup installs everything that is missing)")
endif()
if(PERFBENCH_BUILD_TESTS)
  perfbench_require(GTest "libgtest-dev libgmock-dev")
endif()
