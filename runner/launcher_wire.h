// Requests and events as they go over the socket to perfbench-launcher and come back.
#pragma once

#include <string>
#include <vector>

#include "runner/file_descriptor.h"
#include "runner/launcher.h"
#include "runner/launcher/protocol.h"

namespace perfbench {

// One request as it goes over the socket.
struct LauncherPacket {
  std::string bytes;             // launcher::Request and what follows it
  std::vector<int> descriptors;  // borrowed until it is sent
  FileDescriptor text;           // of a command: owned, and one of the descriptors
};

// Errors (harness): no memory file can be made.
Result<LauncherPacket> define_packet(const WorkerCommand& command);
// Errors (harness): the worker's own environment is too long.
Result<LauncherPacket> launch_packet(launcher::RequestKind kind, const WorkerRequest& request);
// Of a request that is nothing but its kind.
LauncherPacket bare_packet(launcher::RequestKind kind);

// 0, or errno. `flags` as for sendmsg.
int send_packet(int socket, const LauncherPacket& packet, int flags);

WorkerNotStarted not_started(const launcher::Event& event);
LauncherEvent translate(const launcher::Event& event);

// "what: the system's words" as a harness error.
Error system_error(std::string what, int error_number);

}  // namespace perfbench
