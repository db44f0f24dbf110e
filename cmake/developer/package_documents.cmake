# Run by cpack when it has installed everything and before it makes the package: adds copyright, changelog and what lintian
# is to overlook, and compresses what Debian wants compressed.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
foreach(tool IN ITEMS dpkg-shlibdeps file gzip)
  find_program(path_of_${tool} ${tool})
  if(NOT path_of_${tool})
    message(FATAL_ERROR "The package cannot be made without ${tool}, which was not found.\n"
      "On Debian 12: apt-get install dpkg-dev file gzip")
  endif()
endforeach()

set(share "${CPACK_TEMPORARY_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share")
set(documents "${share}/doc/${CPACK_PACKAGE_NAME}")
set(for_all_to_read PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)

file(WRITE "${documents}/copyright"
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: PerfBench

Files: *
Copyright: 2026 PerfBench developers
License: Apache-2.0
 On Debian systems, the complete text of the Apache License, version 2.0, is
 in /usr/share/common-licenses/Apache-2.0.
")

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH where that is set
file(WRITE "${documents}/changelog"
"${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}; CHANGELOG.md beside this file tells what is in it.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
file(COPY "${CPACK_PERFBENCH_SOURCE_DIR}/CHANGELOG.md" "${CPACK_PERFBENCH_SOURCE_DIR}/README.md"
  DESTINATION "${documents}")
execute_process(COMMAND "${path_of_gzip}" -9n "${documents}/changelog" "${share}/man/man1/perfbench.1"
  COMMAND_ERROR_IS_FATAL ANY)

set(overrides "${share}/lintian/overrides/${CPACK_PACKAGE_NAME}")
file(WRITE "${overrides}"
"# It is static so that a worker, which is spawned from it, inherits as little as can be.
${CPACK_PACKAGE_NAME}: statically-linked-binary [usr/libexec/perfbench/perfbench-launcher]
# No mailbox takes mail for the developers.
${CPACK_PACKAGE_NAME}: bogus-mail-host *
${CPACK_PACKAGE_NAME}: bogus-mail-host-in-debian-changelog *
")

file(CHMOD "${documents}/copyright" "${documents}/changelog.gz" "${documents}/CHANGELOG.md" "${documents}/README.md"
  "${overrides}" ${for_all_to_read})
foreach(directory IN ITEMS "${share}/doc" "${documents}" "${share}/lintian" "${share}/lintian/overrides")
  file(CHMOD "${directory}" PERMISSIONS ${CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
endforeach()
