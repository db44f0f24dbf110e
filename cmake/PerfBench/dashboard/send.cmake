# Run by ctest -S in a process of its own, once for each document: there the build id is the answer to this document
# (ctest keeps an earlier one where an answer holds none), and what ctest prints, with the token in it, goes to a pipe.
# Given by -D: perfbench_binary, _tag, _site, _build_name, _group, _model, _url, _part; in the environment
# PERFBENCH_DASHBOARD_TOKEN. Ends its stderr with "perfbench-answer <return value> <build id>".
cmake_minimum_required(VERSION 3.25)
set(CTEST_RUN_CURRENT_SCRIPT OFF)
set(token "$ENV{PERFBENCH_DASHBOARD_TOKEN}")
unset(ENV{PERFBENCH_DASHBOARD_TOKEN})

set(CTEST_SITE "${perfbench_site}")
set(CTEST_BUILD_NAME "${perfbench_build_name}")
set(CTEST_NIGHTLY_START_TIME "00:00:00 UTC")
set(folder "${perfbench_binary}/Testing/${perfbench_tag}")
# With this folder as the source, no CTestConfig.cmake changes the names that the XML holds.
ctest_start(${perfbench_model} "${folder}" "${perfbench_binary}" GROUP "${perfbench_group}" APPEND)
unset(CTEST_CURL_OPTIONS)  # these can only weaken the check of the server's certificate

set(what PARTS ${perfbench_part})
set(url "${perfbench_url}")
if(perfbench_part STREQUAL "Done")
  # As a part, ctest would write it anew, with the build id of an earlier part that this process has not sent; as a
  # file it leaves these out of the address.
  set(what FILES "${folder}/Done.xml")
  include("${CMAKE_CURRENT_LIST_DIR}/names.cmake")
  _perfbench_percent_encoded("${perfbench_build_name}" build)
  _perfbench_percent_encoded("${perfbench_site}" site)
  _perfbench_percent_encoded("${perfbench_tag}-${perfbench_group}" stamp)
  string(APPEND url "&build=${build}&site=${site}&stamp=${stamp}")
endif()
if(token STREQUAL "")
  ctest_submit(${what} SUBMIT_URL "${url}" RETURN_VALUE code BUILD_ID id CAPTURE_CMAKE_ERROR error)
else()
  ctest_submit(${what} SUBMIT_URL "${url}" HTTPHEADER "Authorization: Bearer ${token}"
    RETURN_VALUE code BUILD_ID id CAPTURE_CMAKE_ERROR error)
endif()
message("perfbench-answer ${code} ${id}")
