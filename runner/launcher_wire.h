// Requests and events as they go over the socket to perfbench-launcher and come back.
#pragma once

#include <array>
#include <string>

#include "runner/file_descriptor.h"
#include "runner/launcher.h"
#include "runner/launcher/protocol.h"

namespace perfbench {

// One request as it goes over the socket.
struct LauncherPacket {
  launcher::Request header = {};
  std::array<FileDescriptor, launcher::kDescriptorCount> descriptors;  // none for a bare request
};

// The packet of a launch or a trial, with descriptors of its own. Errors (harness): none left.
Result<LauncherPacket> make_packet(launcher::RequestKind kind, const WorkerRequest& request);

// 0, or errno. `flags` as for sendmsg.
int send_packet(int socket, LauncherPacket& packet, int flags);

WorkerNotStarted not_started(const launcher::Event& event);
LauncherEvent translate(const launcher::Event& event);

// "what: the system's words" as a harness error.
Error system_error(std::string what, int error_number);

}  // namespace perfbench
