// Control groups by their folders, of version 1 and 2: their files, the end of what is in them, and their removal. No
// iostream: for the launcher, and for the runner where that is gone.
#pragma once

#include <cstddef>

namespace perfbench::launcher {

// Files of the group whose folder is open as `group`. False, and errno, where there is nothing to read, or it is
// refused.
bool read_group_file(int group, const char* name, char* text, std::size_t room);  // what fits, ended with a NUL
bool write_group_file(int group, const char* name, const char* text);

// SIGKILLs all that is in the group and in those below it: at one stroke where the kernel can, else frozen meanwhile
// where it can be. It need not have ended yet when this returns.
void kill_group(int group);

// Removes a group, and those below it, in which nothing runs any more. False where that is not so; true where there was
// none.
bool remove_group(int parent, const char* name);

// Both, of a whole folder of groups. False when something still lives in it after `timeout_ms`.
bool end_group(const char* path, int timeout_ms);

}  // namespace perfbench::launcher
