#include "runner/virtualisation.h"

#include <gtest/gtest.h>

#include "system_tree.h"

namespace perfbench {
namespace {

const std::string kKernel = "6.1.0-18-amd64";
const std::string kBare = "processor : 0\nflags\t: fpu vme de\n";
const std::string kGuest = "processor : 0\nflags\t: fpu vme hypervisor de\n";

TEST(Virtualisation, IsNamedByTheFirmwareOrTheClocks) {
  const struct {
    std::string file, text, name;
  } cases[] = {
      {"/sys/class/dmi/id/sys_vendor", "VMware, Inc.", "vmware"},
      {"/sys/class/dmi/id/product_name", "VirtualBox", "virtualbox"},
      {"/sys/class/dmi/id/product_name", "Virtual Machine", "hyper-v"},
      {"/sys/class/dmi/id/product_name", "Google Compute Engine", "kvm"},
      {"/sys/class/dmi/id/sys_vendor", "QEMU", "qemu"},
      {"/sys/devices/system/clocksource/clocksource0/available_clocksource", "tsc kvm-clock ", "kvm"},
      {"/sys/hypervisor/type", "xen", "xen"},
      {"/etc/hostname", "anything", "vm"},
  };
  for (const auto& one : cases) {
    const SystemTree tree;
    tree.write(one.file, one.text + "\n");
    EXPECT_EQ(virtualisation_of(tree.files(), kGuest, kKernel), one.name);
  }
}

TEST(Virtualisation, IsNoneWhereTheProcessorTellsOfNoHypervisorWhateverTheProductIsCalled) {
  const SystemTree tree;
  tree.write("/sys/class/dmi/id/product_name", "Amazon EC2\n");
  EXPECT_EQ(virtualisation_of(tree.files(), kBare, kKernel), "none");
}

TEST(Virtualisation, OfXensOwnHostIsNone) {
  const SystemTree tree;
  tree.write("/sys/hypervisor/type", "xen\n");
  tree.write("/proc/xen/capabilities", "control_d\n");
  EXPECT_EQ(virtualisation_of(tree.files(), kGuest, kKernel), "none");
}

TEST(Virtualisation, OfWindowsSubsystemIsNamedByItsKernel) {
  EXPECT_EQ(virtualisation_of(SystemTree().files(), kGuest, "5.15.0-microsoft-standard-WSL2"), "wsl");
}

TEST(Virtualisation, OfAProcessorThatDoesNotTellIsNotKnownUnlessItIsNamed) {
  const SystemTree tree;
  EXPECT_EQ(virtualisation_of(tree.files(), "CPU implementer : 0x41\n", kKernel), "");
  tree.write("/sys/class/dmi/id/product_name", "KVM Virtual Machine\n");
  EXPECT_EQ(virtualisation_of(tree.files(), "CPU implementer : 0x41\n", kKernel), "kvm");
}

TEST(Containers, AreNamedByWhatTheirManagersLeaveInThem) {
  const struct {
    std::string file, text, name;
  } cases[] = {
      {"/run/.containerenv", "", "podman"},
      {"/.dockerenv", "", "docker"},
      {"/run/systemd/container", "lxc\n", "lxc"},
      {"/var/run/secrets/kubernetes.io/token", "", "kubernetes"},
      {"/proc/self/cgroup", "4:memory:/docker/1f\n", "docker"},
      {"/proc/self/cgroup", "0::/lxc.payload.web\n", "lxc"},
      {"/proc/self/cgroup", "0::/user.slice\n", "none"},
  };
  for (const auto& one : cases) {
    const SystemTree tree;
    tree.write(one.file, one.text);
    EXPECT_EQ(container_of(tree.files()), one.name) << one.file;
  }
}

}  // namespace
}  // namespace perfbench
