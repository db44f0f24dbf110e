# The installed package: the programs, and what find_package(PerfBench) reads. The rooms install their own data.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/PerfBench)

install(TARGETS perfbench EXPORT PerfBenchTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS perfbench-collector RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Where the program looks for them, seen from its own folder.
install(TARGETS perfbench-launcher perfbench-cdash perfbench-otlp-export RUNTIME DESTINATION libexec/perfbench)

install(FILES docs/perfbench.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")

install(EXPORT PerfBenchTargets NAMESPACE PerfBench:: DESTINATION ${package_dir})
install(FILES cmake/PerfBench.cmake cmake/PerfBenchDashboard.cmake DESTINATION ${package_dir})
install(DIRECTORY cmake/PerfBench DESTINATION ${package_dir})

configure_package_config_file(cmake/PerfBenchConfig.cmake.in PerfBenchConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Before 1.0 a new minor version may change what the functions mean. A program that is only run serves a project of any
# word size.
write_basic_package_version_file(PerfBenchConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/PerfBenchConfig.cmake" "${PROJECT_BINARY_DIR}/PerfBenchConfigVersion.cmake"
  DESTINATION ${package_dir})
