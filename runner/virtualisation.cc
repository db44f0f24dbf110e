#include "runner/virtualisation.h"

#include <algorithm>
#include <array>

namespace perfbench {

namespace {

struct Sign {
  std::string_view text;
  std::string_view name;
};

// In what the firmware says of vendor and product, the more telling ones first.
constexpr std::array kFirmware = {
    Sign{"KVM", "kvm"},
    Sign{"OpenStack", "kvm"},
    Sign{"KubeVirt", "kvm"},
    Sign{"Google Compute", "kvm"},
    Sign{"Amazon EC2", "kvm"},
    Sign{"VMware", "vmware"},
    Sign{"VirtualBox", "virtualbox"},
    Sign{"innotek", "virtualbox"},
    Sign{"Xen", "xen"},
    Sign{"Parallels", "parallels"},
    Sign{"BHYVE", "bhyve"},
    Sign{"Virtual Machine", "hyper-v"},
    Sign{"Bochs", "qemu"},
    Sign{"QEMU", "qemu"},
};

// Of the clocks that a hypervisor offers to its guests.
constexpr std::array kClocks = {Sign{"kvm-clock", "kvm"}, Sign{"hyperv_clocksource", "hyper-v"}, Sign{"xen", "xen"}};

constexpr std::array kGroups = {Sign{"/kubepods", "kubernetes"}, Sign{"/docker", "docker"}, Sign{"libpod", "podman"},
                                Sign{"/lxc", "lxc"}, Sign{"/machine.slice", "systemd-nspawn"}};

template <class Signs>
std::string named_by(const Signs& signs, std::string_view text) {
  const auto found =
      std::ranges::find_if(signs, [=](const Sign& sign) { return text.find(sign.text) != std::string_view::npos; });
  return found == signs.end() ? std::string() : std::string(found->name);
}

bool has_word(std::string_view line, std::string_view word) {
  const auto words = words_of(line);
  return std::ranges::find(words, word) != words.end();
}

std::string firmware_words(const SystemFiles& files) {
  std::string words;
  for (const char* name : {"product_name", "sys_vendor", "board_vendor", "bios_vendor"}) {
    words += files.first_line(std::string("/sys/class/dmi/id/") + name) + "\n";
  }
  return words;
}

}  // namespace

std::string virtualisation_of(const SystemFiles& files, std::string_view cpuinfo, std::string_view kernel) {
  if (kernel.find("icrosoft") != std::string_view::npos || kernel.find("WSL") != std::string_view::npos) return "wsl";
  if (files.first_line("/sys/hypervisor/type") == "xen") {
    const bool is_host = files.first_line("/proc/xen/capabilities").find("control_d") != std::string::npos;
    return is_host ? "none" : "xen";
  }
  const std::string flags = value_of_key(cpuinfo, "flags", ':');
  const bool is_guest = has_word(flags, "hypervisor");
  // The firmware of some rented machines names the product alike, whether virtual or not.
  if (!flags.empty() && !is_guest) return "none";
  const std::string device_tree = files.text("/proc/device-tree/hypervisor/compatible").value_or("");
  if (device_tree.find("kvm") != std::string::npos) return "kvm";
  const std::string clocks = files.first_line("/sys/devices/system/clocksource/clocksource0/available_clocksource");
  if (std::string name = named_by(kClocks, clocks); is_guest && !name.empty()) return name;
  if (std::string name = named_by(kFirmware, firmware_words(files)); !name.empty()) return name;
  return is_guest ? "vm" : "";
}

std::string container_of(const SystemFiles& files) {
  if (files.exists("/run/.containerenv")) return "podman";
  if (files.exists("/var/run/secrets/kubernetes.io")) return "kubernetes";
  if (files.exists("/.dockerenv")) return "docker";
  if (std::string manager = files.first_line("/run/systemd/container"); !manager.empty()) return manager;
  const std::string name = named_by(kGroups, files.text("/proc/self/cgroup").value_or(""));
  return name.empty() ? "none" : name;
}

}  // namespace perfbench
