# The names by which a dashboard joins builds to trends: site and build.

# _perfbench_machine_name(<file like /proc/cpuinfo> <architecture> <out>): "<processor>-<n>cpu", the same in every
# container of equal machines, as a host name is not. perfbench itself computes the same text; the rule is:
#   processor  what follows the colon in the first line that is "model name", any spaces and tabs, and a colon; A to Z
#              made a to z; each run of bytes other than a-z and 0-9 made one "-"; none of these at either end; cut
#              after 60 bytes, and a "-" at the new end removed. Where that leaves nothing, or there is no such line:
#              the architecture as `uname -m` has it, as it is.
#   n          the number of lines that are "processor", any spaces and tabs, and a colon, with or without something
#              after it; where there are none, the number of processors online (`getconf _NPROCESSORS_ONLN`).
function(_perfbench_machine_name cpuinfo architecture out)
  set(text "")
  if(EXISTS "${cpuinfo}")
    file(READ "${cpuinfo}" text)
  endif()
  string(REGEX REPLACE "[][;\\]" " " text "\n${text}\n")  # all of them other bytes, and none of them safe in a list
  set(processor "")
  if(text MATCHES "\nmodel name[ \t]*:([^\n]*)")
    string(TOLOWER "${CMAKE_MATCH_1}" processor)
    string(REGEX REPLACE "[^a-z0-9]+" "-" processor "${processor}")
    string(REGEX REPLACE "^-|-$" "" processor "${processor}")
    string(SUBSTRING "${processor}" 0 60 processor)
    string(REGEX REPLACE "-$" "" processor "${processor}")
  endif()
  if(processor STREQUAL "")
    set(processor "${architecture}")
  endif()
  string(REGEX MATCHALL "\nprocessor[ \t]*:" lines "${text}")
  list(LENGTH lines count)
  if(count EQUAL 0)
    execute_process(COMMAND getconf _NPROCESSORS_ONLN OUTPUT_VARIABLE count OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
  set(${out} "${processor}-${count}cpu" PARENT_SCOPE)
endfunction()

# What keeps a name from reaching the server as it is, empty when nothing does. "#" ends the address that ctest sends.
function(_perfbench_name_problem name out)
  set(problem "")
  if(name MATCHES "[^ -~]")
    set(problem "holds a control character, or one that is not ASCII")
  elseif(name MATCHES "[\\:*?\"<>|&#]")
    set(problem "holds '${CMAKE_MATCH_0}'; dashboards take none of \\ : * ? \" < > | & #")
  elseif(name MATCHES "^ | $")
    set(problem "begins or ends with a space")
  endif()
  set(${out} "${problem}" PARENT_SCOPE)
endfunction()

# _perfbench_percent_encoded(<text> <out>): for the query of an address.
function(_perfbench_percent_encoded text out)
  string(HEX "${text}" digits)
  string(REGEX MATCHALL ".." bytes "${digits}")
  set(encoded "")
  foreach(byte IN LISTS bytes)
    if(byte MATCHES "^(2d|2e|5f|7e|3[0-9]|[46][1-9a-f]|[57][0-9a])$")  # - . _ ~ 0-9 A-Z a-z
      math(EXPR code "0x${byte}")
      string(ASCII ${code} byte)
      string(APPEND encoded "${byte}")
    else()
      string(APPEND encoded "%${byte}")
    endif()
  endforeach()
  set(${out} "${encoded}" PARENT_SCOPE)
endfunction()
