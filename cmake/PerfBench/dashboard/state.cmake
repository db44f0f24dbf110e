# What is known of a run, in <BINARY>/Testing/<tag>/dashboard.json, beside the XML:
#   site, build_name, group, model, source, url
#   result     "unfinished", "passed", "tests failed", "no tests", "build failed" or "configure failed"
#   accepted   the build id that the server gave for each part it took: {"Configure": "17", ...}
#   unsure     whether the server may have taken Test.xml although it did not say so
#   submitted  whether it has all there is

# _perfbench_remember(<folder> <value as JSON> <key>...)
function(_perfbench_remember folder value)
  set(state "{}")
  if(EXISTS "${folder}/dashboard.json")
    file(READ "${folder}/dashboard.json" state)
  endif()
  string(JSON state SET "${state}" ${ARGN} "${value}")
  file(WRITE "${folder}/dashboard.json.new" "${state}\n")
  file(RENAME "${folder}/dashboard.json.new" "${folder}/dashboard.json")
endfunction()

# _perfbench_recall(<folder> <out> <key>...): empty when it is not there.
function(_perfbench_recall folder out)
  file(READ "${folder}/dashboard.json" state)
  string(JSON value ERROR_VARIABLE error GET "${state}" ${ARGN})
  if(error)
    set(value "")
  endif()
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

# _perfbench_time(<format> <out>): now, in UTC, whatever time a reproducible build pretends it is.
function(_perfbench_time format out)
  set(pretended "$ENV{SOURCE_DATE_EPOCH}")
  unset(ENV{SOURCE_DATE_EPOCH})
  string(TIMESTAMP now "${format}" UTC)
  if(NOT pretended STREQUAL "")
    set(ENV{SOURCE_DATE_EPOCH} "${pretended}")
  endif()
  set(${out} "${now}" PARENT_SCOPE)
endfunction()

# _perfbench_day(<seconds since the epoch> <out>): as YYYY-MM-DD.
function(_perfbench_day seconds out)
  set(pretended "$ENV{SOURCE_DATE_EPOCH}")
  set(ENV{SOURCE_DATE_EPOCH} ${seconds})
  string(TIMESTAMP day "%Y-%m-%d" UTC)
  if(pretended STREQUAL "")
    unset(ENV{SOURCE_DATE_EPOCH})
  else()
    set(ENV{SOURCE_DATE_EPOCH} "${pretended}")
  endif()
  set(${out} "${day}" PARENT_SCOPE)
endfunction()

# Two calls in one build tree would mix their XML. The lock goes with the process.
function(_perfbench_lock_build_tree)
  file(MAKE_DIRECTORY "${dashboard_BINARY}/Testing")
  file(LOCK "${dashboard_BINARY}/Testing/dashboard.lock" GUARD PROCESS TIMEOUT 0 RESULT_VARIABLE locked)
  if(NOT locked EQUAL 0)
    _perfbench_stop("another dashboard run is at work in ${dashboard_BINARY}. Wait for it, or give this one a BINARY "
      "of its own")
  endif()
endfunction()
