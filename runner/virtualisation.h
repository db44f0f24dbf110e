// Whether this runs on a virtual machine, and in a container.
#pragma once

#include <string>
#include <string_view>

#include "runner/system_files.h"

namespace perfbench {

// "kvm", "qemu", "vmware", "hyper-v", "xen", "virtualbox", "parallels", "bhyve", "wsl"; "vm" where the processor tells
// of a hypervisor and nothing names it; "none". Empty where nothing can be known: of a processor that would not tell.
// `cpuinfo` is the beginning of /proc/cpuinfo, with its flags.
std::string virtualisation_of(const SystemFiles& files, std::string_view cpuinfo, std::string_view kernel);

// "docker", "podman", "lxc", "kubernetes", or as the container's manager calls itself; "none" without any sign of one.
std::string container_of(const SystemFiles& files);

}  // namespace perfbench
