// The direct children of this (single-threaded) process, and the end of them. No allocation, no iostream.
#pragma once

#include <sys/types.h>

#include <vector>

namespace perfbench::launcher {

// Calls visit(pid, context) for each child, zombies included. `children_descriptor`: /proc/self/task/<tid>/children,
// kept open. Returns how many there were.
int for_each_child(int children_descriptor, void (*visit)(pid_t, void*), void* context);

int open_own_children();

// Of a child that is traced, by a stop: passes the signal on, or none (0).
void continue_stopped(pid_t pid, int signal);

// SIGKILLs every child but the spared until none is left: those of a killed one become children of this process when it
// is a child subreaper. Reaps them all. False when some still lived after `timeout_ms`.
bool end_all_children(int children_descriptor, int timeout_ms, const std::vector<pid_t>& spared = {});

}  // namespace perfbench::launcher
