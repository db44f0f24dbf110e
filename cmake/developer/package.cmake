# The Debian package: cpack -G DEB in the build folder. It holds what install() installs, below /usr, and the documents that
# Debian's policy asks for.
set(CPACK_PACKAGE_NAME perfbench)
set(CPACK_PACKAGE_VENDOR PerfBench)
set(CPACK_PACKAGE_CONTACT "PerfBench developers <perfbench@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "performance tests as CTest tests")
set(CPACK_PACKAGE_DESCRIPTION
"PerfBench starts a program as often as it is asked to, measures its latency,
throughput, CPU time, memory and process tree, and judges the figures by rules
such as latency_ms.p95 <= 250ms. In CMake, add_perf_test() makes such a run a
test of CTest; its reports are JSON, Markdown and JUnit XML files, and
measurements for CDash.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_RELOCATABLE ON)
set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)  # perfbench_0.1.0_amd64.deb
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gnuplot-nox)  # pictures are all that is lost without it
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25)")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/developer/package_documents.cmake")
set(CPACK_PERFBENCH_SOURCE_DIR "${PROJECT_SOURCE_DIR}")  # for that script

include(CPack)
