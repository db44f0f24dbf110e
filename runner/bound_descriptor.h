// For Boost.Process: hands `ours` to the child as its descriptor `theirs`. (Boost 1.81's own posix::bind_fd lacks a
// return statement.)
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <boost/process/v2/default_launcher.hpp>
#include <cerrno>

namespace perfbench {

struct BoundDescriptor {
  int theirs;
  int ours;

  boost::system::error_code on_setup(boost::process::v2::posix::default_launcher& starter,
                                     const boost::process::v2::filesystem::path&, const char* const*) const {
    starter.fd_whitelist.push_back(theirs);
    return {};
  }

  boost::system::error_code on_exec_setup(boost::process::v2::posix::default_launcher&,
                                          const boost::process::v2::filesystem::path&, const char* const*) const {
    const int done = ours == theirs ? ::fcntl(ours, F_SETFD, 0) : ::dup2(ours, theirs);
    return done < 0 ? boost::system::error_code(errno, boost::system::system_category()) : boost::system::error_code();
  }
};

}  // namespace perfbench
