# One document sent once.

# _perfbench_attempt(<folder of the run> <part>): sends <part>.xml of the run that run_* describe. Sets in the caller
# attempt, attempt_words, attempt_unsure and attempt_wait, as _perfbench_judge() has it, and attempt_id.
function(_perfbench_attempt folder part)
  set(log_file "${dashboard_BINARY}/Testing/Temporary/LastSubmit_${run_tag}.log")
  file(REMOVE "${log_file}")
  _perfbench_send("${part}" printed errors)
  set(log "")
  if(EXISTS "${log_file}")
    file(READ "${log_file}" log)
  endif()
  set(id "")
  if(errors MATCHES "perfbench-answer (-?[0-9]+) ([^\n]*)\n$")
    set(id "${CMAKE_MATCH_2}")
    _perfbench_judge(${CMAKE_MATCH_1} "${id}" "${log}" "${printed}" attempt)
  else()
    set(attempt refused)
    set(attempt_words "ctest could not send it:\n${errors}")
    set(attempt_unsure FALSE)
    set(attempt_wait 0)
  endif()
  if(NOT dashboard_token STREQUAL "")
    string(REPLACE "${dashboard_token}" "<token>" attempt_words "${attempt_words}")
  endif()
  foreach(name IN ITEMS "" _words _unsure _wait)
    set(attempt${name} "${attempt${name}}" PARENT_SCOPE)
  endforeach()
  set(attempt_id "${id}" PARENT_SCOPE)
endfunction()

# The token is in the environment of no process but this one.
function(_perfbench_send part printed errors)
  set(trusting "")
  if(NOT dashboard_CA_FILE STREQUAL "")
    set(trusting "${CMAKE_COMMAND}" -E env "SSL_CERT_FILE=${dashboard_CA_FILE}")
  endif()
  set(ENV{PERFBENCH_DASHBOARD_TOKEN} "${dashboard_token}")
  execute_process(
    COMMAND ${trusting} "${CMAKE_CTEST_COMMAND}" -VV --debug -S "${perfbench_dashboard_dir}/send.cmake"
      "-Dperfbench_binary=${dashboard_BINARY}" "-Dperfbench_part=${part}" "-Dperfbench_tag=${run_tag}"
      "-Dperfbench_site=${run_site}" "-Dperfbench_build_name=${run_build_name}" "-Dperfbench_group=${run_group}"
      "-Dperfbench_model=${run_model}" "-Dperfbench_url=${run_url}"
    OUTPUT_VARIABLE out ERROR_VARIABLE err)
  unset(ENV{PERFBENCH_DASHBOARD_TOKEN})
  set(${printed} "${out}" PARENT_SCOPE)
  set(${errors} "${err}" PARENT_SCOPE)
endfunction()
