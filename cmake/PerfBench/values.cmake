# Checks of single values, and paths. A value with a generator expression is known only when the build system is
# generated; it is checked when the test runs.

# _perfbench_check_whole_number(<keyword> <least>)
function(_perfbench_check_whole_number keyword least)
  set(value "${arg_${keyword}}")
  if(NOT DEFINED arg_${keyword} OR "${value}" MATCHES "\\$<")
    return()
  endif()
  if(NOT "${value}" MATCHES "^(0|[1-9][0-9]*)$" OR "${value}" LESS "${least}")
    _perfbench_fail("${keyword} is a whole number of at least ${least}, not '${value}'")
  endif()
endfunction()

function(_perfbench_check_seconds keyword)
  set(value "${arg_${keyword}}")
  if(NOT DEFINED arg_${keyword} OR "${value}" MATCHES "\\$<")
    return()
  endif()
  if(NOT "${value}" MATCHES "^(0|[1-9][0-9]*)(\\.[0-9]+)?$" OR NOT "${value}" GREATER 0)
    _perfbench_fail("${keyword} is a number of seconds above 0, not '${value}'")
  endif()
endfunction()

# _perfbench_check_each(<keyword> <regular expression> <what its values are like>)
function(_perfbench_check_each keyword shape description)
  foreach(reference IN LISTS arg_${keyword})
    if(NOT "${${reference}}" MATCHES "${shape}" AND NOT "${${reference}}" MATCHES "\\$<")
      _perfbench_fail("${keyword}: '${${reference}}' is not ${description}")
    endif()
  endforeach()
endfunction()

# Whether a rule has the shape of one: path, comparison, number, unit. What it names is perfbench's to know.
function(_perfbench_check_rules)
  set(bracketed_name [=[\["([^"\]|\\.)*"\]]=])
  set(path "([A-Za-z0-9_]+|${bracketed_name})(\\.[A-Za-z0-9_]+|\\.?${bracketed_name})*")
  set(comparison "(<=|>=|==|!=|<|>)")
  set(number "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?")
  _perfbench_check_each(SLA "^[ \t]*${path}[ \t]*${comparison}[ \t]*${number}[ \t]*[A-Za-z%/]*[ \t]*$"
    "a rule: it is written <figure> <comparison> <number>[unit], as in \"latency_ms.p95 <= 250ms\"")
endfunction()

# _perfbench_absolute(<path> <base> <out>): generator expressions at its beginning are left alone.
function(_perfbench_absolute path base out)
  if("${path}" MATCHES "^\\$<")
    set(${out} "${path}" PARENT_SCOPE)
    return()
  endif()
  cmake_path(ABSOLUTE_PATH path BASE_DIRECTORY "${base}" NORMALIZE)
  set(${out} "${path}" PARENT_SCOPE)
endfunction()
