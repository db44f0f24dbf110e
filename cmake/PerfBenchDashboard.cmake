#[=======================================================================[.rst:
PerfBenchDashboard
------------------

A dashboard run in one command: configures and builds a project, runs its perf
tests, and submits what they measured to a CDash server, where each figure is a
trend over time::

  ctest -S <dir>/PerfBenchDashboard.cmake,URL=<address>[,<KEY>=<value>...]
        [-D PERFBENCH_<KEY>=<value>...]

``<dir>`` is where PerfBench is installed, ``<prefix>/lib/cmake/PerfBench``;
:command:`find_package(PerfBench)` sets ``PerfBench_DASHBOARD_SCRIPT`` to the
whole path.

What is submitted stays on the disk.  When the server cannot be reached, or
refuses, the results are kept, and a later call with ``STEPS=submit`` sends what
is left of them.

Keys
^^^^

Each is given once, in one of the two ways.  A value with a comma, ``//`` or
``..`` in it needs ``-D``: ctest takes the script's name, and all that follows
it, for a path.  Relative paths are seen from the current directory.

``URL``
  Where to submit: ``https://<server>/submit.php?project=<project>``.  Upper and
  lower case count in the project's name.  Default: what ``CTestConfig.cmake`` of
  the project says by ``CTEST_SUBMIT_URL``, or by ``CTEST_DROP_METHOD``,
  ``CTEST_DROP_SITE`` and ``CTEST_DROP_LOCATION``.

``TOKEN_ENV``, ``TOKEN_FILE``
  The name of an environment variable, or of a file, that holds the token for
  projects that want one; in the file a line break may follow it.  Never the
  token itself: command lines are public.  Default: ``CDASH_TOKEN``, if that
  variable is set.

``ALLOW_PLAIN_HTTP``
  ``ON`` sends the token to an ``http://`` address that is not of this machine.
  Anyone on the way can read it.  Default: ``OFF``.

``CA_FILE``
  A file of certificates, in PEM form, to trust instead of the system's: for a
  server whose certificate an authority of your own has signed, or nobody.

``SOURCE``, ``BINARY``
  The project's directory, and the build tree, which may be there already.
  Default: the current directory, and ``build-dashboard`` in ``SOURCE``.

``MODEL``
  ``Experimental``, ``Nightly`` or ``Continuous``.  Default: ``Experimental``.

``GROUP``
  The build group on the dashboard.  Default: as the model.  CDash joins only
  builds of one group to a trend, and takes a group that the project does not
  have for a new one: change it, and the trend begins anew.

``SITE``
  The machine's name on the dashboard.  Default: ``CTEST_SITE`` of
  ``CTestConfig.cmake``; else ``<processor>-<n>cpu``, as
  ``amd-epyc-9b45-2cpu``: not the host name, because containers get a new one
  each time, and each would begin a new trend.  It is made of ``/proc/cpuinfo``:

  * ``<processor>`` is what follows the colon in the first line that is
    ``model name``, any spaces and tabs, and a colon.  ``A`` to ``Z`` become
    ``a`` to ``z``; each run of bytes other than ``a`` to ``z`` and ``0`` to
    ``9`` becomes one ``-``, with none left at the ends; after 60 bytes it is
    cut, and a ``-`` at the new end goes.  Where nothing is left, or there is no
    such line, it is the architecture as ``uname -m`` tells it, unchanged.
  * ``<n>`` is the number of lines that begin with ``processor``, any spaces and
    tabs, and a colon; where there are none, of the processors that are online.

``BUILD_NAME``
  What is measured, in the same words each time.  Default: ``CTEST_BUILD_NAME``
  of ``CTestConfig.cmake``; else ``<system>-<architecture>-<configuration>``, as
  ``Linux-x86_64-Release``.

  ``SITE``, ``BUILD_NAME`` and ``GROUP`` are of ASCII, without control
  characters, ``\ : * ? " < > | & #``, and spaces at either end.

``CONFIGURATION``
  The build type.  Default: ``Release``.

``GENERATOR``
  Default: that of the build tree, if it is there; else ``Ninja``, if that is;
  else ``Unix Makefiles``.

``CONFIGURE_OPTIONS``
  Options for cmake, as ``-DWITH_GUI=OFF -DNAME='two words'``: separated by
  spaces, or by a ``;`` before a ``-``.  Default: none.  The project finds this
  PerfBench without one, unless it is told of another.

``LABEL``
  A regular expression: tests with a label that it matches are run.  Default:
  ``^perf$``, which all of :command:`add_perf_test` have.

``RETRIES``, ``RETRY_DELAY``
  How often a document is sent again, and after how many seconds the first time;
  each further time it is twice as long, but no more than five minutes.
  Default: 4 and 5.  Tried again is what may pass: no connection, one that was
  cut, HTTP 408, 425, 429 and 5xx, whose ``Retry-After`` is heeded, and the
  status ``ERROR`` in CDash's answer.

``STEPS``
  ``all``, or ``submit``: send what earlier calls in ``BINARY`` have kept, the
  oldest run first, under the stamps they were made with, and nothing that the
  server has already.  With another ``URL`` than before everything is sent.
  Default: ``all``.

Examples
^^^^^^^^

.. code-block:: console

  $ cd tool
  $ export CDASH_TOKEN=$(pass show cdash)
  $ ctest -S .../PerfBenchDashboard.cmake,URL=https://cdash.example.org/submit.php?project=Tool
  dashboard: for https://cdash.example.org/submit.php?project=Tool, with the token in ...
  dashboard: site amd-epyc-9b45-2cpu, build Linux-x86_64-Release, stamp 20261121-2331050402311870-Experimental
  dashboard: configuring /home/me/tool in /home/me/tool/build-dashboard
  dashboard: building, configuration Release, with Ninja
  dashboard: running the tests labelled ^perf$
    passed     1.62 s  startup
    passed     5.20 s  render
  dashboard: sent Configure.xml, 1189 bytes
  dashboard: sent Build.xml, 1016 bytes
  dashboard: sent Test.xml, 35531 bytes
  dashboard: sent Done.xml, 101 bytes
  dashboard: submitted as build 17: https://cdash.example.org/builds/17

Each night, by cron, in a clone that is kept up to date; with a token that only
its owner can read::

  0 2 * * *  cd ~/tool && git pull -q && ctest -S .../PerfBenchDashboard.cmake,MODEL=Nightly,TOKEN_FILE=/home/me/.token

Later, what did not get through::

  ctest -S .../PerfBenchDashboard.cmake,STEPS=submit,TOKEN_FILE=/home/me/.token

With a value that has a comma, and one that is a list::

  ctest -S .../PerfBenchDashboard.cmake,MODEL=Nightly
        -D PERFBENCH_SITE="rack 2, left"
        -D PERFBENCH_CONFIGURE_OPTIONS="-DCMAKE_PREFIX_PATH=/opt/a;/opt/b -DWITH_GUI=OFF"

Files
^^^^^

In ``<BINARY>/Testing/<time>/``, one folder a run, where ``<time>`` is
``YYYYmmdd-HHMMSS`` in UTC, six digits of microseconds and four random ones, so
that no two runs share a stamp:

``Configure.xml``, ``Build.xml``, ``Test.xml``, ``Done.xml``
  What is sent, in this order.  No call removes them.

``dashboard.json``
  What became of it, for programs: ``result`` (``passed``, ``tests failed``,
  ``no tests``, ``build failed``, ``configure failed``; ``unfinished`` while the
  run is under way, or when it was cut off), ``submitted`` (true or false),
  ``accepted`` (the build's id on the server, for each document),
  ``site``, ``build_name``, ``group``, ``model`` and ``url``.

``<BINARY>/Testing/TAG`` names the newest run.  ctest's own logs are in
``<BINARY>/Testing/Temporary``, the perf tests' results in
``<BINARY>/perf-results``.  The token is in none of these files.

Exit codes
^^^^^^^^^^

ctest has two for a script.  0: all tests passed, and the server gave a build id
for each document.  255: anything else; the last message, and
``dashboard.json``, tell which:

* ``<n> of <m> tests failed: ... The results are submitted``.
* ``the build failed, ...`` or ``configuring failed: ... The results are
  submitted``: no test is run then, as it would measure what an earlier build
  left.
* ``no test was run: ... Nothing was submitted``.
* ``not submitted: ...``, with the command that sends it later.
* A key that is wrong, or missing.  Nothing was run.

All messages are on stderr.

Limits
^^^^^^

* An answer with a build id proves that the server has the document; one that
  processes documents later may still drop it.  Only the dashboard shows that.
* Where the answer to ``Test.xml`` was lost, CDash is asked whether it has it,
  since it would show it twice.  It does not tell of a private project to a
  token that may only submit: then it is sent again, with a warning.
* The environment with which ctest was started can be read in ``/proc`` by
  processes of the same user, tests included, whatever the script does about it;
  ``TOKEN_FILE`` is not in it.
* A proxy is taken from the environment, as curl does (``https_proxy``,
  ``http_proxy``, ``no_proxy``, and ctest's ``HTTP_PROXY``), for addresses of
  this machine too; redirects are not followed.  ``CTEST_CURL_OPTIONS`` has no
  effect: certificates are always checked.
* A server that says nothing for two minutes counts as one that cannot be
  reached.
* ``CTEST_SITE`` and ``CTEST_BUILD_NAME`` in ``CTestConfig.cmake`` cannot be
  overridden, as ctest reads that file last.
* The path of this file must not have a comma in it.
* One call at a time in a build tree; another one stops at once.
* Needs CMake 3.25, the oldest version it is tested with.

#]=======================================================================]

cmake_minimum_required(VERSION 3.25)
if(NOT DEFINED CTEST_SCRIPT_NAME)
  message(FATAL_ERROR "PerfBenchDashboard.cmake is a script for ctest: ctest -S PerfBenchDashboard.cmake,KEY=VALUE,...")
endif()
set(CTEST_RUN_CURRENT_SCRIPT OFF)

include("${CMAKE_CURRENT_LIST_DIR}/PerfBench/arguments.cmake")
set(perfbench_dashboard_script "${CMAKE_CURRENT_LIST_FILE}")
set(perfbench_dashboard_dir "${CMAKE_CURRENT_LIST_DIR}/PerfBench/dashboard")
foreach(part IN ITEMS settings run_settings server names state run tests attempt answer ask submit)
  include("${perfbench_dashboard_dir}/${part}.cmake")
endforeach()

# An error of CMake's ends all functions that are under way, but not the script. So each leaves word when it comes to
# its end.
set(run_result "unfinished")
set(run_problem "")
set(submit_problem "an error came in between, see above")
foreach(step IN ITEMS settings token run_settings)
  set(completed FALSE)
  cmake_language(CALL _perfbench_read_${step})
  if(NOT completed)
    message(FATAL_ERROR "dashboard: a key, or the project's CTestConfig.cmake, cannot be used, see above. "
      "Nothing was run")
  endif()
endforeach()

if(dashboard_STEPS STREQUAL "submit")
  _perfbench_submit_kept(submit_problem)
else()
  _perfbench_lock_build_tree()
  _perfbench_run()
  if(run_result STREQUAL "unfinished")
    message(FATAL_ERROR "dashboard: the run broke off, see above. Nothing was submitted")
  elseif(run_result STREQUAL "no tests")
    set(submit_problem "")
  else()
    _perfbench_submit("${run_folder}" submit_problem)
  endif()
endif()

# ctest knows one exit code for all of these: 255.
if(NOT submit_problem STREQUAL "")
  _perfbench_resubmit_command(command)
  _perfbench_say("nothing is lost, the XML is kept. This sends what is left:\n  ${command}")
  if(NOT run_problem STREQUAL "")
    string(PREPEND run_problem "; and ")
  endif()
  message(FATAL_ERROR "dashboard: not submitted: ${submit_problem}${run_problem}")
endif()
if(dashboard_STEPS STREQUAL "all")
  _perfbench_mention_kept()
endif()
if(run_result STREQUAL "no tests")
  message(FATAL_ERROR "dashboard: ${run_problem}. Nothing was submitted")
elseif(NOT run_problem STREQUAL "")
  message(FATAL_ERROR "dashboard: ${run_problem}. The results are submitted")
endif()
